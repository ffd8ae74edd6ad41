import { byPlace, type Pair, placeOf } from "./match.ts"
import type { Compared, Quantity } from "./quantities.ts"

/** A quantity that differs, over all runs of one composition on one workload under one policy. */
export interface Judged extends Quantity {
  /** Composition, workload and policy. */
  readonly where: string
  /** The mean over the old runs in which it differs. */
  readonly old: number
  /** The mean over the new ones. */
  readonly new: number
  /** In how many runs it differs. */
  readonly runs: number
  /** How many runs there are. */
  readonly of: number
  /** `changed`: more or less of it is neither better nor worse, or it grew by no more than is allowed. */
  readonly judgement: "worse" | "better" | "changed"
}

/** What differs, place by place. A cost that grew by more than the share `allowed` is worse; from nothing, any growth is. */
export const judged = (
  pairs: ReadonlyArray<Pair>,
  compare: (pair: Pair) => ReadonlyArray<Compared>,
  allowed: number
): ReadonlyArray<Judged> =>
  byPlace(pairs).flatMap((runs) => {
    const [first] = runs
    if (first === undefined) return []
    const found = new Map<string, ReadonlyArray<Compared>>()
    for (const pair of runs)
      for (const one of compare(pair)) {
        if (one.old === one.new) continue
        const key = `${one.metric} ${one.role ?? ""} ${one.statistic ?? ""}`
        found.set(key, [...(found.get(key) ?? []), one])
      }
    return [...found.values()].flatMap((all) => summed(placeOf(first.old), all, runs, compare, allowed))
  })

const summed = (
  where: string,
  differing: ReadonlyArray<Compared>,
  runs: ReadonlyArray<Pair>,
  compare: (pair: Pair) => ReadonlyArray<Compared>,
  allowed: number
): ReadonlyArray<Judged> => {
  const [first] = differing
  if (first === undefined) return []
  const { metric, role, statistic, costs, unit } = first
  const mean = (side: "old" | "new"): number => differing.reduce((sum, one) => sum + one[side], 0) / differing.length
  const [before, after] = [mean("old"), mean("new")]
  const worst = Math.max(...differing.map((one) => growth(one.old, one.new)))
  const judgement = !costs ? "changed" : worst > allowed ? "worse" : after < before ? "better" : "changed"
  return [
    {
      where,
      metric,
      ...(role === undefined ? {} : { role }),
      ...(statistic === undefined ? {} : { statistic }),
      costs,
      unit,
      old: before,
      new: after,
      runs: differing.length,
      of: runs.length,
      judgement
    }
  ]
}

/** By what share something grew; infinite from nothing. */
const growth = (before: number, after: number): number =>
  before === 0 ? (after > 0 ? Number.POSITIVE_INFINITY : 0) : (after - before) / before
