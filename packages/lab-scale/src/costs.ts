import type { CostMetric, Role } from "@copath/lab-core"
import { Work } from "./tally.ts"

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
            const seen = !metric.startsWith("operations.") || !this.blind.has(role)
            return [role, { n, total, mean: total / n, lo, hi, samples, exact: exact && seen }]
          })
        )
      ])
    ) as CountedCosts
  }
}
