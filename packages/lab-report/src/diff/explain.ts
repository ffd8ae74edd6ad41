import { canonicalJson, type Cell, type LabResult } from "@copath/lab-core"
import { grouped } from "../comparison.ts"
import { identity, placeOf } from "./match.ts"

/** A field in which the inputs of two results differ; an empty text where one of them has it not. */
export interface Reason {
  /** What differs, in words. */
  readonly field: string
  /** What the old result has. */
  readonly old: string
  /** What the new result has. */
  readonly new: string
}

/** Cells of one place that the other result has not. */
export interface Unmatched {
  /** Composition, workload and policy. */
  readonly where: string
  /** How many, the repeats. */
  readonly runs: number
  /** In what the cell that comes nearest differs, or that it was refused. */
  readonly because: ReadonlyArray<Reason>
}

/** Why two results have different ids: the seed, versions of the packages, and what was compared. Empty where the ids are the same. */
export const reasons = (older: LabResult, newer: LabResult): ReadonlyArray<Reason> => {
  if (older.id === newer.id) return []
  const found = [
    ...differing("seed", older.made.seed, newer.made.seed),
    ...recordReasons("version of ", older.environment.parts, newer.environment.parts),
    ...setReasons("composition", older, newer, ({ composition }) => [composition.id, composition.name]),
    ...setReasons("policy", older, newer, ({ policy }) => [canonicalJson(policy.values), policy.name]),
    ...recordReasons("workload ", workloadsOf(older), workloadsOf(newer))
  ]
  return found.length > 0 ? found : [{ field: "what the results do not hold, such as the cipher suite", old: older.id, new: newer.id }]
}

/** Cells without a counterpart in the other result, with what separates them from the nearest there. */
export const unmatched = (cells: ReadonlyArray<Cell>, other: LabResult): ReadonlyArray<Unmatched> =>
  grouped(
    cells.map((cell) => ({ where: placeOf(cell), because: nearest(cell, other) })),
    (one) => canonicalJson([one.where, one.because.map(({ field }) => field)])
  ).flatMap((alike) => alike.slice(0, 1).map(({ because, where }) => ({ where, because, runs: alike.length })))

const nearest = (cell: Cell, other: LabResult): ReadonlyArray<Reason> => {
  const refusal = other.refused.find(({ parts }) => canonicalJson(parts) === canonicalJson(cell.composition.parts))
  if (refusal !== undefined) return [{ field: `refused there, ${refusal.rule}`, old: "", new: refusal.reason }]
  let best: ReadonlyArray<Reason> | undefined
  for (const candidate of other.cells) {
    const apart = fields.flatMap(([field, of]) => differing(field, of(cell), of(candidate)))
    if (best === undefined || apart.length < best.length) best = apart
  }
  // The same cell, but for a seed that is told with the results.
  return best ?? []
}

const fields: ReadonlyArray<readonly [field: string, of: (cell: Cell) => string]> = [
  ["composition", ({ composition }) => composition.name],
  ["parts", identity.composition],
  ["workload", ({ workload }) => workload.name],
  ["workload's content", identity.workload],
  ["policy", identity.policy],
  ["base", identity.base],
  ["repeat", ({ repeat }) => String(repeat + 1)]
]

const differing = (field: string, before: string, after: string): ReadonlyArray<Reason> =>
  before === after ? [] : [{ field, old: before, new: after }]

const recordReasons = (
  prefix: string,
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>
): ReadonlyArray<Reason> =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) =>
    differing(prefix + name, before[name] ?? "", after[name] ?? "")
  )

/** What each result has of something, as far as the other has it not. */
const setReasons = (
  field: string,
  older: LabResult,
  newer: LabResult,
  of: (cell: Cell) => readonly [key: string, name: string]
): ReadonlyArray<Reason> => {
  const [before, after] = [new Map(older.cells.map(of)), new Map(newer.cells.map(of))]
  return [
    ...[...before].flatMap(([key, name]) => (after.has(key) ? [] : [{ field, old: name, new: "" }])),
    ...[...after].flatMap(([key, name]) => (before.has(key) ? [] : [{ field, old: "", new: name }]))
  ]
}

/** The content of each workload by name and repeat. */
const workloadsOf = ({ cells }: LabResult): Readonly<Record<string, string>> =>
  Object.fromEntries(cells.map(({ repeat, workload }) => [`${workload.name}${repeat === 0 ? "" : ` #${repeat + 1}`}`, workload.hash]))
