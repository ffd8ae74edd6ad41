import { brief, colour, count, symbol } from "@copath/lab-report"
import * as Plot from "@observablehq/plot"
import { type Panel, plot } from "../drawing/plot.ts"
import { type Entry, margin, sheet, sheetWidth } from "../drawing/sheet.ts"
import type { Source } from "./compositions.ts"

/** One value of a curve. */
export interface Value {
  /** Whose it is. */
  readonly source: Source
  /** The curve's name; ours and the published one of the same name have one colour. */
  readonly curve: string
  /** Along the horizontal axis. */
  readonly x: number
  /** Along the vertical axis. */
  readonly y: number
}

/** Curves in one pair of axes. */
export interface Overlaid {
  /** Stands above it. */
  readonly title: string
  /** What is drawn. */
  readonly values: ReadonlyArray<Value>
  /** Whether the vertical axis is logarithmic; else it begins at 0. */
  readonly log: boolean
}

/** A picture of ours over theirs. */
export interface Overlay {
  /** In a few words. */
  readonly title: string
  /** What it shows, in a sentence or two. */
  readonly note: string
  /** The horizontal axis of all panels, logarithmic. */
  readonly x: string
  /** The vertical axis of all panels. */
  readonly y: string
  /** Curve names, in the order of their colours. */
  readonly curves: ReadonlyArray<string>
  /** Rows of panels. */
  readonly panels: ReadonlyArray<ReadonlyArray<Overlaid>>
  /** The height of a panel in pixels. */
  readonly height: number
}

const GAP = 14

/** Sizes at which a horizontal axis says something, at most seven. */
const ticksOf = (values: ReadonlyArray<Value>): ReadonlyArray<number> => {
  const [least, most] = [Math.min(...values.map(({ x }) => x)), Math.max(...values.map(({ x }) => x))]
  const powers = Array.from({ length: 21 }, (_, i) => 2 ** i).filter((x) => x >= least * 0.99 && x <= most * 1.01)
  const every = Math.ceil(powers.length / 7)
  return powers.filter((_, i) => (powers.length - 1 - i) % every === 0)
}

/** Ours are filled shapes on a line, the published ones hollow shapes on dashes. */
const panelOf = ({ log, title, values }: Overlaid, { curves, height, x, y }: Overlay, width: number): Panel => {
  const present = curves.flatMap((name, i) => (values.some(({ curve }) => curve === name) ? [{ name, i }] : []))
  const marks = present.flatMap(({ i, name }) => {
    const of = (source: Source) => values.filter((one) => one.curve === name && one.source === source).toSorted((a, b) => a.x - b.x)
    const stroke = colour(i)
    const at = { x: "x", y: "y", symbol: symbol(i) } as const
    return [
      Plot.line(of("published"), { x: "x", y: "y", stroke, strokeWidth: 1.4, strokeDasharray: "5 3" }),
      Plot.line(of("measured"), { x: "x", y: "y", stroke, strokeWidth: 1.8 }),
      Plot.dot(of("measured"), { ...at, fill: stroke, r: 2.6 }),
      Plot.dot(of("published"), { ...at, stroke, strokeWidth: 1.5, r: 5 })
    ]
  })
  const most = Math.max(...values.map((one) => one.y))
  return plot(
    {
      width,
      height,
      marginLeft: 50,
      marginRight: 12,
      marginTop: 20,
      marginBottom: 36,
      x: {
        type: "log",
        base: 2,
        label: x,
        labelAnchor: "right",
        labelArrow: "none",
        ticks: ticksOf(values),
        tickFormat: (n: number) => n.toLocaleString("en-US")
      },
      y: {
        type: log ? "log" : "linear",
        label: y,
        labelAnchor: "top",
        labelArrow: "none",
        grid: true,
        ticks: 5,
        tickFormat: (n: number) => brief(count(n)),
        ...(log ? {} : { domain: [0, most * 1.05] })
      },
      marks: [Plot.frame({ stroke: "var(--line)" }), ...marks]
    },
    title
  )
}

/** The picture's whole file. */
export const overlay = (of: Overlay): string => {
  const drawn: ReadonlyArray<Entry> = of.curves.map((label, i) => ({ label, colour: colour(i), mark: symbol(i) }))
  const whose: ReadonlyArray<Entry> = [
    { label: "measured: filled, on a line", colour: "var(--fg)", mark: "line" },
    { label: "published: hollow, on dashes", colour: "var(--fg)", mark: "dashed" }
  ]
  return sheet({
    title: of.title,
    note: of.note,
    legend: [drawn, whose],
    rows: of.panels.map((row) => {
      const width = Math.floor((sheetWidth - 2 * margin - GAP * (row.length - 1)) / row.length)
      return row.map((panel) => panelOf(panel, of, width))
    })
  })
}
