import { assemble, first, lotsOf, MONDAY, numbered } from "./assemble.ts"
import { usualTalk } from "./burst.ts"
import { chat } from "./chat.ts"
import { alpha, days, named, real, whole, zipfOf } from "./parameters.ts"
import { leisureRhythm } from "./rhythm.ts"

/** A pair, or a few friends: nobody comes or goes, each has two devices, all say about as much. Small enough to look at by eye. */
export const pairToEight = named({
  name: "pair-to-eight",
  about: "a pair, or up to eight friends, with two devices each; nobody comes or goes",
  parameters: {
    members: { ...whole(0, "members; 0 for two to eight by lot", 0, 8), zero: "2 to 8, by lot" },
    days,
    perDay: real(40, "messages a day", 0, 10_000),
    s: zipfOf(0.5),
    alpha,
    devices: whole(2, "devices of each member", 1, 16)
  },
  expected: ({ days, perDay }) => days * perDay,
  make: (seed, { alpha, days, members, perDay, s }) => {
    const lots = lotsOf(seed, "pair-to-eight")
    const people = first(members === 0 ? 2 + lots("members").below(7) : members, numbered("f", 1))
    const says = chat({ lots, people, days, perDay, rhythm: leisureRhythm, shape: usualTalk(alpha), s, start: 0, isThere: () => true })
    return assemble({ name: "pair-to-eight", seed, members: people, start: MONDAY }, says)
  }
})
