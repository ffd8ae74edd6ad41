import { assemble, first, lotsOf, MONDAY, numbered } from "./assemble.ts"
import { usualTalk } from "./burst.ts"
import { chat, type Lots } from "./chat.ts"
import { alpha, days, named, real, whole, zipfOf } from "./parameters.ts"
import { leisureRhythm } from "./rhythm.ts"
import { turnover } from "./turnover.ts"

const name = numbered("m", 5)

/**
 * A broadcast channel: twenty authors, and many who read. Nine in ten never say anything; the others comment now and then. Whoever comes, comes with
 * others, when somebody has passed the address on.
 */
export const channel50k = named({
  name: "channel-50k",
  about: "a broadcast channel: 20 authors, 90 % only read, 0.5 % come in bursts and 0.5 % leave each day",
  parameters: {
    members: whole(50_000, "members at the start, authors included", 2, 200_000),
    days,
    authors: whole(20, "who writes; the first members, who never leave", 1, 1_000),
    perDay: real(200, "the authors' messages a day", 0, 10_000),
    readOnly: real(0.9, "share of the others that never say anything", 0, 1),
    comments: real(20, "messages a day of those that are neither", 0, 10_000),
    s: zipfOf(1),
    churn: real(0.005, "joins a day, and leaves a day, for each member", 0, 1),
    together: real(25, "joins in a burst, on average", 1, 10_000),
    alpha
  },
  expected: ({ churn, comments, days, members, perDay }) => days * (perDay + comments + 2 * churn * members),
  make: (seed, { alpha, authors, churn, comments, days, members, perDay, readOnly, s, together }) => {
    const lots = lotsOf(seed, "channel-50k")
    const founders = first(members, name)
    const rate = members * churn
    const rhythm = leisureRhythm
    const staying = Math.min(authors, members)
    const changes = { lots, founders, staying, name: (i: number) => name(members + i), days, joins: rate, leaves: churn, together }
    const { events, everybody, isMember } = turnover({ ...changes, hours: rhythm.hours })
    const talk = { days, rhythm, shape: usualTalk(alpha), s, start: 0 }
    const posts = chat({ ...talk, lots, people: founders.slice(0, staying), perDay, isThere: () => true })
    const commenting: Lots = (purpose, ...more) => lots("comments", purpose, ...more)
    const others = everybody.slice(staying).filter((who) => !lots("reader", who).chance(readOnly))
    const replies = chat({ ...talk, lots: commenting, people: others, perDay: comments, isThere: isMember })
    return assemble({ name: "channel-50k", seed, members: founders, start: MONDAY }, [...events, ...posts, ...replies])
  }
})
