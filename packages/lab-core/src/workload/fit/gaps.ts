import { exp, ln } from "../../randomness.ts"

/** What the gaps inside conversations look like; times in milliseconds. As in the generator's `TalkShape`. */
export interface GapMixture {
  /** The body: log-normal, with this median, and this deviation of the logarithm. */
  readonly turn: { readonly median: number; readonly sigma: number }
  /** The tail: this share of the gaps, at least `least`, Pareto with exponent `alpha`. */
  readonly pause: { readonly share: number; readonly least: number; readonly alpha: number }
}

/** The mixture, and how many gaps are none of a conversation. */
export interface FittedGaps extends GapMixture {
  /** The share of all gaps that lie between two conversations of which the second began before the silence was long enough to end the first. */
  readonly apart: number
}

/** Gaps by their logarithm, in bins of a twentieth: a quarter of a million cost no more than some hundred. */
interface Bin {
  readonly log: number
  readonly count: number
}

const WIDTH = 0.05
/** Many clocks tell seconds only; what is nearer together is a second apart. */
const LEAST = 1_000
/** The body is never narrower than this: a heap of equal gaps is no reason to have no others. */
const NARROWEST = 0.25
/** Where the tail may begin; the likeliest of these is taken. */
const BEGINNINGS = [60_000, 120_000, 300_000, 600_000]
const ROUNDS = 150
/** Fewer gaps than this say nothing of a tail. */
const ENOUGH = 20

const binned = (gaps: ReadonlyArray<number>): ReadonlyArray<Bin> => {
  const counts = new Map<number, number>()
  for (const gap of gaps) {
    const bin = Math.round(ln(Math.max(LEAST, gap)) / WIDTH)
    counts.set(bin, (counts.get(bin) ?? 0) + 1)
  }
  return [...counts].map(([bin, count]) => ({ log: bin * WIDTH, count }))
}

interface Candidate extends FittedGaps {
  readonly likelihood: number
}

/**
 * A log-normal body, a Pareto tail, and what is neither, by expectation and maximization: each gap belongs to each of the three with a probability, each is fitted
 * to what belongs to it (mean and deviation of the logarithm; the likeliest exponent), and again. What is neither are conversations that begin by themselves:
 * any gap up to `most`, at which all were cut, is as likely. Where the tail begins is the likeliest of one, two, five and ten minutes. `undefined` for fewer
 * than twenty gaps.
 */
export const fitGaps = (gaps: ReadonlyArray<number>, most: number): FittedGaps | undefined => {
  if (gaps.length < ENOUGH) return undefined
  const bins = binned(gaps)
  let best: Candidate | undefined
  for (const least of BEGINNINGS) {
    if (2 * least > most) continue
    const fitted = mixtureFrom(bins, least, ln(most))
    if (best === undefined || fitted.likelihood > best.likelihood) best = fitted
  }
  return best === undefined ? undefined : { turn: best.turn, pause: best.pause, apart: best.apart }
}

const mixtureFrom = (bins: ReadonlyArray<Bin>, least: number, end: number): Candidate => {
  const total = bins.reduce((sum, { count }) => sum + count, 0)
  const begin = ln(least)
  const length = end - begin
  const body = bins.filter(({ log }) => log < begin)
  let { mean, sigma } = moments(body.length > 1 ? body : bins, () => 1)
  let [tails, apart, alpha, likelihood] = [0.1, 0.05, 1.5, 0]
  for (let round = 0; round < ROUNDS; round++) {
    const tailMass = 1 - exp(-alpha * length)
    likelihood = 0
    let [tailCount, tailLogs, apartCount] = [0, 0, 0]
    const bodies = new Map<Bin, number>()
    for (const bin of bins) {
      const z = (bin.log - mean) / sigma
      const inBody = ((1 - tails - apart) * exp(-Math.min(600, (z * z) / 2))) / (sigma * Math.sqrt(2 * Math.PI))
      const inTail = bin.log < begin ? 0 : (tails * alpha * exp(-alpha * (bin.log - begin))) / tailMass
      // Alike in time is ever likelier in its logarithm.
      const between = apart * exp(bin.log - end)
      const all = Math.max(inBody + inTail + between, 1e-250)
      bodies.set(bin, inBody / all)
      tailCount += (bin.count * inTail) / all
      tailLogs += (bin.count * inTail * (bin.log - begin)) / all
      apartCount += (bin.count * between) / all
      likelihood += bin.count * ln(all)
    }
    ;[tails, apart] = [tailCount / total, apartCount / total]
    ;({ mean, sigma } = moments(bins, (bin) => bodies.get(bin) ?? 0))
    if (tailCount > 0) alpha = exponent(tailLogs / tailCount, length)
  }
  const share = tails / Math.max(1 - apart, Number.MIN_VALUE)
  return { turn: { median: exp(mean), sigma }, pause: { share, least, alpha }, apart, likelihood }
}

const moments = (bins: ReadonlyArray<Bin>, weight: (bin: Bin) => number): { readonly mean: number; readonly sigma: number } => {
  let [mass, sum, squares] = [0, 0, 0]
  for (const bin of bins) {
    const w = bin.count * weight(bin)
    mass += w
    sum += w * bin.log
    squares += w * bin.log * bin.log
  }
  if (mass === 0) return { mean: 0, sigma: 1 }
  const mean = sum / mass
  return { mean, sigma: Math.max(NARROWEST, Math.sqrt(Math.max(0, squares / mass - mean * mean))) }
}

/** The exponent under which a Pareto tail that is cut after `length` (in logarithms) has this mean logarithm; from 0.05 to 10. */
const exponent = (mean: number, length: number): number => {
  let [low, high] = [0.05, 10]
  for (let i = 0; i < 40; i++) {
    const alpha = (low + high) / 2
    const cut = exp(-alpha * length)
    if (1 / alpha - (length * cut) / (1 - cut) > mean) low = alpha
    else high = alpha
  }
  return (low + high) / 2
}
