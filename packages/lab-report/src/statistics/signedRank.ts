import { sum } from "./sum.ts"

/** Above this many differences the normal approximation takes over: it is then good to three digits. */
const EXACT = 100

/**
 * Two-sided p-value of Wilcoxon's signed-rank test: how probable differences as lopsided as these are if each were as likely to have the other
 * sign. Differences of zero are left out; equal sizes share the mean of their ranks, and the distribution is exact with them too (Hollander, Wolfe
 * and Chicken 2014, section 3.1).
 */
export const signedRankP = (differences: ReadonlyArray<number>): number => {
  const there = differences.filter((d) => d !== 0)
  if (there.length === 0) return 1
  const ranks = doubledRanks(there.map((d) => Math.abs(d)))
  const positive = ranks.reduce((sum, rank, i) => sum + ((there[i] ?? 0) > 0 ? rank : 0), 0)
  const all = ranks.reduce((sum, rank) => sum + rank, 0)
  const least = Math.min(positive, all - positive)
  if (there.length > EXACT) {
    const deviation = Math.sqrt(ranks.reduce((sum, rank) => sum + rank ** 2, 0)) / 2
    return Math.min(1, 2 * normalBelow((least + 1 - all / 2) / deviation))
  }
  return Math.min(1, 2 * sum(distribution(ranks).slice(0, least + 1)))
}

/**
 * How many of the smallest Walsh averages of `n` differences lie outside of the 95 % interval on either side, and the level that the
 * interval really has: with few differences the distribution has too few steps for 95 %.
 */
export const signedRankCut = (n: number): { readonly cut: number; readonly level: number } => {
  if (n > EXACT) {
    const centre = (n * (n + 1)) / 4
    return { cut: Math.max(1, Math.round(centre - 1.959964 * Math.sqrt((centre * (2 * n + 1)) / 6))), level: 0.95 }
  }
  const probability = distribution(Array.from({ length: n }, (_, i) => i + 1))
  let [cut, below] = [0, probability[0] ?? 1]
  while (below < 0.025) below += probability[++cut] ?? 1
  cut = Math.max(1, cut)
  return { cut, level: 1 - 2 * sum(probability.slice(0, cut)) }
}

/** Ranks from 1, ties sharing the mean of theirs; doubled, so that they are whole. */
const doubledRanks = (sizes: ReadonlyArray<number>): ReadonlyArray<number> => {
  const sorted = sizes.toSorted((a, b) => a - b)
  return sizes.map((size) => sorted.indexOf(size) + sorted.lastIndexOf(size) + 2)
}

/** The probability of each sum of ranks, if each counts or not with the toss of a coin. */
const distribution = (ranks: ReadonlyArray<number>): ReadonlyArray<number> => {
  const probability = Array.from({ length: sum(ranks) + 1 }, (_, i): number => (i === 0 ? 1 : 0))
  let reached = 0
  for (const rank of ranks) {
    reached += rank
    for (let s = reached; s >= 0; s--) probability[s] = ((probability[s] ?? 0) + (s >= rank ? (probability[s - rank] ?? 0) : 0)) / 2
  }
  return probability
}

/** P(Z ≤ z) for z ≤ 0, within 1e-7 (Abramowitz and Stegun 1964, 26.2.17). */
const normalBelow = (z: number): number => {
  const t = 1 / (1 + 0.2316419 * Math.abs(z))
  const tail = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  const below = (tail * Math.exp(-(z ** 2) / 2)) / Math.sqrt(2 * Math.PI)
  return z > 0 ? 1 - below : below
}
