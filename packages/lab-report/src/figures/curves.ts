import type { Timeline } from "@copath/lab-core"
import type { Contender, Setting } from "../comparison.ts"
import { type Axis, isLog, type Line, type LineOptions, lines } from "./draw.ts"
import { type Figure, plotAxis } from "./figure.ts"
import { label } from "../section.ts"
import { spanUnit } from "../units.ts"

/** A quantity of the runs over virtual time, as lines or in steps; nothing if it never changes. */
export const overTime = (
  setting: Setting,
  id: string,
  title: string,
  caption: string,
  axis: Axis,
  of: (timeline: Timeline) => ReadonlyArray<number>,
  step: boolean
): Figure => {
  const all = series(setting.contenders, setting, of)
  return plotted(id, title, `${caption}${repeated(setting)}`, all.some(changes) ? all : [], timeAxis(setting), axis, {
    step,
    fromZero: true
  })
}

const repeated = ({ contenders }: Setting): string => (contenders.some(({ cells }) => cells.length > 1) ? " First repeat." : "")

const timeAxis = ({ workload }: Setting): Axis => ({
  label: `${spanUnit(workload.spanMs).name} since the start`,
  show: (n) => String(Math.round(n * 1000) / 1000)
})

/** Enough points for a line and few enough for a page. */
const samples = 100

const series = (
  contenders: ReadonlyArray<Contender>,
  { workload }: Setting,
  of: (timeline: Timeline) => ReadonlyArray<number>
): ReadonlyArray<Line> =>
  contenders.map((contender, colour) => {
    const timeline = contender.cells[0]?.timeline
    const points =
      timeline === undefined
        ? []
        : thinned(timeline.timeMs.map((ms, i) => [ms / spanUnit(workload.spanMs).size, of(timeline)[i] ?? 0] as const))
    return { label: label(contender), colour, points }
  })

const changes = ({ points }: Line): boolean => points.some(([, value]) => value !== points[0]?.[1])

const thinned = <A>(points: ReadonlyArray<A>): ReadonlyArray<A> => {
  if (points.length <= samples) return points
  const every = (points.length - 1) / (samples - 1)
  return Array.from({ length: samples }, (_, i) => points[Math.round(i * every)]).filter((point) => point !== undefined)
}

/** The figure of some lines, those that coincide drawn as one. On two logarithmic axes it takes half of a wide page. */
export const plotted = (
  id: string,
  title: string,
  caption: string,
  all: ReadonlyArray<Line>,
  x: Axis,
  y: Axis,
  options: LineOptions
): Figure => {
  const log = isLog(all, options)
  const distinct = merged(all, log)
  const xs = [...new Set(all.flatMap(({ points }) => points.map(([at]) => at)))].toSorted((a, b) => a - b)
  const values = all.map(({ points }) => new Map(points))
  return {
    id,
    title,
    caption,
    drawings: [lines(distinct, x, y, options.logLog === true ? "half" : "wide", options), lines(distinct, x, y, "narrow", options)],
    legend: distinct.map(({ label: name, colour, note }) => ({
      name: note === undefined ? name : `${name}: ${note}`,
      colour,
      mark: "line"
    })),
    plot: {
      kind: options.step === true ? "steps" : "lines",
      x: { label: x.label, log: options.logLog === true },
      y: plotAxis(y.label, y.show, log)
    },
    corner: x.label,
    columns: all.map((line) => line.label),
    rows: xs.map((at) => ({ head: x.show(at), raw: at, values: values.map((points) => points.get(at)) })),
    show: y.show
  }
}

// Lines that coincide, or come so close that one hides the other, become one named after all of them.
const merged = (all: ReadonlyArray<Line>, log: boolean): ReadonlyArray<Line> => {
  const place = log ? Math.log : (value: number): number => value
  const places = all.flatMap(({ points }) => points.map(([, value]) => place(value)))
  const height = Math.max(...places) - (log ? Math.min(...places) : 0)
  const groups: Array<{ readonly line: Line; readonly label: string }> = []
  for (const line of all) {
    const apart = groups.map((group) => furthest(group.line, line, place))
    const i = apart.findIndex((distance) => distance <= height * unseen)
    const group = groups[i]
    if (group === undefined) groups.push({ line, label: line.label })
    else groups[i] = { line: group.line, label: `${group.label} ${apart[i] === 0 ? "=" : "≈"} ${line.label}` }
  }
  const alike = groups.length === 1 && all.length > 1 && all.every((line) => furthest(line, all[0] ?? line, place) === 0)
  return groups.map(({ label: name, line }) => ({ ...line, label: alike ? `all ${all.length} alike` : name }))
}

/** The share of a drawing's height that is about one pixel. */
const unseen = 1 / 250

/** How far two lines are apart where they are furthest; infinite if they do not have the same x. */
const furthest = (a: Line, b: Line, place: (value: number) => number): number =>
  a.points.length === b.points.length && a.points.every(([x], i) => x === b.points[i]?.[0])
    ? Math.max(0, ...a.points.map(([, y], i) => Math.abs(place(y) - place(b.points[i]?.[1] ?? 0))))
    : Number.POSITIVE_INFINITY
