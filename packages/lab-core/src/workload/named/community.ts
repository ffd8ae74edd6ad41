import { assemble, first, lotsOf, MONDAY, numbered } from "./assemble.ts"
import { usualTalk } from "./burst.ts"
import { chat } from "./chat.ts"
import { alpha, days, named, real, whole, zipfOf } from "./parameters.ts"
import { leisureRhythm } from "./rhythm.ts"
import { turnover } from "./turnover.ts"

const name = numbered("m", 4)

/** A public group at the size where messengers draw the line: as many messages as public groups have, by few, and a fiftieth of all comes and goes each day. */
export const community1k = named({
  name: "community-1k",
  about: "a public group: few say most, a fifth are references to media, 2 % join and 2 % leave each day",
  parameters: {
    members: whole(1_000, "members at the start", 2, 100_000),
    days,
    perDay: real(119, "messages a day", 0, 10_000),
    s: zipfOf(1.2),
    media: real(0.2, "share of messages that are references to media", 0, 1),
    churn: real(0.02, "joins a day, and leaves a day, for each member", 0, 1),
    alpha
  },
  expected: ({ churn, days, members, perDay }) => days * (perDay + 2 * churn * members),
  make: (seed, { alpha, churn, days, media, members, perDay, s }) => {
    const lots = lotsOf(seed, "community-1k")
    const founders = first(members, name)
    const rate = members * churn
    const rhythm = leisureRhythm
    const changes = { lots, founders, staying: 1, name: (i: number) => name(members + i), days, joins: rate, leaves: churn, together: 1 }
    const { events, everybody, isMember } = turnover({ ...changes, hours: rhythm.hours })
    const says = chat({ lots, people: everybody, days, perDay, rhythm, shape: usualTalk(alpha), s, start: 0, isThere: isMember, media })
    return assemble({ name: "community-1k", seed, members: founders, start: MONDAY }, [...events, ...says])
  }
})
