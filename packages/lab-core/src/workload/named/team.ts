import { DAY, HOUR, MINUTE } from "../../durations.ts"
import type { WorkloadEvent } from "../workload.ts"
import { assemble, first, lotsOf, MONDAY, numbered } from "./assemble.ts"
import { usualTalk } from "./burst.ts"
import { chat } from "./chat.ts"
import { alpha, days, named, real, whole, zipfOf } from "./parameters.ts"
import { workRhythm } from "./rhythm.ts"

/** When somebody is there, in milliseconds of the workload. */
interface Presence {
  readonly from: number
  readonly until: number
}

const name = numbered("p", 2)

/** A team: bursts of talk on workdays, few leave or come, most are there in working hours. */
export const team50 = named({
  name: "team-50",
  about: "a team's chat: bursts on workdays, one joins and one leaves in 28 days, most are online from 8 to 18 h",
  parameters: {
    members: whole(50, "members at the start", 3, 5_000),
    days,
    perDay: real(30, "messages a workday", 0, 10_000),
    s: zipfOf(1),
    online: real(0.7, "share of members that are there on a workday", 0, 1),
    from: whole(8, "first working hour, UTC", 0, 23),
    until: whole(18, "end of the last working hour, UTC", 1, 24),
    joins: real(1, "joins in 28 days", 0, 1_000),
    leaves: real(1, "leaves in 28 days", 0, 1_000),
    alpha
  },
  expected: ({ days, joins, leaves, members, perDay }) => days * (perDay + 2 * members + (joins + leaves) / 28),
  make: (seed, values) => {
    const { alpha, days, from, joins, leaves, members, online, perDay, s, until } = values
    const lots = lotsOf(seed, "team-50")
    const start = from * HOUR
    const workdays = Array.from({ length: days }, (_, day) => day).filter((day) => day % 7 < 5)
    const founders = first(members, name)

    // Who is a member from when to when.
    const changes = lots("changes")
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
    const events: Array<WorkloadEvent> = []
    const presences = new Map<string, Map<number, Presence>>()
    for (const [who, belonging] of stay) {
      const own = new Map<number, Presence>()
      const draw = lots("presence", who)
      for (const day of workdays) {
        const [there, late, early] = [draw.chance(online), draw.below(30 * MINUTE), draw.below(30 * MINUTE)]
        if (there) own.set(day, { from: day * DAY + from * HOUR + late - start, until: day * DAY + until * HOUR - early - start })
      }
      presences.set(who, own)
      events.push(...comings(who, own, belonging))
    }
    const isThere = (who: string, t: number): boolean => {
      const presence = presences.get(who)?.get(Math.floor((t + start) / DAY))
      return presence !== undefined && t > presence.from && t < presence.until && isMember(who, t)
    }

    const rhythm = workRhythm(from, until)
    const says = chat({ lots, people: [...stay.keys()], days, perDay, rhythm, shape: usualTalk(alpha), s, start, isThere })
    for (const say of says) events.push(say)
    for (const [who, { from: joined, until: last }] of stay) {
      if (joined > 0) events.push({ t: joined, do: "add", who: [who] })
      if (last < Number.POSITIVE_INFINITY) events.push({ t: last, do: "leave", by: who })
    }
    return assemble({ name: "team-50", seed, members: founders, start: new Date(Date.parse(MONDAY) + start).toISOString() }, events)
  }
})

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
