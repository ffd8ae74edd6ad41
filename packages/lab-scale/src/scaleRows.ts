import { type CostMetric, type Primitive, primitives, type Role } from "@copath/lab-core"
import type { Calibration, TimedOperation } from "./calibration/calibration.ts"
import { predicted } from "./calibration/predict.ts"
import type { ScaleCell } from "./scaleCell.ts"
import { slopeOf } from "./slope.ts"

/** A cell, and what counting it took. */
export interface ScaleRun {
  /** What was counted. */
  readonly cell: ScaleCell
  /** Seconds by the clock. */
  readonly seconds: number
  /** Bytes of this process at their most, so far. */
  readonly memory: number
}

/** One figure at each size. */
export interface ScaleRow {
  /** In words. */
  readonly what: string
  /** One for each run; `undefined` where there is none. */
  readonly values: ReadonlyArray<number | undefined>
  /** Exponent of its growth over the sizes. */
  readonly slope: number | undefined
  /** Whether any of the values is told from samples. */
  readonly sampled: boolean
}

const publicKey: ReadonlySet<Primitive> = new Set<Primitive>([
  "hpke.seal",
  "hpke.open",
  "hpke.export",
  "kem.derive",
  "dh",
  "signature.derive",
  "sign",
  "verify"
])

const roles = ["committer", "member", "removed", "joiner", "sender", "receiver"] as const satisfies ReadonlyArray<Role>

const messages = [
  ["commit", "sent.commit", "committer"],
  ["Welcome", "sent.welcome", "committer"],
  ["proposal", "sent.proposal", "committer"],
  ["key package", "sent.keyPackage", "joiner"],
  ["text", "sent.application", "sender"]
] as const satisfies ReadonlyArray<readonly [string, CostMetric, Role]>

/** How what a role does is timed by itself: its times are shown if these were foretold well on average. */
const operationsOf: Readonly<Partial<Record<Role, ReadonlyArray<TimedOperation>>>> = {
  committer: ["commit", "add", "remove"],
  member: ["process", "process an add", "process a removal"],
  removed: ["process a removal"],
  joiner: ["join"],
  sender: ["send"],
  receiver: ["receive"]
}

/** A prediction that is off by more than this is not shown. */
export const MOST_ERROR = 0.25

/** Why times of this role are not shown; `undefined` if they are. */
export const hidden = ({ errors }: Pick<Calibration, "errors">, role: Role): string | undefined => {
  const known = (operationsOf[role] ?? []).flatMap((operation) => errors?.[operation] ?? [])
  const mean = known.reduce((sum, error) => sum + error, 0) / Math.max(1, known.length)
  return mean > MOST_ERROR ? `what a ${role} does was foretold with a mean error of ${Math.round(mean * 100)} %` : undefined
}

/** The figures of one composition at several sizes, in the order of a report: bytes of messages, operations of events, times. Whatever never happened is left out. */
export const scaleRows = (runs: ReadonlyArray<ScaleRun>, calibration?: Calibration): ReadonlyArray<ScaleRow> => {
  const rows: Array<ScaleRow> = []
  const row = (
    what: string,
    valueOf: (cell: ScaleCell) => number | undefined,
    sampledIn: (cell: ScaleCell) => boolean = () => false
  ): void => {
    const values = runs.map(({ cell }) => valueOf(cell))
    if (values.every((value) => value === undefined)) return
    const points = runs.flatMap(({ cell }, i) => (values[i] === undefined ? [] : [[cell.members[0], values[i]] as const]))
    rows.push({ what, values, slope: slopeOf(points), sampled: runs.some(({ cell }) => sampledIn(cell)) })
  }
  for (const [name, metric, role] of messages) row(`${name}, bytes`, ({ costs }) => costs[metric]?.[role]?.mean)
  row("ciphertexts in a commit", ({ counts }) => (counts.commits === 0 ? undefined : counts.ciphertexts / counts.commits))
  row("kinds of receivers of a commit", ({ counts }) => (counts.commits === 0 ? undefined : counts.classes / counts.commits))
  for (const role of roles) {
    const sampled = ({ costs }: ScaleCell): boolean =>
      primitives.some((primitive) => costs[`operations.${primitive}`]?.[role]?.exact === false)
    row(`${role}: public-key operations`, (cell) => perEvent(cell, role, (primitive) => publicKey.has(primitive)), sampled)
    row(`${role}: hashes, KDF, MAC and AEAD`, (cell) => perEvent(cell, role, (primitive) => !publicKey.has(primitive)), sampled)
    if (calibration !== undefined && hidden(calibration, role) === undefined)
      row(`${role}: ms, foretold`, (cell) => milliseconds(cell, role, calibration), sampled)
  }
  return rows
}

const perEvent = ({ work }: ScaleCell, role: Role, counts: (primitive: Primitive) => boolean): number | undefined => {
  const done = work.get(role)
  if (done === undefined) return undefined
  return done.work.entries().reduce((sum, { count, primitive }) => sum + (counts(primitive) ? count : 0), 0) / done.events
}

const milliseconds = ({ work }: ScaleCell, role: Role, calibration: Calibration): number | undefined => {
  const done = work.get(role)
  if (done === undefined) return undefined
  const [text, written] = [role === "sender" || role === "receiver", role === "sender" || role === "committer"]
  return predicted(calibration, { work: done.work.over(done.events), bytes: done.bytes / done.events, text, written }) / 1e6
}
