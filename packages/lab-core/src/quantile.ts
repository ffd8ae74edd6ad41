/** From `lo` to `hi`, in the unit of the values. */
export interface Interval {
  /** The lower end. */
  readonly lo: number
  /** The upper end. */
  readonly hi: number
}

/**
 * The value below which the share `p` of the values lies, by linear interpolation between order statistics (Hyndman and Fan 1996, definition
 * 7: what R and NumPy take unless told). Not a number for no values.
 */
export const quantile = (values: ReadonlyArray<number>, p: number): number => quantileOfSorted(ascending(values), p)

/** The middle of the values; the mean of the two middle ones, where their number is even. Not a number for no values. */
export const median = (values: ReadonlyArray<number>): number => quantile(values, 0.5)

/** The range that holds the middle 95 % of the values: their 2.5 % and 97.5 % quantiles. */
export const central95 = (values: ReadonlyArray<number>): Interval => {
  const sorted = ascending(values)
  return { lo: quantileOfSorted(sorted, 0.025), hi: quantileOfSorted(sorted, 0.975) }
}

const ascending = (values: ReadonlyArray<number>): ReadonlyArray<number> => values.toSorted((a, b) => a - b)

/** {@link quantile} of values in ascending order. */
export const quantileOfSorted = (sorted: ReadonlyArray<number>, p: number): number => {
  const place = (sorted.length - 1) * p
  const below = Math.floor(place)
  const [low, high] = [sorted[below] ?? Number.NaN, sorted[Math.ceil(place)] ?? Number.NaN]
  // The exact value where the place is one: infinities and large numbers stay what they are.
  return low === high ? low : low + (place - below) * (high - low)
}
