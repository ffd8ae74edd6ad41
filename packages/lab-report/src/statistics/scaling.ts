import type { Interval } from "@copath/lab-core"
import { bootstrap } from "./bootstrap.ts"

/** The laws of growth that are tried, simplest first, as a reader writes them. */
const laws = ["constant", "a·n·log n", "a + b·log n", "a·n^b"] as const
/** One of `laws`. */
export type Law = (typeof laws)[number]

/** How a cost grows with the size of the group. */
export interface Scaling {
  /** The slope on log-log scale: the exponent if the cost were a power of the size. */
  readonly slope: number
  /** Its bootstrap interval, 95 %; absent for fewer than three points, which have nothing to spare. */
  readonly interval?: Interval
  /** The law that AICc prefers; absent where there are too few points to choose, or where the slope's own interval speaks against it. */
  readonly law?: Law
}

/** A size of the group and what it cost. */
export type Point = readonly [size: number, cost: number]

/** Slopes that no figure tells apart. */
const CLOSE = 0.005

/** Sizes that a curve needs before its shape can be told. */
const SIZES_FOR_A_LAW = 3

/**
 * Fits each law by least squares of the logarithms, so that a small group counts as much as a large one, and chooses by the small-sample Akaike
 * criterion (Hurvich and Tsai 1989). `undefined` where there is no line: fewer than two sizes above one, or a cost of nothing.
 */
export const scaling = (points: ReadonlyArray<Point>, seed: string): Scaling | undefined => {
  const used = points.filter(([size]) => size > 1)
  const sizes = new Set(used.map(([size]) => size)).size
  if (sizes < 2 || used.some(([, cost]) => !(cost > 0))) return undefined
  const x = used.map(([size]) => Math.log(size))
  const y = used.map(([, cost]) => Math.log(cost))
  const line = leastSquares(x, y)
  const { interval } = intervalOf(x, y, line, seed)
  const { law } = sizes < SIZES_FOR_A_LAW ? {} : preferred(x, y)
  const told = law !== undefined && !contradicts(law, interval)
  return { slope: line.slope, ...(interval === undefined ? {} : { interval }), ...(told ? { law } : {}) }
}

/** Of few points the criterion prefers what has the fewest parameters, however badly it fits: a constant that grows, an n·log n that grows more slowly than n. */
const contradicts = (law: Law, interval: Interval | undefined): boolean => {
  if (interval === undefined) return false
  if (law === "constant") return interval.lo > CLOSE || interval.hi < -CLOSE
  return law === "a·n·log n" && interval.hi < 1 - CLOSE
}

interface Line {
  readonly slope: number
  readonly at: (x: number) => number
}

const leastSquares = (x: ReadonlyArray<number>, y: ReadonlyArray<number>): Line => {
  const [mx, my] = [mean(x), mean(y)]
  const slope = total(x, (xi, i) => (xi - mx) * ((y[i] ?? 0) - my)) / total(x, (xi) => (xi - mx) ** 2)
  return { slope, at: (xi) => my + slope * (xi - mx) }
}

/** Residuals are drawn, not points: sizes are chosen, not found. They are widened to what they were before two parameters were taken from them. */
const intervalOf = (x: ReadonlyArray<number>, y: ReadonlyArray<number>, line: Line, seed: string): { readonly interval?: Interval } => {
  if (x.length < 3) return {}
  const wider = Math.sqrt(x.length / (x.length - 2))
  const residuals = y.map((yi, i) => (yi - line.at(x[i] ?? 0)) * wider)
  return {
    interval: bootstrap(
      residuals,
      (drawn) =>
        leastSquares(
          x,
          drawn.map((r, i) => line.at(x[i] ?? 0) + r)
        ).slope,
      seed
    )
  }
}

/** Parameters of a law, the variance of the residuals among them. */
const parameters: Readonly<Record<Law, number>> = { constant: 2, "a·n·log n": 2, "a + b·log n": 3, "a·n^b": 3 }

/** Below a relative error of a millionth a fit is exact, and more parameters are no gain. */
const EXACT = 1e-12

const preferred = (x: ReadonlyArray<number>, y: ReadonlyArray<number>): { readonly law?: Law } => {
  const n = x.length
  // Where the criterion is not defined for every law, the simplest would win for want of rivals.
  if (n <= Math.max(...Object.values(parameters)) + 1) return {}
  let best: { readonly law: Law; readonly criterion: number } | undefined
  for (const law of laws) {
    const k = parameters[law]
    const error = Math.max(EXACT, squares[law](x, y) / n)
    const criterion = n * Math.log(error) + 2 * k + (2 * k * (k + 1)) / (n - k - 1)
    if (best === undefined || criterion < best.criterion) best = { law, criterion }
  }
  return best === undefined ? {} : { law: best.law }
}

/** The least sum of squared residuals that a law leaves. */
const squares: Readonly<Record<Law, (x: ReadonlyArray<number>, y: ReadonlyArray<number>) => number>> = {
  constant: (_, y) => around(y),
  "a·n·log n": (x, y) => around(y.map((yi, i) => yi - (x[i] ?? 0) - Math.log(x[i] ?? 1))),
  "a·n^b": (x, y) => {
    const line = leastSquares(x, y)
    return total(x, (xi, i) => ((y[i] ?? 0) - line.at(xi)) ** 2)
  },
  "a + b·log n": affine
}

/**
 * `a + b·log n` is a scale times `1 + u·(log n − centre)/reach`, positive on all sizes for −1 < u < 1: the scale has a closed form, so one
 * bounded parameter is left, found on a grid and then by golden section.
 */
function affine(x: ReadonlyArray<number>, y: ReadonlyArray<number>): number {
  const [least, most] = [Math.min(...x), Math.max(...x)]
  const [centre, reach] = [(most + least) / 2, (most - least) / 2]
  const left = (u: number): number => around(y.map((yi, i) => yi - Math.log(1 + (u * ((x[i] ?? 0) - centre)) / reach)))
  const steps = 200
  const grid = Array.from({ length: 2 * steps - 1 }, (_, i) => (i + 1 - steps) / steps)
  const start = grid.reduce((best, u) => (left(u) < left(best) ? u : best), 0)
  return golden(left, start - 1 / steps, start + 1 / steps)
}

const golden = (f: (u: number) => number, from: number, to: number): number => {
  const ratio = (Math.sqrt(5) - 1) / 2
  // At the very ends the law would touch zero.
  let [lo, hi] = [Math.max(from, -1 + 1e-9), Math.min(to, 1 - 1e-9)]
  for (let i = 0; i < 60; i++) {
    const [a, b] = [hi - ratio * (hi - lo), lo + ratio * (hi - lo)]
    if (f(a) < f(b)) hi = b
    else lo = a
  }
  return f((lo + hi) / 2)
}

const total = (x: ReadonlyArray<number>, of: (xi: number, i: number) => number): number => x.reduce((sum, xi, i) => sum + of(xi, i), 0)
const mean = (x: ReadonlyArray<number>): number => total(x, (xi) => xi) / x.length
const around = (x: ReadonlyArray<number>): number => {
  const m = mean(x)
  return total(x, (xi) => (xi - m) ** 2)
}
