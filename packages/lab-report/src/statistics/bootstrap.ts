import { central95, type Interval, seeded } from "@copath/lab-core"

/** How often is drawn, unless told. */
const RESAMPLES = 2000

/**
 * The percentile bootstrap interval (95 %) of a statistic: the statistic of as many draws with replacement as there are items, `resamples` times
 * over. Equal seeds give equal intervals on every machine (Efron and Tibshirani 1993, chapter 13). Not a number for no items.
 */
export const bootstrap = <A>(
  items: ReadonlyArray<A>,
  statistic: (drawn: ReadonlyArray<A>) => number,
  seed: string,
  resamples = RESAMPLES
): Interval => {
  const random = seeded("bootstrap", seed)
  // An index below the length is always there; a sparse list would be the caller's own.
  const draw = (): ReadonlyArray<A> => items.map(() => items[random.below(items.length)] as A)
  return central95(Array.from({ length: items.length === 0 ? 0 : resamples }, () => statistic(draw())))
}
