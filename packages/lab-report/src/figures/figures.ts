import { type Cell, type Kind, kinds, primitives, roles, summarize, type Timeline } from "@copath/lab-core"
import { costTotal, grouped, rolesTotal, type Setting } from "../comparison.ts"
import { overTime, plotted } from "./curves.ts"
import { type Axis, bars, grid, type Line } from "./draw.ts"
import { type Figure, plotAxis } from "./figure.ts"
import { kindTitles } from "../kindTitles.ts"
import { label } from "../section.ts"
import { bytes, count, milliseconds, plural } from "../units.ts"

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
    kinds.map((kind) => kindTitles[kind]),
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

const bytesAxis = (text: string): Axis => ({ label: text, show: bytes })
const day = 86_400_000

const received = (setting: Setting): Figure => {
  const days = setting.workload.spanMs / day
  const daily = days >= 2
  const per = (cell: Cell, kind: Kind) => costTotal(cell, `received.${kind}`) / Math.max(1, cell.workload.members) / (daily ? days : 1)
  const title = daily ? "Bytes received, per member and day" : "Bytes received, per member"
  const caption = `Downloads by kind, divided by all who were ever members${daily ? " and by days of virtual time" : ""}.`
  return stacked(
    setting,
    "received",
    title,
    caption,
    bytesAxis("bytes"),
    kinds.map((kind) => kindTitles[kind]),
    (cell) => kinds.map((kind) => per(cell, kind))
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
  const parts = columns.map((name, i) => ({ name, colour: used[i] ?? 0, mark: "bar" as const }))
  const legend = parts.length > 1 ? parts : []
  return {
    id,
    title,
    caption,
    drawings: [bars(rows, parts, axis, "wide"), bars(rows, parts, axis, "narrow")],
    legend,
    plot: { kind: "bars", x: plotAxis(axis.label, axis.show), y: { label: "", log: false } },
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
    plot: { kind: "grid", x: { label: "", log: false }, y: { label: "", log: false } },
    corner: "composition",
    columns,
    rows: rows.map(({ label: head, values }) => ({ head, values })),
    show: count
  }
}

type Commits = Cell["commits"]

// The commit that creates a group adds everybody: it would hide what a later commit of that size costs.
const commitSizes = (setting: Setting): Figure => {
  const later = (commits: Commits): Commits => commits.filter(({ adds, members }) => adds === 0 || adds < members - 1)
  const anyLater = setting.contenders.some(({ cells }) => cells.some(({ commits }) => later(commits).length > 0))
  const of = anyLater ? later : (commits: Commits): Commits => commits
  const without = anyLater
    ? "without the commit that creates the group, and without Welcomes"
    : "the one that creates the group; without Welcomes"
  const sizes = new Set(
    setting.contenders.flatMap(({ cells }) => cells.flatMap(({ commits }) => of(commits).map(({ members }) => members)))
  )
  const [size] = sizes
  return size !== undefined && sizes.size === 1 ? commitSizeAt(setting, size, of, without) : commitSizeAgainst(setting, of, without)
}

const medianBytes = (commits: Commits): number => (commits.length === 0 ? 0 : summarize(commits.map(({ bytes: size }) => size)).median)

// Lines of one point each would be specks.
const commitSizeAt = (setting: Setting, members: number, of: (commits: Commits) => Commits, without: string): Figure =>
  stacked(
    setting,
    "commit-size",
    "Commit size",
    `Median bytes of a commit that left the group with ${plural(members, "member")}: ${without}.`,
    bytesAxis("bytes of a commit"),
    ["commit"],
    ({ commits }) => [medianBytes(of(commits))]
  )

const commitSizeAgainst = (setting: Setting, of: (commits: Commits) => Commits, without: string): Figure => {
  const series = setting.contenders.map((contender, colour): Line => {
    const commits = contender.cells.flatMap((cell) => of(cell.commits)).toSorted((a, b) => a.members - b.members)
    const points = grouped(commits, ({ members }) => String(members)).map((alike) => [alike[0]?.members ?? 0, medianBytes(alike)] as const)
    return { label: label(contender), colour, points }
  })
  return plotted(
    "commit-size",
    "Commit size against group size",
    `Median bytes of the commits that left the group with so many members: ${without}. Adds, removals and rekeys are not told apart.`,
    series,
    { label: "members", show: String, whole: true },
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
    { label: "members", show: String, whole: true },
    (timeline) => timeline.members,
    true
  )

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
