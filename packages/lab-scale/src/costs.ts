import { type CostMetric, type Primitive, primitives, type Role } from "@copath/lab-core"
import { Work } from "./tally.ts"

/** Standard deviations that hold 95 % of a normal distribution on either side of its mean. */
const NORMAL_95 = 1.959964

/** Observations that were made `n` times in all, many of them told from one that was. */
export interface Counted {
  /** How many. */
  readonly n: number
  /** The sum. */
  readonly total: number
  /** The mean. */
  readonly mean: number
  /** The least. */
  readonly lo: number
  /** The greatest. */
  readonly hi: number
  /** How many were really made. */
  readonly samples: number
  /** Whether `total` is what all would have come to. Else they were told from samples, and it lies between `n` × `lo` and `n` × `hi` if these are the extremes; or some were not counted at all. */
  readonly exact: boolean
  /** Where `total` is told from samples: its 95 % interval, by how far the samples lie apart. Absent where a single one stood for others, or some were not counted at all. */
  readonly interval?: readonly [lo: number, hi: number]
}

/** By role; whatever never happened is absent. */
export type CountedByRole = { readonly [R in Role]?: Counted }
/** By metric, as in a cell of `lab run`. */
export type CountedCosts = { readonly [M in CostMetric]?: CountedByRole }

/** What times are told of: what is done in a role; of what a joiner does, making its key package apart. */
export type Activity = Role | "inviting"

/** What devices did in one activity, in all. */
export interface RoleWork {
  /** Times that one of them did something. */
  readonly events: number
  /** Of the messages that they made or took in. */
  readonly bytes: number
  /** What was done for it. */
  readonly work: Work
}

/** Work of some devices, that stands for that of more. */
interface Samples {
  /** What each of these did. */
  readonly works: ReadonlyArray<Work>
  /** For how many devices they stand, themselves included. */
  readonly devices: number
  /** Bytes of the message that all of them made or took in. */
  readonly bytes: number
  /** Whether others are drawn by lot each time: then errors cancel out; else they may all go the same way. */
  readonly drawn: boolean
  /** What some of the devices do beside, whoever the samples are. */
  readonly more?: { readonly devices: number; readonly work: Work }
}

/** How far a total that is told from samples may be off. */
interface Doubt {
  /** Of samples that were drawn anew each time. */
  variance: number
  /** Standard deviations of those that were not, added up as if all went the same way. */
  deviation: number
}

interface Running {
  n: number
  total: number
  lo: number
  hi: number
  samples: number
  exact: boolean
}

/** Costs as they come, each with the number of those who bear it. */
export class Costs {
  private readonly blind = new Set<Role>()
  private readonly roles = new Map<Activity, RoleWork>()
  private readonly sheet = new Map<CostMetric, Map<Role, Running>>()
  private readonly doubts = new Map<Role, Map<Primitive, Doubt>>()
  /** Roles in which a single device stood for others: how far these lie apart nobody knows. */
  private readonly lone = new Set<Role>()

  /** One observation that stands for `weight`; `exact`: each of these is known to be equal. */
  add(metric: CostMetric, role: Role, value: number, weight = 1, exact = true): void {
    if (weight === 0) return
    const byRole = this.sheet.get(metric) ?? new Map<Role, Running>()
    this.sheet.set(metric, byRole)
    const found = byRole.get(role)
    if (found === undefined) byRole.set(role, { n: weight, total: value * weight, lo: value, hi: value, samples: 1, exact })
    else {
      found.n += weight
      found.total += value * weight
      found.lo = Math.min(found.lo, value)
      found.hi = Math.max(found.hi, value)
      found.samples++
      found.exact &&= exact
    }
  }

  /** All operations of one event on one device, which `weight` devices did alike; `bytes`: of the message that they made or took in. */
  work(role: Role, work: Work, bytes: number, weight = 1, exact = true, activity: Activity = role): void {
    if (weight === 0) return
    const before = this.roles.get(activity) ?? { events: 0, bytes: 0, work: Work.none }
    this.roles.set(activity, {
      events: before.events + weight,
      bytes: before.bytes + weight * bytes,
      work: before.work.plus(work.times(weight))
    })
    for (const { count, primitive } of work.entries()) this.add(`operations.${primitive}`, role, count, weight, exact)
  }

  /** All operations of one event on many devices, of which some are known. If these are all, nothing is told from samples. */
  sampled(role: Role, { bytes, devices, drawn, more, works }: Samples): void {
    const exact = works.length === devices
    const some = more?.devices ?? 0
    if (more !== undefined)
      this.spread(
        role,
        works.map((work) => work.plus(more.work)),
        some,
        bytes,
        exact
      )
    this.spread(role, works, devices - some, bytes, exact)
    if (exact || works.length === 0) return
    if (works.length === 1) this.lone.add(role)
    else for (const primitive of primitives) this.doubt(role, primitive, works, devices, drawn)
  }

  /** Each of these stands for as many devices as any other. */
  private spread(role: Role, works: ReadonlyArray<Work>, devices: number, bytes: number, exact: boolean): void {
    let left = devices
    for (const [i, work] of works.entries()) {
      const weight = Math.floor(left / (works.length - i))
      this.work(role, work, bytes, weight, exact)
      left -= weight
    }
  }

  /** The error of a stratum's total in stratified sampling without replacement (Cochran 1977, theorem 5.3). */
  private doubt(role: Role, primitive: Primitive, works: ReadonlyArray<Work>, devices: number, drawn: boolean): void {
    const counts = works.map((work) => work.count(primitive))
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length
    const spread = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (counts.length - 1)
    if (spread === 0) return
    const variance = (devices * (devices - counts.length) * spread) / counts.length
    const byPrimitive = this.doubts.get(role) ?? new Map<Primitive, Doubt>()
    this.doubts.set(role, byPrimitive)
    const sum = byPrimitive.get(primitive) ?? { variance: 0, deviation: 0 }
    byPrimitive.set(primitive, sum)
    if (drawn) sum.variance += variance
    else sum.deviation += Math.sqrt(variance)
  }

  private intervalOf(role: Role, primitive: Primitive, total: number): Pick<Counted, "interval"> {
    if (this.lone.has(role)) return {}
    const { deviation, variance } = this.doubts.get(role)?.get(primitive) ?? { variance: 0, deviation: 0 }
    const off = NORMAL_95 * (Math.sqrt(variance) + deviation)
    return { interval: [Math.max(0, total - off), total + off] }
  }

  /** Somebody did something in this role, and nobody knows what: what the others did is no longer all of it. */
  unseen(role: Role): void {
    this.blind.add(role)
  }

  /** All that each role did, together. */
  get totals(): ReadonlyMap<Activity, RoleWork> {
    return this.roles
  }

  /** Everything so far, metrics and roles in alphabetical order. */
  summaries(): CountedCosts {
    const sorted = <K extends string, V>(map: Map<K, V>) => [...map].toSorted(([a], [b]) => (a < b ? -1 : 1))
    return Object.fromEntries(
      sorted(this.sheet).map(([metric, byRole]) => [
        metric,
        Object.fromEntries(
          sorted(byRole).map(([role, { exact, hi, lo, n, samples, total }]) => {
            const primitive = primitives.find((one) => metric === `operations.${one}`)
            const seen = primitive === undefined || !this.blind.has(role)
            const interval = exact || !seen || primitive === undefined ? {} : this.intervalOf(role, primitive, total)
            return [role, { n, total, mean: total / n, lo, hi, samples, exact: exact && seen, ...interval }]
          })
        )
      ])
    ) as CountedCosts
  }
}
