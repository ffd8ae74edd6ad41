import { DAY, HOUR, MINUTE } from "../../durations.ts"
import type { WorkloadEvent } from "../workload.ts"
import { assemble, first, lotsOf, MONDAY, numbered } from "./assemble.ts"
import { usualTalk } from "./burst.ts"
import { chat } from "./chat.ts"
import { alpha, named, real, whole, zipfOf } from "./parameters.ts"
import { leisureRhythm } from "./rhythm.ts"

/** A member's phone, from when it is the one in use. */
interface Phone {
  readonly name: string
  readonly from: number
}

const YEAR = 365.25 * DAY

/**
 * A family, or old friends, over years: 144 messages a day for 1,737 days are a quarter of a million, as in a chat that was published. Nobody comes or
 * goes but the phones: every two years each is replaced by a new one, `f03` by `f03-2`, which the old one adds and which then removes the old one.
 */
export const familyYears = named({
  name: "family-years",
  about: "a family's chat over years: a quarter of a million messages, nobody comes or goes, phones are replaced",
  parameters: {
    members: whole(12, "members", 2, 1_000),
    days: whole(1_737, "length in days", 1, 7_300),
    perDay: real(144, "messages a day", 0, 10_000),
    s: zipfOf(0.8),
    phoneYears: { ...real(2, "years that a phone is used; 0 for ever", 0, 100), zero: "for ever" },
    alpha
  },
  expected: ({ days, perDay }) => days * perDay,
  make: (seed, { alpha, days, members, perDay, phoneYears, s }) => {
    const lots = lotsOf(seed, "family-years")
    const people = first(members, numbered("f", 2))
    const events: Array<WorkloadEvent> = []
    const phones = new Map<string, ReadonlyArray<Phone>>()
    for (const who of people) {
      const own: Array<Phone> = [{ name: who, from: 0 }]
      const life = phoneYears === 0 ? 0 : Math.max(DAY, phoneYears * YEAR)
      const draw = lots("phone", who)
      // Phones are of any age at the beginning, and are replaced by day.
      for (let at = draw.unit() * life; life > 0 && at < days * DAY; at += life) {
        const t = Math.floor(at / DAY) * DAY + 9 * HOUR + draw.below(10 * HOUR)
        const old = own.at(-1)
        if (old === undefined || t <= old.from || t + MINUTE >= days * DAY) continue
        const phone = { name: `${who}-${own.length + 1}`, from: t + MINUTE }
        events.push({ t, do: "add", by: old.name, who: [phone.name] }, { t: phone.from, do: "remove", by: phone.name, who: [old.name] })
        own.push(phone)
      }
      phones.set(who, own)
    }
    const phoneAt = (who: string, t: number): string => phones.get(who)?.findLast(({ from }) => from <= t)?.name ?? who
    const says = chat({ lots, people, days, perDay, rhythm: leisureRhythm, shape: usualTalk(alpha), s, start: 0, isThere: () => true })
    for (const say of says) events.push({ ...say, by: phoneAt(say.by, say.t) })
    return assemble({ name: "family-years", seed, members: people, start: MONDAY }, events)
  }
})
