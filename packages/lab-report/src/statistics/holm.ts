/**
 * Holm's adjustment of the p-values of one family of tests: each may then be held against the level of the whole family (Holm 1979). In the
 * order given.
 */
export const holm = (p: ReadonlyArray<number>): ReadonlyArray<number> => {
  const adjusted = p.map(() => 1)
  let most = 0
  for (const [rank, { value, at }] of p
    .map((value, at) => ({ value, at }))
    .toSorted((a, b) => a.value - b.value)
    .entries()) {
    // Never smaller than that of a test with more evidence.
    most = Math.max(most, Math.min(1, (p.length - rank) * value))
    adjusted[at] = most
  }
  return adjusted
}
