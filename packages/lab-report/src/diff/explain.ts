import { canonicalJson, type Cell, type LabResult } from "@copath/lab-core"
import { grouped } from "../comparison.ts"
import { suitesOf } from "../study.ts"
import { seizing } from "./exposure.ts"
import { byPlace, identity, type Pair, placeOf } from "./match.ts"

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
    ...suiteReasons(older, newer),
    ...recordReasons("version of ", older.environment.parts, newer.environment.parts),
    ...setReasons("composition", older, newer, ({ composition }) => [composition.id, composition.name]),
    ...policyReasons(older, newer),
    ...recordReasons("workload ", workloadsOf(older), workloadsOf(newer)),
    ...measured.flatMap(([field, of]) => differing(field, anyOf(older, of), anyOf(newer, of)))
  ]
  if (found.length > 0) return found
  // Not every input is in a result; the command has them all.
  const commands = differing("command", older.made.argv.join(" "), newer.made.argv.join(" "))
  if (commands.length > 0) return commands
  const hint = saySuite(older, newer) ? "" : ", such as the cipher suite"
  return [{ field: `what the results do not hold${hint}`, old: older.id, new: newer.id }]
}

/** With which cipher suites two results were made, where both say it. */
const suiteReasons = (older: LabResult, newer: LabResult): ReadonlyArray<Reason> =>
  saySuite(older, newer) ? differing("cipher suite", suitesOf(older.cells).join(" and "), suitesOf(newer.cells).join(" and ")) : []

const saySuite = (...results: ReadonlyArray<LabResult>): boolean => results.every(({ cells }) => suitesOf(cells).length > 0)

/** On what two results were made, as far as no id depends on it. */
export const madeApart = ({ environment: before }: LabResult, { environment: after }: LabResult): ReadonlyArray<Reason> => [
  ...differing("source", sourceOf(before), sourceOf(after)),
  ...differing("runtime", before.runtime, after.runtime),
  ...differing("processor", before.cpu, after.cpu)
]

const sourceOf = ({ commit = "", dirty }: LabResult["environment"]): string => `${commit}${dirty === true ? " with changes" : ""}`

/** What is measured in some runs only, by what was measured; empty where nothing was. */
const measured: ReadonlyArray<readonly [field: string, of: (cell: Cell) => string]> = [
  ["what an adversary gets", seizing],
  ["what the workload's own attackers and expectations come to", ({ script }) => (script === undefined ? "" : "measured")],
  ["what lies of the delivery service come to", ({ probes }) => (probes === undefined ? "" : "measured")],
  ["what a stolen copy can still do", ({ stolenCopy }) => (stolenCopy === undefined || stolenCopy.unmade !== undefined ? "" : "measured")]
]

const anyOf = ({ cells }: LabResult, of: (cell: Cell) => string): string =>
  [...new Set(cells.map(of))].filter((text) => text !== "").join("; ")

/** Cells of which the old result measures something that the new one does not, or measures otherwise: nothing says that it did not get worse. */
export const unmeasured = (pairs: ReadonlyArray<Pair>): ReadonlyArray<Unmatched> =>
  byPlace(pairs).flatMap((runs) =>
    measured.flatMap(([field, of]) => {
      const lacking = runs.filter(({ new: after, old: before }) => of(before) !== "" && of(before) !== of(after))
      const [first] = lacking
      return first === undefined
        ? []
        : [{ where: placeOf(first.old), runs: lacking.length, because: differing(field, of(first.old), of(first.new)) }]
    })
  )

/** Cells without a counterpart in the other result, with what separates them from the nearest there. */
export const unmatched = (cells: ReadonlyArray<Cell>, other: LabResult): ReadonlyArray<Unmatched> =>
  grouped(
    cells.map((cell) => ({ where: placeOf(cell), because: nearest(cell, other) })),
    (one) => canonicalJson([one.where, one.because.map(({ field }) => field)])
  ).flatMap((alike) => alike.slice(0, 1).map(({ because, where }) => ({ where, because, runs: alike.length })))

const nearest = (cell: Cell, other: LabResult): ReadonlyArray<Reason> => {
  const refusal = other.refused.find(({ parts }) => canonicalJson(parts) === canonicalJson(cell.composition.parts))
  if (refusal !== undefined) return [{ field: `refused there, ${refusal.rule}`, old: "", new: refusal.reason }]
  let best: { readonly apart: number; readonly because: ReadonlyArray<Reason> } | undefined
  for (const candidate of other.cells) {
    const apart = distance(cell, candidate)
    if (best !== undefined && apart > best.apart) continue
    const because = separating(cell, candidate)
    if (best === undefined || apart < best.apart || because.length < best.because.length) best = { apart, because }
  }
  // The same cell, but for a seed that is told with the results.
  return best?.because ?? []
}

/** The same composition elsewhere is nearer than any other one at the same place. */
const distance = (a: Cell, b: Cell): number =>
  Object.values(identity).reduce((sum, of) => sum + (of(a) === of(b) ? 0 : of === identity.composition ? 10 : 1), 0)

/** In what two cells differ: of parts and policies only what is not the same. */
const separating = (cell: Cell, candidate: Cell): ReadonlyArray<Reason> => {
  const parts = recordReasons("", cell.composition.parts, candidate.composition.parts)
  const named = fields.flatMap(([field, of]) => differing(field, of(cell), of(candidate)))
  return [
    ...named,
    ...parts,
    ...(parts.length > 0 ? [] : differing("composition's id", identity.composition(cell), identity.composition(candidate))),
    ...recordReasons("policy, ", settingsOf(cell), settingsOf(candidate))
  ]
}

const fields: ReadonlyArray<readonly [field: string, of: (cell: Cell) => string]> = [
  ["composition", ({ composition }) => composition.name],
  ["workload", ({ workload }) => workload.name],
  ["workload's content", identity.workload],
  ["policy", ({ policy }) => policy.name],
  ["base", identity.base],
  ["repeat", ({ repeat }) => String(repeat + 1)]
]

/** A policy's values as text; what is empty there is written as it stands in JSON. */
const settingsOf = ({ policy }: Cell): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(policy.values).map(([key, value]) => [key, value === "" ? '""' : String(value)]))

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

/** Policies that one result has and the other has not; of those of one name, which of their settings. */
const policyReasons = (older: LabResult, newer: LabResult): ReadonlyArray<Reason> => {
  const apart = setReasons("policy", older, newer, ({ policy }) => [canonicalJson(policy.values), policy.name])
  const renewed = apart.filter(({ old }) => old !== "" && apart.some((other) => other.new === old)).map(({ old }) => old)
  const named = (result: LabResult, name: string): Readonly<Record<string, string>> => {
    const cell = result.cells.find(({ policy }) => policy.name === name)
    return cell === undefined ? {} : settingsOf(cell)
  }
  return [
    ...apart.filter((one) => !renewed.includes(one.old === "" ? one.new : one.old)),
    ...renewed.flatMap((name) => recordReasons(`policy ${name}, `, named(older, name), named(newer, name)))
  ]
}

/** The content of each workload by name and repeat. */
const workloadsOf = ({ cells }: LabResult): Readonly<Record<string, string>> =>
  Object.fromEntries(cells.map(({ repeat, workload }) => [`${workload.name}${repeat === 0 ? "" : ` #${repeat + 1}`}`, workload.hash]))
