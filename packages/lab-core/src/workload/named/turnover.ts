import { DAY, HOUR, MINUTE } from "../../durations.ts"
import type { WorkloadEvent } from "../workload.ts"
import type { Lots } from "./chat.ts"

/** How members come and go by themselves. */
export interface Turnover {
  /** Its randomness. */
  readonly lots: Lots
  /** Everybody at the beginning. */
  readonly founders: ReadonlyArray<string>
  /** So many of them, from the first on, never leave. */
  readonly staying: number
  /** The name of the i-th that joins. */
  readonly name: (i: number) => string
  /** How long. */
  readonly days: number
  /** Joins a day, on average. */
  readonly joins: number
  /** Leaves of each member a day, on average. */
  readonly leaves: number
  /** Joins that come together, on average: 1 for each by itself. */
  readonly together: number
  /** The weight of each hour of the day. */
  readonly hours: ReadonlyArray<number>
}

/** Who came and went. */
export interface Turned {
  /** Adds by nobody in particular, and leaves, in the order of time. */
  readonly events: ReadonlyArray<WorkloadEvent>
  /** Whoever ever belonged, founders first. */
  readonly everybody: ReadonlyArray<string>
  /** Whether this one belongs just before and after `t`. */
  readonly isMember: (who: string, t: number) => boolean
}

interface Moment {
  readonly t: number
  readonly what: (t: number) => void
}

/**
 * Comings and goings: bursts of joins, Poisson in number, geometric in size, with a minute between two joins on average; leaves one by one, by lot among
 * those who are there.
 */
export const turnover = ({ days, founders, hours, joins, leaves, lots, name, staying, together }: Turnover): Turned => {
  const whom = lots("leaving")
  const present = founders.slice(staying)
  const from = new Map(founders.map((who) => [who, 0]))
  const until = new Map<string, number>()
  const events: Array<WorkloadEvent> = []
  const join = (t: number): void => {
    const who = name(from.size - founders.length)
    from.set(who, t)
    present.push(who)
    events.push({ t, do: "add", who: [who] })
  }
  const leave = (t: number): void => {
    if (present.length === 0) return
    const seat = whom.below(present.length)
    const who = present[seat] ?? ""
    // Whoever stands last takes the free place: no list of fifty thousand is moved.
    present[seat] = present.at(-1) ?? ""
    present.pop()
    until.set(who, t)
    events.push({ t, do: "leave", by: who })
  }
  /** Moments that the next day inherits: a burst may run past midnight. */
  let late: ReadonlyArray<Moment> = []
  for (let day = 0; day < days; day++) {
    const draw = lots("turnover", String(day))
    const time = (): number => day * DAY + draw.weighted(hours) * HOUR + 1 + draw.below(HOUR)
    const moments = [...late]
    for (let left = draw.poisson(joins / together); left > 0; left--) {
      let t = time()
      do {
        moments.push({ t, what: join })
        t += 1 + Math.round(draw.exponential(MINUTE))
      } while (!draw.chance(1 / together))
    }
    for (let left = draw.poisson(leaves * present.length); left > 0; left--) moments.push({ t: time(), what: leave })
    const midnight = (day + 1) * DAY
    for (const { t, what } of moments.toSorted((a, b) => a.t - b.t)) if (t < midnight) what(t)
    late = moments.filter(({ t }) => t >= midnight)
  }
  const isMember = (who: string, t: number): boolean =>
    t > (from.get(who) ?? Number.POSITIVE_INFINITY) && t < (until.get(who) ?? Number.POSITIVE_INFINITY)
  return { events, everybody: [...from.keys()], isMember }
}
