import { canonicalJson, type Cell, type LabResult } from "@copath/lab-core"
import { grouped } from "../comparison.ts"

/** One cell in both results. */
export interface Pair {
  readonly old: Cell
  readonly new: Cell
}

/** Cells that are compared, and those that the other result has not. */
export interface Matched {
  readonly pairs: ReadonlyArray<Pair>
  readonly onlyOld: ReadonlyArray<Cell>
  readonly onlyNew: ReadonlyArray<Cell>
}

/** What makes two cells one, by the name under which a difference is explained. */
export const identity = {
  composition: ({ composition }: Cell): string => composition.id,
  workload: ({ workload }: Cell): string => workload.hash,
  policy: ({ policy }: Cell): string => canonicalJson(policy.values),
  base: ({ base }: Cell): string => base,
  repeat: ({ repeat }: Cell): string => String(repeat)
}

/** Pairs cells by composition, workload, policy, base and repeat. Of results with different seeds no two cells are the same. */
export const match = (older: LabResult, newer: LabResult): Matched => {
  if (older.made.seed !== newer.made.seed) return { pairs: [], onlyOld: older.cells, onlyNew: newer.cells }
  const rest = new Map(newer.cells.map((cell) => [keyOf(cell), cell]))
  const pairs: Array<Pair> = []
  const onlyOld: Array<Cell> = []
  for (const cell of older.cells) {
    const twin = rest.get(keyOf(cell))
    if (twin === undefined) onlyOld.push(cell)
    else pairs.push({ old: cell, new: twin })
    rest.delete(keyOf(cell))
  }
  return { pairs, onlyOld, onlyNew: [...rest.values()] }
}

/** Where a cell stands, for people: whatever the repeat. */
export const placeOf = ({ base, composition, policy, workload }: Cell): string =>
  `${composition.name} on ${workload.name}, policy ${policy.name}${base === "real" ? "" : ` (${base})`}`

/** Pairs of one composition on one workload under one policy: the repeats. */
export const byPlace = (pairs: ReadonlyArray<Pair>): ReadonlyArray<ReadonlyArray<Pair>> =>
  grouped(pairs, ({ old }) => canonicalJson([identity.composition(old), old.workload.name, identity.policy(old), identity.base(old)]))

const keyOf = (cell: Cell): string => canonicalJson(Object.values(identity).map((of) => of(cell)))
