/// <reference lib="dom" />
import * as Plot from "@observablehq/plot"
import { parseHTML } from "linkedom"
import { fitted, textWidth } from "./letters.ts"
import { brief } from "../units.ts"

/** A quantity on an axis. */
export interface Axis {
  readonly label: string
  /** Whether only whole numbers make sense on it. */
  readonly whole?: boolean
  readonly show: (n: number) => string
}

/** One bar, stacked from parts in the order of `series`. */
export interface Bar {
  readonly label: string
  readonly values: ReadonlyArray<number>
}

/** What a bar is stacked from. */
export interface Part {
  readonly name: string
  readonly colour: number
}

/** One line; points in ascending x. `colour` is the index of a colour of the page. */
export interface Line {
  readonly label: string
  readonly colour: number
  readonly points: ReadonlyArray<readonly [x: number, y: number]>
  /** What the legend says of it beside its label. */
  readonly note?: string
}

/** How many colours the page defines, `--s0` and on. Beyond them colours repeat, dashed. */
const colours = 12

/** The colour of a series. */
export const colour = (index: number): string => `var(--s${index % colours})`

/** Widths in pixels of a figure's drawings, of which the page shows the one that fits; `half` where two stand side by side. */
export const widths = { wide: 860, half: 490, narrow: 350 } as const
/** One of `widths`. */
export type Size = keyof typeof widths

/** Horizontal bars, longest names beside them on wide pages, above them on narrow ones. */
export const bars = (rows: ReadonlyArray<Bar>, series: ReadonlyArray<Part>, axis: Axis, size: Size): string => {
  const parts = rows.flatMap(({ label, values }, row) =>
    values.map((value, part) => ({ row, part, value, tip: `${label}, ${series[part]?.name}: ${axis.show(value)}` }))
  )
  const totals = rows.map(({ label, values }, row) => ({ row, label, total: values.reduce((sum, v) => sum + v, 0) }))
  const wide = size === "wide"
  return drawn(size, {
    height: (wide ? 30 : 40) * rows.length + 40,
    marginLeft: wide ? labelMargin(rows) : 14,
    marginRight: wide ? 74 : 66,
    x: {
      label: null,
      ticks: wide ? 6 : 3,
      tickFormat: (n: number) => brief(axis.show(n)),
      grid: true,
      domain: [0, Math.max(1e-9, ...totals.map(({ total }) => total))]
    },
    y: bandOf(rows, size, 0.25),
    color: { type: "ordinal", domain: [...series.keys()], range: series.map((part) => colour(part.colour)) },
    marks: [
      Plot.barX(parts, { x: "value", y: "row", z: "part", fill: "part", insetRight: 0.5, title: "tip" }),
      Plot.text(totals, { x: "total", y: "row", text: ({ total }) => axis.show(total), textAnchor: "start", dx: 5, fill: "currentColor" }),
      ...namesAbove(rows, size)
    ]
  })
}

/** How lines are drawn: in steps, from zero, with a logarithmic y where values span more than a factor of 30, or on two logarithmic axes. */
export interface LineOptions {
  readonly step?: boolean
  readonly fromZero?: boolean
  readonly mayBeLog?: boolean
  readonly logLog?: boolean
}

/** Whether the y axis of some lines is logarithmic. */
export const isLog = (series: ReadonlyArray<Line>, { logLog = false, mayBeLog = false }: LineOptions): boolean => {
  const ys = series.flatMap(({ points }) => points.map(([, value]) => value))
  return (logLog && ys.every((value) => value > 0)) || (mayBeLog && spansDecades(ys))
}

/** Values too far apart for one linear axis. */
export const spansDecades = (values: ReadonlyArray<number>): boolean =>
  Math.min(...values) > 0 && Math.max(...values) / Math.min(...values) > 30

/** Lines over a common x. A linear y axis starts at zero. */
export const lines = (series: ReadonlyArray<Line>, x: Axis, y: Axis, size: Size, options: LineOptions): string => {
  const xs = series.flatMap(({ points }) => points.map(([at]) => at))
  const ys = series.flatMap(({ points }) => points.map(([, value]) => value))
  const [least, most] = [Math.min(...ys), Math.max(...ys)]
  const log = isLog(series, options)
  // Values that differ by a hair would otherwise lie a whole drawing apart.
  const [low, high] = most > 2 * least ? [least, most] : [least / 1.4, most * 1.4]
  const wide = size === "wide"
  return drawn(size, {
    height: wide ? 340 : 260,
    marginLeft: 60,
    marginRight: 16,
    marginTop: 28,
    marginBottom: 40,
    x: {
      label: x.label,
      labelAnchor: "center",
      labelArrow: "none",
      ticks: ticks(x, Math.min(...xs), Math.max(...xs), wide ? 10 : 5),
      tickFormat: (n: number) => brief(x.show(n)),
      ...(options.logLog === true ? { type: "log" as const, axis: null } : {}),
      ...(options.fromZero === true && xs.length > 0 ? { domain: [0, Math.max(...xs)] } : {})
    },
    y: {
      label: y.label,
      labelArrow: "none",
      grid: true,
      ticks: ticks(y, 0, most, 6),
      tickFormat: (n: number) => brief(y.show(n)),
      ...(log ? { type: "log" as const, axis: null, grid: false, domain: [low, high] } : { domain: [0, most > 0 ? most : 1], nice: true })
    },
    marks: [
      ...(options.logLog === true
        ? [Plot.axisX(apart(xs), { label: x.label, labelAnchor: "center", labelArrow: "none", text: (n: number) => brief(x.show(n)) })]
        : []),
      ...(log ? logAxisY(logTicks(low, high), options.logLog === true ? y.label : `${y.label}, logarithmic`, y) : []),
      ...series.flatMap(({ label, colour: index, points }) => {
        const rows = points.map(([at, value]) => ({ at, value, tip: `${label}: ${y.show(value)} at ${x.show(at)}` }))
        const stroke = colour(index)
        const line = Plot.line(rows, {
          x: "at",
          y: "value",
          stroke,
          strokeWidth: 1.8,
          curve: options.step === true ? "step-after" : "linear",
          ...(dash(index) === "" ? {} : { strokeDasharray: dash(index) })
        })
        return points.length > 60 ? [line] : [line, Plot.dot(rows, { x: "at", y: "value", fill: stroke, r: 2.2, title: "tip" })]
      })
    ]
  })
}

/** With its labels said one by one: a logarithmic scale would leave out those that it takes for too many. */
const logAxisY = (at: Array<number>, label: string, { show }: Axis): ReadonlyArray<Plot.Markish> => [
  Plot.gridY(at),
  Plot.axisY(at, { label, labelArrow: "none", text: (n: number) => brief(show(n)) })
]

// The sizes themselves are the ticks of a sweep, but for those too close to the one before to be read beside it.
const apart = (xs: ReadonlyArray<number>): Array<number> => {
  const kept: Array<number> = []
  for (const n of [...new Set(xs)].toSorted((a, b) => a - b)) if (n / (kept.at(-1) ?? 0) > 1.3) kept.push(n)
  return kept
}

/** Steps within a decade, coarsest first. */
const decades = [[1], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 5, 7], [1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9]]

/** Ticks of a logarithmic axis, each of which can be labelled: the coarsest steps that give three at least. */
export const logTicks = (least: number, most: number): Array<number> => {
  const [from, to] = [Math.floor(Math.log10(least)), Math.ceil(Math.log10(most))]
  const within = (steps: ReadonlyArray<number>): Array<number> =>
    Array.from({ length: to - from + 1 }, (_, i) => from + i).flatMap((power) =>
      // A power as text is exact: ten times itself is not, below one.
      steps.map((step) => Number(`${step}e${power}`)).filter((n) => n >= least && n <= most)
    )
  const found = decades.map(within)
  const finest = found.find((some) => some.length >= 3) ?? found.at(-1) ?? []
  // Values so close that no round number lies between them are their own ticks.
  return finest.length > 0 ? finest : [...new Set([least, most])]
}

// How many ticks, or which where a plot would put some between whole numbers.
const ticks = (axis: Axis, from: number, to: number, most: number): number | Array<number> =>
  axis.whole === true && to - from < most ? Array.from({ length: to - from + 1 }, (_, i) => from + i) : most

// Two digits fit into a narrow column.
const coarse = (n: number, show: (n: number) => string): string => (n < 1000 ? show(n) : brief(show(Number(n.toPrecision(2)))))

/** A grid of numbers; each column's shade is the share of its largest. */
export const grid = (rows: ReadonlyArray<Bar>, columns: ReadonlyArray<string>, show: (n: number) => string, size: Size): string => {
  const most = columns.map((_, column) => Math.max(...rows.map(({ values }) => values[column] ?? 0)))
  const differs = columns.map((_, column) => rows.some(({ values }) => values[column] !== rows[0]?.values[column]))
  const squares = rows.flatMap(({ label, values }, row) =>
    values.map((value, column) => ({
      row,
      column,
      value,
      shade: 0.03 + (differs[column] === true ? (0.5 * value) / (most[column] || 1) : 0),
      tip: `${label}, ${columns[column]}: ${show(value)}`
    }))
  )
  const wide = size === "wide"
  return drawn(size, {
    height: (wide ? 26 : 40) * rows.length + (wide ? 50 : 90),
    marginLeft: wide ? labelMargin(rows) : 4,
    marginRight: wide ? 4 : 20,
    marginTop: wide ? 42 : 82,
    marginBottom: 4,
    style: { fontSize: wide ? "11px" : "9px" },
    x: {
      type: "band",
      domain: [...columns.keys()],
      label: null,
      axis: "top",
      tickSize: 0,
      ...(wide ? {} : { tickRotate: -55 }),
      tickFormat: (column: number) => (wide ? (columns[column] ?? "").replace(" ", "\n") : (columns[column] ?? "")),
      padding: 0.03
    },
    y: bandOf(rows, size, 0.08),
    marks: [
      Plot.cell(squares, { x: "column", y: "row", fill: "var(--s0)", fillOpacity: "shade", title: "tip" }),
      Plot.text(squares, {
        x: "column",
        y: "row",
        text: ({ value }) => (value === 0 ? "–" : wide ? show(value) : coarse(value, show)),
        fill: "currentColor"
      }),
      ...namesAbove(rows, size)
    ]
  })
}

/** The dash pattern of a line beyond the colours that are easily told apart. */
export const dash = (index: number): string => (index % colours < 6 && index < colours ? "" : index < colours ? "6 3" : "2 3")

// Narrow drawings have no room beside the rows: names go above them.
const bandOf = (rows: ReadonlyArray<Bar>, size: Size, padding: number): Plot.ScaleOptions & { readonly axis: "left" | null } => ({
  type: "band",
  domain: [...rows.keys()],
  label: null,
  tickSize: 0,
  axis: size === "wide" ? "left" : null,
  tickFormat: (row: number) => name(rows, row),
  padding: size === "wide" ? padding : 0.55
})

const namesAbove = (rows: ReadonlyArray<Bar>, size: Size): ReadonlyArray<Plot.Markish> => {
  if (size === "wide") return []
  const names = rows.map(({ label }, row) => ({ row, label }))
  const text = ({ label }: { readonly label: string }) => fitted(label, widths[size] - 24, nameFont)
  return [Plot.text(names, { y: "row", text, frameAnchor: "left", textAnchor: "start", fontSize: 11, dy: -16, fill: "currentColor" })]
}

/** Of names beside rows, in pixels. */
const longestName = 270
const nameFont = { size: 11 }
const name = (rows: ReadonlyArray<Bar>, row: number): string => fitted(rows[row]?.label ?? "", longestName, nameFont)

const labelMargin = (rows: ReadonlyArray<Bar>): number =>
  16 + Math.min(longestName, Math.max(36, ...rows.map(({ label }) => textWidth(label, nameFont))))

/** A drawing as the text of an SVG, of the class and width of its size. */
export const drawn = (size: Size, options: Plot.PlotOptions): string => {
  const { document } = parseHTML("<!doctype html><html><body></body></html>")
  const svg = Plot.plot({ style: { fontSize: "11px" }, ...options, document, width: widths[size] })
  // The figure's caption and table say it all; a screen reader would spell out every tick.
  svg.setAttribute("aria-hidden", "true")
  svg.setAttribute("class", `${svg.getAttribute("class") ?? ""} ${size}`)
  return svg.outerHTML
}
