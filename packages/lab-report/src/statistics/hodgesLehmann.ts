import { type Interval, quantile } from "@copath/lab-core"
import { signedRankCut, signedRankP } from "./signedRank.ts"

/** How far one sample lies from another whose values belong to its own in pairs. */
export interface Shift {
  /** The median of all means of two differences. */
  readonly estimate: number
  /** Its interval, of `level`. */
  readonly interval: Interval
  /** 0.95 as nearly as so few pairs allow: at most 0.5, 0.75, 0.875, 0.94 for 2, 3, 4, 5 of them. */
  readonly level: number
  /** Two-sided, of the signed-rank test: not yet adjusted for other tests. */
  readonly p: number
}

/**
 * The Hodges–Lehmann shift of differences between pairs, with the interval that belongs to Wilcoxon's signed-rank test (Hollander, Wolfe and
 * Chicken 2014, sections 3.2 and 3.3). `undefined` for no pairs.
 */
export const hodgesLehmann = (differences: ReadonlyArray<number>): Shift | undefined => {
  if (differences.length === 0) return undefined
  const walsh = differences.flatMap((a, i) => differences.slice(i).map((b) => (a + b) / 2)).toSorted((a, b) => a - b)
  const { cut, level } = signedRankCut(differences.length)
  const interval = { lo: walsh[cut - 1] ?? Number.NaN, hi: walsh[walsh.length - cut] ?? Number.NaN }
  return { estimate: quantile(walsh, 0.5), interval, level, p: signedRankP(differences) }
}
