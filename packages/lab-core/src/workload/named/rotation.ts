import { DAY } from "../../durations.ts"
import type { WorkloadEvent } from "../workload.ts"
import { assemble, first, lotsOf, MONDAY, numbered } from "./assemble.ts"
import { usualTalk } from "./burst.ts"
import { chat } from "./chat.ts"
import { alpha, days, named, real, whole, zipfOf } from "./parameters.ts"
import { leisureRhythm } from "./rhythm.ts"

/** Everybody renews its keys each day, whether it speaks or not: the ideal of healing, and its price. */
export const keyRotationDaily = named({
  name: "key-rotation-daily",
  about: "a group in which everybody rekeys once a day, at any hour",
  parameters: {
    members: whole(100, "members", 2, 10_000),
    days,
    perDay: real(60, "messages a day", 0, 10_000),
    rekeys: whole(1, "rekeys of each member a day", 0, 96),
    s: zipfOf(1),
    alpha
  },
  expected: ({ days, members, perDay, rekeys }) => days * (perDay + members * rekeys),
  make: (seed, { alpha, days, members, perDay, rekeys, s }) => {
    const lots = lotsOf(seed, "key-rotation-daily")
    const people = first(members, numbered("r", 3))
    const events: Array<WorkloadEvent> = []
    for (const by of people) {
      const hours = lots("hours", by)
      for (let day = 0; day < days; day++)
        for (let i = 0; i < rekeys; i++) events.push({ t: day * DAY + 1 + hours.below(DAY - 1), do: "rekey", by })
    }
    const says = chat({ lots, people, days, perDay, rhythm: leisureRhythm, shape: usualTalk(alpha), s, start: 0, isThere: () => true })
    return assemble({ name: "key-rotation-daily", seed, members: people, start: MONDAY }, [...events, ...says])
  }
})
