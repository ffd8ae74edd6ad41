import { type Cell, type Kind, kinds, primitives, roles, summarize, type Timeline } from "@copath/lab-core"
import { type Contender, costTotal, grouped, rolesTotal, type Setting } from "./comparison.ts"
import { type Axis, bars, grid, type Line, lines } from "./draw.ts"
import { label } from "./sections.ts"
import { bytes, count, milliseconds, plural, spanUnit } from "./units.ts"

/** A number in a figure's table; `undefined` where a series has no sample. */
export type Datum = number | undefined

/** One drawing and the numbers in it. `legend` gives a colour index to each name. */
export interface Figure {
  readonly id: string
  readonly title: string
  readonly caption: string
  /** One for wide pages and one for narrow ones. */
  readonly drawings: ReadonlyArray<string>
  readonly legend: ReadonlyArray<{ readonly name: string; readonly colour: number; readonly line: boolean }>
  /** The first of the table's columns: what the row heads are. */
  readonly corner: string
  readonly columns: ReadonlyArray<string>
  /** `raw` is the head's number where it has one, as copied. */
  readonly rows: ReadonlyArray<{ readonly head: string; readonly raw?: number; readonly values: ReadonlyArray<Datum> }>
  readonly show: (n: number) => string
}

/** The figures of a setting, in the order of the page. What never happened, or never changed in the course of the run, has no figure. */
export const figures = (setting: Setting): ReadonlyArray<Figure> =>
  drawable(setting).filter(({ rows, columns }) => rows.length > 0 && columns.length > 0)

const drawable = (setting: Setting): ReadonlyArray<Figure> => [
  received(setting),
  stacked(
    setting,
    "uploaded",
    "Bytes uploaded",
    "All members, whole run, each envelope counted once.",
    bytesAxis("bytes, whole run"),
    kinds.map(kindName),
    (cell) => kinds.map((kind) => costTotal(cell, `sent.${kind}`))
  ),
  stacked(
    setting,
    "cpu",
    "CPU by role",
    "All devices, whole run. Times differ from run to run and from machine to machine.",
    { label: "CPU time, whole run", show: milliseconds },
    roles,
    (cell) => roles.map((role) => rolesTotal(cell.times.cpu, [role]))
  ),
  operations(setting),
  commitSizes(setting),
  over(
    setting,
    "uploads",
    "Cumulative uploads",
    "Bytes sent by all members since the start.",
    bytesAxis("bytes"),
    (timeline) => timeline.sentBytes
  ),
  over(
    setting,
    "handshake",
    "Cumulative handshake uploads",
    "The same without application messages.",
    bytesAxis("bytes"),
    (timeline) => timeline.handshakeBytes
  ),
  over(setting, "state", "State size", "Bytes stored by the median member.", bytesAxis("bytes"), (timeline) => timeline.stateBytes),
  groupSize(setting)
]

const kindNames: Readonly<Record<Kind, string>> = {
  application: "application",
  commit: "commit",
  proposal: "proposal",
  welcome: "welcome",
  keyPackage: "key package",
  share: "share",
  groupInfo: "group info"
}
const kindName = (kind: Kind): string => kindNames[kind]
const bytesAxis = (text: string): Axis => ({ label: text, show: bytes })
const day = 86_400_000

const received = (setting: Setting): Figure => {
  const days = setting.workload.spanMs / day
  const daily = days >= 2
  const per = (cell: Cell, kind: Kind) => costTotal(cell, `received.${kind}`) / Math.max(1, cell.workload.members) / (daily ? days : 1)
  const title = daily ? "Bytes received, per member and day" : "Bytes received, per member"
  const caption = `Downloads by kind, divided by all who were ever members${daily ? " and by days of virtual time" : ""}.`
  return stacked(setting, "received", title, caption, bytesAxis("bytes"), kinds.map(kindName), (cell) =>
    kinds.map((kind) => per(cell, kind))
  )
}

const stacked = (
  { contenders }: Setting,
  id: string,
  title: string,
  caption: string,
  axis: Axis,
  names: ReadonlyArray<string>,
  of: (cell: Cell) => ReadonlyArray<number>
): Figure => {
  const all = contenders.map((contender) => ({
    label: label(contender),
    values: names.map((_, part) => contender.value((cell) => of(cell)[part] ?? 0))
  }))
  const { used, columns, rows } = withoutEmptyColumns(names, all)
  // A kind keeps its colour from figure to figure, whichever others are absent.
  const parts = columns.map((name, i) => ({ name, colour: used[i] ?? 0, line: false }))
  const legend = parts.length > 1 ? parts : []
  return {
    id,
    title,
    caption,
    drawings: [bars(rows, parts, axis, "wide"), bars(rows, parts, axis, "narrow")],
    legend,
    corner: "composition",
    columns,
    rows: rows.map(({ label: head, values }) => ({ head, values })),
    show: axis.show
  }
}

const operations = ({ contenders }: Setting): Figure => {
  const names = primitives.map((primitive) => primitive.replace(".", " "))
  const all = contenders.map((contender) => ({
    label: label(contender),
    values: primitives.map((primitive) => contender.value((cell) => costTotal(cell, `operations.${primitive}`)))
  }))
  const { columns, rows } = withoutEmptyColumns(names, all)
  return {
    id: "operations",
    title: "Operations by primitive",
    caption: "All devices, whole run. Shade: share of the column's largest; none where all are alike.",
    drawings: [grid(rows, columns, count, "wide"), grid(rows, columns, count, "narrow")],
    legend: [],
    corner: "composition",
    columns,
    rows: rows.map(({ label: head, values }) => ({ head, values })),
    show: count
  }
}

const commitSizes = (setting: Setting): Figure => {
  const sizes = new Set(setting.contenders.flatMap(({ cells }) => cells.flatMap(({ commits }) => commits.map(({ members }) => members))))
  const [size] = sizes
  return size !== undefined && sizes.size === 1 ? commitSizeAt(setting, size) : commitSizeAgainst(setting)
}

// Lines of one point each would be specks.
const commitSizeAt = (setting: Setting, members: number): Figure =>
  stacked(
    setting,
    "commit-size",
    "Commit size",
    `Median bytes of a commit that left the group with ${plural(members, "member")}; Welcomes not included.`,
    bytesAxis("bytes of a commit"),
    ["commit"],
    ({ commits }) => [commits.length === 0 ? 0 : summarize(commits.map(({ bytes: size }) => size)).median]
  )

const commitSizeAgainst = (setting: Setting): Figure => {
  const series = setting.contenders.map((contender, colour): Line => {
    const commits = contender.cells.flatMap((cell) => cell.commits).toSorted((a, b) => a.members - b.members)
    const points = grouped(commits, ({ members }) => String(members)).map(
      (alike) => [alike[0]?.members ?? 0, summarize(alike.map(({ bytes: size }) => size)).median] as const
    )
    return { label: label(contender), colour, points }
  })
  const caption = "Median bytes of the commits that left the group with so many members; Welcomes not included."
  return plotted(
    "commit-size",
    "Commit size against group size",
    caption,
    series,
    { label: "members", show: String },
    bytesAxis("bytes of a commit"),
    { mayBeLog: true }
  )
}

const over = (
  setting: Setting,
  id: string,
  title: string,
  caption: string,
  axis: Axis,
  of: (timeline: Timeline) => ReadonlyArray<number>
): Figure => overTime(setting, id, title, caption, axis, of, false)

const groupSize = (setting: Setting): Figure =>
  overTime(
    setting,
    "members",
    "Group size",
    "Members at each time.",
    { label: "members", show: String },
    (timeline) => timeline.members,
    true
  )

const overTime = (
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

const plotted = (
  id: string,
  title: string,
  caption: string,
  all: ReadonlyArray<Line>,
  x: Axis,
  y: Axis,
  options: { readonly step?: boolean; readonly mayBeLog?: boolean; readonly fromZero?: boolean }
): Figure => {
  const distinct = merged(all)
  const xs = [...new Set(all.flatMap(({ points }) => points.map(([at]) => at)))].toSorted((a, b) => a - b)
  const values = all.map(({ points }) => new Map(points))
  return {
    id,
    title,
    caption,
    drawings: [lines(distinct, x, y, "wide", options), lines(distinct, x, y, "narrow", options)],
    legend: distinct.map(({ label: name, colour }) => ({ name, colour, line: true })),
    corner: x.label,
    columns: all.map((line) => line.label),
    rows: xs.map((at) => ({ head: x.show(at), raw: at, values: values.map((points) => points.get(at)) })),
    show: y.show
  }
}

// Lines that coincide, or come so close that one hides the other, become one named after all of them.
const merged = (all: ReadonlyArray<Line>): ReadonlyArray<Line> => {
  const most = Math.max(...all.flatMap(({ points }) => points.map(([, value]) => value)))
  const groups: Array<{ readonly line: Line; readonly label: string }> = []
  for (const line of all) {
    const apart = groups.map((group) => furthest(group.line, line))
    const i = apart.findIndex((distance) => distance <= most * unseen)
    const group = groups[i]
    if (group === undefined) groups.push({ line, label: line.label })
    else groups[i] = { line: group.line, label: `${group.label} ${apart[i] === 0 ? "=" : "≈"} ${line.label}` }
  }
  const alike = groups.length === 1 && all.length > 1 && all.every((line) => furthest(line, all[0] ?? line) === 0)
  return groups.map(({ label: name, line: { colour, points } }) => ({ label: alike ? `all ${all.length} alike` : name, colour, points }))
}

/** The share of a drawing's height that is about one pixel. */
const unseen = 1 / 250

/** How far two lines are apart where they are furthest; infinite if they do not have the same x. */
const furthest = (a: Line, b: Line): number =>
  a.points.length === b.points.length && a.points.every(([x], i) => x === b.points[i]?.[0])
    ? Math.max(0, ...a.points.map(([, y], i) => Math.abs(y - (b.points[i]?.[1] ?? 0))))
    : Number.POSITIVE_INFINITY

const withoutEmptyColumns = (
  names: ReadonlyArray<string>,
  rows: ReadonlyArray<{ readonly label: string; readonly values: ReadonlyArray<number> }>
) => {
  const used = [...names.keys()].filter((column) => rows.some(({ values }) => (values[column] ?? 0) !== 0))
  return {
    used,
    columns: used.flatMap((column) => names[column] ?? []),
    rows: rows.map(({ label: name, values }) => ({ label: name, values: used.map((column) => values[column] ?? 0) }))
  }
}
