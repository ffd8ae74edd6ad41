import * as Result from "effect/Result"
import { burst } from "./namedBurst.ts"
import { named, real, whole } from "./namedParameters.ts"
import { DAY, HOUR, MINUTE } from "./policy.ts"
import { seeded, zipf } from "./randomness.ts"
import { workload, type WorkloadEvent } from "./workload.ts"

/** When somebody is there, in milliseconds of the workload. */
interface Presence {
  readonly from: number
  readonly until: number
}

/** t = 0 is a Monday at this hour. */
const MONDAY = "2026-01-05T00:00:00.000Z"
const name = (i: number): string => `p${String(i + 1).padStart(2, "0")}`

/** How talkative each hour of a working day is: slow at first, a dip at noon. */
const hourWeight = (hour: number, from: number, until: number): number => {
  if (hour < from || hour >= until) return 0
  if (hour === from) return 0.5
  return hour === 12 ? 0.6 : 1
}

/**
 * A team: bursts of talk on workdays, few leave or come, most are there in working hours. Arrivals are a Poisson number of messages a day, in
 * conversations that begin by the hour's weight; speakers are Zipf distributed.
 */
export const team50 = named(
  "team-50",
  "a team's chat: bursts on workdays, one joins and one leaves in 28 days, most are online from 8 to 18 h",
  {
    members: whole(50, "members at the start", 3, 5_000),
    days: whole(28, "length in days", 1, 3_650),
    perDay: real(30, "messages a workday", 0, 10_000),
    s: real(1, "Zipf exponent of the speakers", 0, 5),
    online: real(0.7, "share of members that are there on a workday", 0, 1),
    from: whole(8, "first working hour, UTC", 0, 23),
    until: whole(18, "end of the last working hour, UTC", 1, 24),
    joins: real(1, "joins in 28 days", 0, 1_000),
    leaves: real(1, "leaves in 28 days", 0, 1_000),
    alpha: real(1.5, "tail exponent of the gaps between messages", 0.1, 10)
  },
  (seed, values) => {
    const { alpha, days, from, joins, leaves, members, online, perDay, s, until } = values
    const on = (purpose: string, ...more: ReadonlyArray<string>) => seeded(seed, "team-50", purpose, ...more)
    const start = from * HOUR
    const workdays = Array.from({ length: days }, (_, day) => day).filter((day) => day % 7 < 5)
    const events: Array<WorkloadEvent> = []
    const founders = Array.from({ length: members }, (_, i) => name(i))

    // Who is a member from when to when.
    const changes = on("changes")
    const someDay = (): number =>
      (workdays[changes.below(workdays.length)] ?? 0) * DAY + (from + 1) * HOUR + changes.below(Math.max(1, until - from - 2) * HOUR)
    const stay = new Map(founders.map((who) => [who, { from: 0, until: Number.POSITIVE_INFINITY }]))
    const times = (rate: number): ReadonlyArray<number> => Array.from({ length: Math.round((rate * days) / 28) }, () => someDay() - start)
    for (const [i, at] of times(joins)
      .toSorted((a, b) => a - b)
      .entries())
      stay.set(name(members + i), { from: at, until: Number.POSITIVE_INFINITY })
    for (const at of times(leaves)) {
      // The first two stay, so that there is always somebody to see the others off.
      const goers = founders.slice(2).filter((who) => stay.get(who)?.until === Number.POSITIVE_INFINITY)
      const goer = goers[changes.below(goers.length)]
      if (goer !== undefined) stay.set(goer, { from: 0, until: at })
    }
    const isMember = (who: string, t: number): boolean => {
      const { from: first = 0, until: last = 0 } = stay.get(who) ?? {}
      return t > first && t < last
    }

    // Who is there on which day. Each has lots of its own: one more member shifts nobody else's days.
    const everybody = [...stay.keys()]
    const presences = new Map<string, Map<number, Presence>>()
    for (const who of everybody) {
      const lots = on("presence", who)
      const own = new Map<number, Presence>()
      for (const day of workdays) {
        const [there, late, early] = [lots.chance(online), lots.below(30 * MINUTE), lots.below(30 * MINUTE)]
        if (there) own.set(day, { from: day * DAY + from * HOUR + late - start, until: day * DAY + until * HOUR - early - start })
      }
      presences.set(who, own)
      events.push(...comings(who, own, stay.get(who) ?? { from: 0, until: 0 }))
    }
    const isThere = (who: string, t: number): boolean => {
      const presence = presences.get(who)?.get(Math.floor((t + start) / DAY))
      return presence !== undefined && t > presence.from && t < presence.until && isMember(who, t)
    }

    // Who says what.
    const weights = zipf(everybody.length, s)
    const ranks = everybody.map((who) => ({ who, lot: on("rank", who).unit() })).toSorted((a, b) => a.lot - b.lot)
    const hours = Array.from({ length: 24 }, (_, hour) => hourWeight(hour, from, until))
    for (const day of workdays) {
      const talk = burst(on("talk", String(day)), { count: on("count", String(day)).poisson(perDay), hours, alpha })
      const lots = on("speakers", String(day))
      let recent: ReadonlyArray<string> = []
      for (const { at, opens, size } of talk) {
        const t = day * DAY + at - start
        const there = ranks.map(({ who }, rank) => (t >= 0 && isThere(who, t) ? (weights[rank] ?? 0) : 0))
        if (!there.some((w) => w > 0)) continue
        if (opens) recent = []
        const candidates = recent.filter((who) => isThere(who, t))
        // Half of all turns go back to the one before last: people talk in pairs.
        const back = candidates.at(-2)
        const by = back !== undefined && lots.chance(0.5) ? back : (ranks[lots.weighted(there)]?.who ?? founders[0] ?? "")
        recent = [...recent.filter((who) => who !== by), by].slice(-4)
        events.push({ t, do: "say", by, size })
      }
    }
    for (const [who, { from: first, until: last }] of stay) {
      if (first > 0) events.push({ t: first, do: "add", who: [who] })
      if (last < Number.POSITIVE_INFINITY) events.push({ t: last, do: "leave", by: who })
    }
    const [founder = "", ...others] = founders
    const begin = new Date(Date.parse(MONDAY) + start).toISOString()
    return Result.getOrThrow(
      workload({ lab: "workload/1", name: "team-50", seed, members: founders, start: begin }, [
        { t: 0, do: "create", by: founder, with: others },
        ...events.toSorted((a, b) => a.t - b.t)
      ])
    )
  }
)

/** A member's comings and goings while it belongs. Everybody is online when the member begins to belong. */
const comings = (who: string, days: ReadonlyMap<number, Presence>, stay: Presence): ReadonlyArray<WorkloadEvent> => {
  const events: Array<WorkloadEvent> = []
  let online = true
  const turn = (t: number, to: boolean): void => {
    if (to === online || t <= stay.from || t >= stay.until) return
    online = to
    events.push({ t, do: to ? "online" : "offline", by: who })
  }
  // Who is not there on the first day goes offline as soon as the group exists.
  const next = [...days.values()].find((day) => day.until > stay.from)
  if (next === undefined || next.from > stay.from + HOUR) turn(stay.from + 1, false)
  for (const { from, until } of days.values()) {
    turn(from, true)
    turn(until, false)
  }
  return events
}
