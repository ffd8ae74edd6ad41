/**
 * Seeded numbers for workloads and policies: equal seed and labels give equal numbers on every platform. Only operations that IEEE 754 fixes
 * to the last bit are used; `Math.log` and its like may differ between engines. Nothing secret may hang on these numbers.
 */
export interface Randomness {
  /** 32 bits. */
  readonly bits: () => number
  /** In [0, 1), from 53 bits. */
  readonly unit: () => number
  /** An integer in [0, n). */
  readonly below: (n: number) => number
  /** True with probability `p`. */
  readonly chance: (p: number) => boolean
  /** Exponentially distributed with this mean. */
  readonly exponential: (mean: number) => number
  /** Log-normal: `median` times e to the power of a normal deviate times `sigma`. */
  readonly logNormal: (median: number, sigma: number) => number
  /** Pareto: at least `least`, with tail exponent `alpha`. */
  readonly pareto: (least: number, alpha: number) => number
  /** Weibull with this mean: below shape 1 most are short and some are very long. */
  readonly weibull: (mean: number, shape: number) => number
  /** Poisson distributed with this mean, by counting exponential gaps. */
  readonly poisson: (mean: number) => number
  /** An index, drawn with these weights; one at least must be positive. */
  readonly weighted: (weights: ReadonlyArray<number>) => number
  /** An index below `n`, drawn with weights whose running sums these are; in logarithmic time, for many draws with the same weights. */
  readonly ranked: (sums: ReadonlyArray<number>, n: number) => number
  /** So many different integers in [0, n), in the order drawn; all of them if there are no more. */
  readonly distinct: (count: number, n: number) => ReadonlyArray<number>
  /** The same items in an order by lot. */
  readonly shuffled: <A>(items: ReadonlyArray<A>) => ReadonlyArray<A>
}

/** 128 bits that name a text, in hex: for telling inputs apart, not for keeping them from anybody. */
export const fingerprint = (text: string): string =>
  hashed([text])
    .map((word) => (word >>> 0).toString(16).padStart(8, "0"))
    .join("")

/** Natural logarithm of a positive number, by halving and an area-tangent series. Within 1e-14, and the same everywhere. */
export const ln = (x: number): number => {
  let [m, exponent] = [x, 0]
  for (; m > 1.4; exponent++) m /= 2
  for (; m < 0.7; exponent--) m *= 2
  const z = (m - 1) / (m + 1)
  let [sum, power] = [0, z]
  for (let k = 1; k < 40; k += 2) {
    sum += power / k
    power *= z * z
  }
  return 2 * sum + exponent * Math.LN2
}

/** e to the power of x, |x| < 700. Relative error within 1e-13, and the same everywhere. */
export const exp = (x: number): number => {
  const whole = Math.floor(x / Math.LN2)
  const rest = x - whole * Math.LN2
  let [sum, term] = [1, 1]
  for (let k = 1; k < 25; k++) {
    term = (term * rest) / k
    sum += term
  }
  // A power of two by multiplication: each step is exact.
  for (let i = 0; i < whole; i++) sum *= 2
  for (let i = 0; i > whole; i--) sum /= 2
  return sum
}

/** The gamma function of a number from 1 to 150, by Stirling's series. Within 1e-10, and the same everywhere. */
export const gamma = (x: number): number => {
  let [z, shift] = [x, 1]
  for (; z < 12; z++) shift *= z
  const series = 1 / (12 * z) - 1 / (360 * z ** 3) + 1 / (1260 * z ** 5)
  return exp((z - 0.5) * ln(z) - z + ln(2 * Math.PI) / 2 + series) / shift
}

const rotate = (x: number, by: number): number => (x << by) | (x >>> (32 - by))

/** Four words from a list of texts. Each text counts with its length, so that no two lists run together. */
const hashed = (texts: ReadonlyArray<string>): [number, number, number, number] => {
  const lane = (start: number, prime: number): number => {
    let h = start
    const take = (word: number): void => {
      h = rotate(Math.imul(h ^ word, prime), 13)
    }
    for (const text of texts) {
      take(text.length)
      for (let i = 0; i < text.length; i++) take(text.charCodeAt(i))
    }
    h = Math.imul(h ^ (h >>> 16), 0x21f0aaad)
    h = Math.imul(h ^ (h >>> 15), 0x735a2d97)
    return h ^ (h >>> 15)
  }
  // The last lane is odd, for a state of zeros would never leave zero.
  return [lane(0x243f6a88, 0x01000193), lane(0x85a308d3, 0x9e3779b1), lane(0x13198a2e, 0x85ebca77), lane(0x03707344, 0xc2b2ae3d) | 1]
}

/** Numbers for one purpose. Another purpose takes another label, so that one more draw here shifts nothing there. */
export const seeded = (seed: string, ...labels: ReadonlyArray<string>): Randomness => {
  let [a, b, c, d] = hashed([seed, ...labels])
  // xoshiro128**
  const bits = (): number => {
    const out = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0
    const t = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    d = rotate(d, 11)
    return out
  }
  for (let i = 0; i < 8; i++) bits()
  const unit = (): number => ((bits() >>> 5) * 67_108_864 + (bits() >>> 6)) / 9_007_199_254_740_992
  const exponential = (mean: number): number => -mean * ln(1 - unit())
  /** Twelve uniform numbers make a normal one well within six deviations. */
  const normal = (): number => {
    let sum = -6
    for (let i = 0; i < 12; i++) sum += unit()
    return sum
  }
  const below = (n: number): number => Math.floor(unit() * n)
  return {
    bits,
    unit,
    exponential,
    below,
    chance: (p) => unit() < p,
    logNormal: (median, sigma) => median * exp(sigma * normal()),
    pareto: (least, alpha) => least * exp(-ln(1 - unit()) / alpha),
    weibull: (mean, shape) => (mean / gamma(1 + 1 / shape)) * exp(ln(-ln(1 - unit()) || Number.MIN_VALUE) / shape),
    poisson: (mean) => {
      let count = 0
      for (let sum = exponential(1); sum < mean; sum += exponential(1)) count++
      return count
    },
    weighted: (weights) => {
      let left = unit() * weights.reduce((sum, w) => sum + w, 0)
      for (const [i, weight] of weights.entries()) {
        left -= weight
        if (left < 0) return i
      }
      return weights.findLastIndex((w) => w > 0)
    },
    ranked: (sums, n) => {
      const lot = unit() * (sums[n - 1] ?? 0)
      let [low, high] = [0, n - 1]
      while (low < high) {
        const middle = (low + high) >> 1
        if ((sums[middle] ?? 0) > lot) high = middle
        else low = middle + 1
      }
      return low
    },
    distinct: (count, n) => {
      const drawn = new Set<number>()
      for (const wanted = Math.min(count, n); drawn.size < wanted;) drawn.add(below(n))
      return [...drawn]
    },
    shuffled: (items) => {
      const list = [...items]
      for (let i = list.length - 1; i > 0; i--) {
        const j = below(i + 1)
        ;[list[i], list[j]] = [list[j] as (typeof list)[0], list[i] as (typeof list)[0]]
      }
      return list
    }
  }
}

/** Zipf weights 1/k^s of the ranks 1..n. */
export const zipf = (n: number, s: number): ReadonlyArray<number> => Array.from({ length: n }, (_, i) => exp(-s * ln(i + 1)))

/** The running sums of some weights, for `ranked`. */
export const sums = (weights: ReadonlyArray<number>): ReadonlyArray<number> => {
  let sum = 0
  return weights.map((weight) => (sum += weight))
}
