/** One equation: these features should come to `target`, which counts as much as `weight` says. */
export interface Equation {
  readonly features: ReadonlyArray<number>
  readonly target: number
  readonly weight: number
}

/** The coefficients, none of them negative, with the least sum of weighted squared errors. All subsets are tried: for a handful of features. */
export const nonNegative = (equations: ReadonlyArray<Equation>, features: number): ReadonlyArray<number> => {
  let best: ReadonlyArray<number> = Array.from({ length: features }, () => 0)
  let least = errorOf(equations, best)
  for (let subset = 1; subset < 2 ** features; subset++) {
    const used = Array.from({ length: features }, (_, i) => i).filter((i) => (subset & (1 << i)) !== 0)
    const solved = solve(equations, used)
    if (solved === undefined || solved.some((x) => x < 0)) continue
    const all = Array.from({ length: features }, (_, i) => solved[used.indexOf(i)] ?? 0)
    const error = errorOf(equations, all)
    if (error < least) [best, least] = [all, error]
  }
  return best
}

const errorOf = (equations: ReadonlyArray<Equation>, coefficients: ReadonlyArray<number>): number =>
  equations.reduce((sum, { features, target, weight }) => {
    const error = target - features.reduce((total, x, i) => total + x * (coefficients[i] as number), 0)
    return sum + weight * error * error
  }, 0)

/** The normal equations of these features, by elimination; `undefined` if they do not tell. */
const solve = (equations: ReadonlyArray<Equation>, used: ReadonlyArray<number>): ReadonlyArray<number> | undefined => {
  const at = (list: ReadonlyArray<number>, i: number): number => list[i] as number
  const rows = used.map((row) => [
    ...used.map((column) => equations.reduce((sum, { features, weight }) => sum + weight * at(features, row) * at(features, column), 0)),
    equations.reduce((sum, { features, target, weight }) => sum + weight * at(features, row) * target, 0)
  ])
  const size = used.length
  for (let i = 0; i < size; i++) {
    const pivot = rows.slice(i).reduce((most, row) => (Math.abs(at(row, i)) > Math.abs(at(most, i)) ? row : most))
    if (Math.abs(at(pivot, i)) < 1e-12) return undefined
    rows.splice(rows.indexOf(pivot), 1)
    rows.splice(i, 0, pivot)
    for (const [j, row] of rows.entries()) {
      if (j === i) continue
      const factor = at(row, i) / at(pivot, i)
      for (let k = i; k <= size; k++) row[k] = at(row, k) - factor * at(pivot, k)
    }
  }
  // No negative zeros: JSON has none.
  return rows.map((row, i) => at(row, size) / at(row, i) + 0)
}
