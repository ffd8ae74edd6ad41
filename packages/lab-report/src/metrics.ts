import { type Cell, kinds } from "@copath/lab-core"
import { costTotal, rolesTotal } from "./comparison.ts"
import { sum } from "./statistics/sum.ts"
import { bytes, milliseconds } from "./units.ts"
import type { Unit } from "./value.ts"

/** A quantity by which compositions are ranked: the less, the better. */
export interface Metric {
  /** Short, for ids and files. */
  readonly id: string
  /** A column's head. */
  readonly title: string
  /** An axis' label: what is counted, and of whom. */
  readonly axis: string
  /** What its values are of. */
  readonly unit: Unit
  /** A value as people read it. */
  readonly show: (n: number) => string
  /** Its value in one run. */
  readonly of: (cell: Cell) => number
  /** A time: it differs from run to run, and a few runs are no evidence. */
  readonly timed: boolean
}

const day = 86_400_000

const sent: Metric = {
  id: "sent",
  title: "sent by actors",
  axis: "bytes sent, whole run",
  unit: "bytes",
  show: bytes,
  of: (cell) => sum(kinds.map((kind) => costTotal(cell, `sent.${kind}`))),
  timed: false
}

const received: Metric = {
  id: "received",
  title: "received per member",
  axis: "bytes received by the median member",
  unit: "bytes",
  show: bytes,
  of: (cell) => cell.perMember.received.median,
  timed: false
}

const fanout: Metric = {
  id: "fanout",
  title: "server fan-out",
  axis: "bytes handed out by the server",
  unit: "bytes",
  show: bytes,
  of: (cell) => sum(kinds.map((kind) => costTotal(cell, `fanout.${kind}`))),
  timed: false
}

/** What a device must keep to go on, at the end of the run. */
export const stored: Metric = {
  id: "stored",
  title: "stored per member",
  axis: "bytes stored by the median member",
  unit: "bytes",
  show: bytes,
  of: (cell) => cell.perMember.state.median,
  timed: false
}

/** Processor time of the whole group. */
export const cpu: Metric = {
  id: "cpu",
  title: "CPU, all devices",
  axis: "CPU time of all devices, whole run",
  unit: "ms",
  show: milliseconds,
  of: (cell) => rolesTotal(cell.times.cpu),
  timed: true
}

/** Bytes up and down, for each who was ever a member and each day of virtual time; a run of less than a day counts as one. */
export const traffic: Metric = {
  id: "traffic",
  title: "traffic per member and day",
  axis: "bytes sent and received, per member and day",
  unit: "bytes",
  show: bytes,
  of: (cell) => {
    const both = sum(kinds.flatMap((kind) => [costTotal(cell, `sent.${kind}`), costTotal(cell, `received.${kind}`)]))
    return both / Math.max(1, cell.workload.members) / Math.max(1, cell.workload.spanMs / day)
  },
  timed: false
}

/** The quantities that a reader looks at first, in the order of columns. */
export const headlineMetrics: ReadonlyArray<Metric> = [sent, received, fanout, stored, cpu]
