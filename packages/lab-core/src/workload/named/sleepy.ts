import { DAY, MINUTE } from "../../durations.ts"
import type { WorkloadEvent } from "../workload.ts"
import { assemble, first, lotsOf, MONDAY, numbered } from "./assemble.ts"
import { usualTalk } from "./burst.ts"
import { chat } from "./chat.ts"
import { alpha, days, named, real, whole, zipfOf } from "./parameters.ts"
import { leisureRhythm } from "./rhythm.ts"

/** From when to when somebody is offline. */
interface Sleep {
  readonly from: number
  readonly until: number
}

/**
 * A group in which some devices lie in a drawer: now for an hour, now for months. Whoever wakes takes in what waited, says something, and stays for a
 * day or so. Keys of a device that sleeps do not move; how much that exposes, and what eviction saves, is the question.
 */
export const sleepyDevices = named({
  name: "sleepy-devices",
  about: "a group of which one member in ten sleeps for days or weeks, wakes, catches up and speaks",
  parameters: {
    members: whole(200, "members", 2, 50_000),
    days,
    perDay: real(100, "messages a day, beside those of members that wake", 0, 10_000),
    sleepers: real(0.1, "share of members that sleep", 0, 1),
    sleep: real(12, "days that a sleep lasts, on average", 0.01, 3_650),
    k: real(0.6, "Weibull shape of the sleeps: the smaller, the more uneven", 0.2, 10),
    awake: real(1, "days between two sleeps, on average", 0.01, 3_650),
    s: zipfOf(1),
    alpha
  },
  expected: ({ awake, days, members, perDay, sleep, sleepers }) => days * (perDay + (3 * members * sleepers) / (awake + sleep)),
  make: (seed, { alpha, awake, days, k, members, perDay, s, sleep, sleepers }) => {
    const lots = lotsOf(seed, "sleepy-devices")
    const people = first(members, numbered("d", 3))
    // The first makes the group, and is there for it.
    const drowsy = lots("sleepers").distinct(Math.round(members * sleepers), members - 1)
    const sleeps = new Map<string, ReadonlyArray<Sleep>>()
    const events: Array<WorkloadEvent> = []
    for (const i of drowsy) {
      const who = people[i + 1] ?? ""
      const draw = lots("sleep", who)
      const own: Array<Sleep> = []
      for (let t = 1 + Math.round(draw.exponential(awake * DAY)); t < days * DAY;) {
        const until = t + 1 + Math.round(draw.weibull(sleep * DAY, k))
        own.push({ from: t, until })
        events.push({ t, do: "offline", by: who })
        if (until >= days * DAY) break
        events.push({ t: until, do: "online", by: who })
        const words = until + 1 + Math.round(draw.exponential(MINUTE))
        // Who falls asleep again before it has spoken has spoken at once.
        t = Math.max(until + Math.round(draw.exponential(awake * DAY)), words + 1)
        if (words < days * DAY) events.push({ t: words, do: "say", by: who, size: Math.max(1, Math.round(draw.logNormal(60, 0.9))) })
      }
      sleeps.set(who, own)
    }
    const isThere = (who: string, t: number): boolean => sleeps.get(who)?.some(({ from, until }) => t >= from && t <= until) !== true
    const says = chat({ lots, people, days, perDay, rhythm: leisureRhythm, shape: usualTalk(alpha), s, start: 0, isThere })
    return assemble({ name: "sleepy-devices", seed, members: people, start: MONDAY }, [...events, ...says])
  }
})
