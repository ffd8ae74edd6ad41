import { type Cell, primitives, publicKeyPrimitives, type Role, roles } from "@copath/lab-core"
import { grouped, rolesTotal, type Setting } from "./comparison.ts"
import { stored } from "./metrics.ts"
import { label, plain, type Section } from "./section.ts"
import { scaling, type Point, type Scaling } from "./statistics/scaling.ts"
import { bytes, count, milliseconds } from "./units.ts"

/** Settings that differ in the size of the group, under one policy: what costs can be plotted against. */
export interface Sweep {
  readonly id: string
  /** The workload's name without what is swept. */
  readonly name: string
  readonly policy: Setting["policy"]
  /** In order of size. */
  readonly settings: ReadonlyArray<Setting>
  /** One for each composition: its runs at each size. */
  readonly series: ReadonlyArray<{ readonly name: string; readonly sizes: ReadonlyArray<Sized> }>
}

/** The runs of one composition with a group of one size: the most members at once, the median over the runs. */
export interface Sized {
  readonly size: number
  readonly cells: ReadonlyArray<Cell>
}

/** Fewer sizes make no curve. */
const LEAST_SIZES = 3

/** The sweeps among a study's settings. */
export const sweeps = (all: ReadonlyArray<Setting>): ReadonlyArray<Sweep> =>
  grouped(all, ({ policy, workload }) => JSON.stringify([stem(workload.name), policy])).flatMap((family, index) => {
    const [first] = family
    if (first === undefined || new Set(family.map(size)).size < LEAST_SIZES) return []
    const ordered = family.toSorted((a, b) => size(a) - size(b))
    const runs = ordered.flatMap((setting) =>
      setting.contenders.map((contender) => ({ name: label(contender), size: size(setting), contender }))
    )
    const series = grouped(runs, ({ contender }) => contender.composition.id).map((own) => ({
      // Unsound at one size is unsound in the curve.
      name: own.find(({ contender }) => !contender.sound)?.name ?? own[0]?.name ?? "",
      sizes: own.map(({ contender: { cells }, size: at }) => ({ size: at, cells }))
    }))
    return [{ id: `sweep-${index + 1}`, name: stem(first.workload.name), policy: first.policy, settings: ordered, series }]
  })

/** A cost of one event in one role, or of a device. */
export interface Measure {
  readonly id: string
  readonly title: string
  readonly caption: string
  readonly show: (n: number) => string
  /** `undefined` where nobody acted in the role. */
  readonly of: (cell: Cell) => number | undefined
  readonly timed: boolean
}

const publicKey = primitives.filter((primitive) => publicKeyPrimitives.has(primitive))

/** How often devices acted in a role: each such event runs some primitive, so the commonest of them counts the events. */
const events = (cell: Cell, role: Role): number =>
  Math.max(
    cell.times.cpu[role]?.n ?? 0,
    ...Object.entries(cell.cost).map(([metric, byRole]) => (metric.startsWith("operations.") ? (byRole?.[role]?.n ?? 0) : 0))
  )

const bytesOf = (cell: Cell, role: Role): number =>
  Object.entries(cell.cost).reduce((sum, [metric, byRole]) => sum + (/^(sent|received)\./.test(metric) ? rolesTotal(byRole, [role]) : 0), 0)

const each = (total: number, n: number): number | undefined => (n === 0 ? undefined : total / n)

const devices = roles.filter((role) => role !== "server")

/** What is plotted against the size of the group: bytes and public-key operations by role, what the server hands out, and state; CPU is in the table alone. */
export const measures: ReadonlyArray<Measure> = [
  ...devices.map((role) => ({
    id: `bytes-${role}`,
    title: `Bytes, ${role}`,
    caption: `Bytes sent and received in one event by a ${role}: the mean.`,
    show: bytes,
    of: (cell: Cell) => each(bytesOf(cell, role), events(cell, role)),
    timed: false
  })),
  {
    id: "bytes-server",
    title: "Bytes, server",
    caption: "Bytes that the server hands out for one event of the workload: the mean.",
    show: bytes,
    of: (cell) =>
      each(
        Object.entries(cell.cost).reduce((sum, [metric, byRole]) => sum + (metric.startsWith("fanout.") ? rolesTotal(byRole) : 0), 0),
        cell.workload.events
      ),
    timed: false
  },
  ...devices.map((role) => ({
    id: `operations-${role}`,
    title: `Public-key operations, ${role}`,
    caption: `HPKE, key derivation, DH and signatures in one event by a ${role}: the mean.`,
    show: count,
    of: (cell: Cell) =>
      each(
        publicKey.reduce((sum, primitive) => sum + rolesTotal(cell.cost[`operations.${primitive}`], [role]), 0),
        events(cell, role)
      ),
    timed: false
  })),
  { id: "state", title: "State", caption: "Bytes stored by the median member at the end.", show: bytes, of: stored.of, timed: false },
  ...devices.map((role) => ({
    id: `cpu-${role}`,
    title: `CPU, ${role}`,
    caption: `CPU time of one event by a ${role}: the mean.`,
    show: milliseconds,
    of: (cell: Cell) => cell.times.cpu[role]?.mean,
    timed: true
  }))
]

/** The points of one composition's curve, one for each run in which somebody acted in the role. */
export const pointsOf = (sizes: ReadonlyArray<Sized>, of: Measure["of"]): ReadonlyArray<Point> =>
  sizes.flatMap(({ cells, size: at }) =>
    cells.flatMap((cell): ReadonlyArray<Point> => {
      const cost = of(cell)
      return cost === undefined ? [] : [[at, cost]]
    })
  )

/** Whether a cost arose in a sweep at all. */
export const arose = ({ series }: Sweep, { of }: Measure): boolean =>
  series.some(({ sizes }) => pointsOf(sizes, of).some(([, cost]) => cost > 0))

/** `slope 0.60 [0.59, 0.61], a·n^b`; nothing where there is no line. */
export const scalingText = (found: Scaling | undefined): string => {
  if (found === undefined) return ""
  const { interval, law, slope } = found
  return `slope ${short(slope, interval)}${law === undefined ? "" : `, ${law}`}`
}

/** The growth of each cost with the group, by composition: a row for each cost that there was. */
export const slopes = (sweep: Sweep): Section => {
  const { series } = sweep
  const happened = measures.filter((measure) => arose(sweep, measure))
  return {
    title: "Growth with the size of the group",
    note: "Slope on log-log scale with its 95 % bootstrap interval, and the law that AICc prefers among constant, a + b·log n, a·n^b and a·n·log n; a dash where some run had none of it.",
    corner: "cost",
    columns: series.map(({ name }) => name),
    rows: happened.map(({ id, of, title }) => ({
      label: title,
      entries: series.map(({ name, sizes }) => {
        const found = scaling(pointsOf(sizes, of), `${name} ${id}`)
        return found === undefined ? plain("–", "") : plain(scalingText(found).replace("slope ", ""), found.slope)
      })
    }))
  }
}

const short = (slope: number, interval: Scaling["interval"]): string => {
  const text = (n: number): string => (Math.abs(n) < 0.005 ? "0.00" : n.toFixed(2).replace("-", "−"))
  return interval === undefined ? text(slope) : `${text(slope)} [${text(interval.lo)}, ${text(interval.hi)}]`
}

const size = ({ contenders }: Setting): number => contenders[0]?.value(({ workload }) => workload.peak) ?? 0

/** The name without what a sweep or a report of several results appended to it. */
const stem = (name: string): string => name.replace(/( \([^()]*\))?$/, "").replace(/( \w+=[^\s=]+)+$/, "")
