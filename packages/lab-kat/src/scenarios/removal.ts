import * as Effect from "effect/Effect"
import { play, type Stage } from "../playing.ts"
import { memberOf, share } from "../reading.ts"
import { type Case, scenario } from "../scenario.ts"
import { membersOf, Script } from "../script.ts"
import { art, blanking, flat, senderKeys, tainted, treekem } from "../stages.ts"

const members = membersOf(8)
const left = ["1", "2", "3", "4", "6", "7"]

const removing = new Script(members)
  .say(...members)
  .remove("0", "5")
  .say("0", ...left)
  .remove("1", "0")
const removed = removing.state
/** 0 removes 5, and then 1 removes 0. */
const removal = removing.say(...left).workload("remover-removed")

const afterRemoval = (stage: Stage, answer: string, explanation?: string): Case => ({
  composition: stage.name ?? "",
  answer,
  ...(explanation === undefined ? {} : { explanation }),
  measure: Effect.map(
    play(stage, removal),
    ({ trace }) => `${share(trace, { as: "exMember", who: memberOf(trace, "0") }, removed)} after its removal`
  )
})

const none = "0/6 after its removal"
const all = "6/6 after its removal"

const booked =
  "its book says who filled which leaf from outside, and whoever removes that member fills them anew; what the table names is ART without a book"

/** Row 5. */
export const removerRemoved = scenario({
  row: 5,
  title: "0 removes 5, later 0 is removed; 0 remembers everything",
  expected:
    '0 after its removal with blanking TreeKEM, tainted, flat, rekeyed sender keys; all with ART leaf overwrite and with "remover picks the leaf key"',
  cases: [
    afterRemoval(treekem, none),
    afterRemoval(blanking, none),
    afterRemoval(tainted, none),
    afterRemoval(flat, none),
    afterRemoval(senderKeys, none),
    afterRemoval(art, none, booked),
    afterRemoval({ name: "ART without a book", spec: { cgka: "art-naive" } }, all),
    afterRemoval({ name: "remover picks the leaf key", spec: { "double-join": "naive" } }, all),
    afterRemoval({ name: "takeover", spec: { "double-join": "takeover" } }, none)
  ]
})

const creating = new Script(members)
  .say(...members)
  .rekey("1")
  .say(...members)
  .remove("1", "0")
const gone = creating.state
for (const next of ["2", "3", "4", "5", "6", "7"]) creating.say(...members.slice(1)).rekey(next)
/** 0 creates, and is removed before 2 to 7 ever update; then they do, one after the other. */
const creator = creating.say(...members.slice(1)).workload("creator-removed")

const afterCreator = (stage: Stage, answer: string, explanation?: string): Case => ({
  composition: stage.name ?? "",
  answer,
  ...(explanation === undefined ? {} : { explanation }),
  measure: Effect.map(play(stage, creator), ({ trace }) => {
    const who = { as: "exMember", who: memberOf(trace, "0") } as const
    // A round of seven texts, then a rekey: the states of one round are eight apart.
    const rounds = Array.from({ length: 7 }, (_, round) => share(trace, who, gone + 1 + 8 * round, gone + 9 + 8 * round))
    return rounds.map((round) => round.split("/")[0]).join(" ")
  })
})

/** Row 10. */
export const creatorRemoved = scenario({
  row: 10,
  title:
    "A creator who remembers its set-up keys is removed before the others ever updated; then they do, one after the other. Messages of seven in each round",
  expected: "all messages until every such member updated",
  cases: [
    afterCreator(art, "0 0 0 0 0 0 0", booked),
    afterCreator({ name: "ART without a book", spec: { cgka: "art-naive" } }, "7 7 7 7 7 7 0"),
    afterCreator({ name: "ART, one setup key", spec: { cgka: "art-setup" } }, "0 0 0 0 0 0 0", booked),
    afterCreator({ name: "ART, a leaf of one's own", spec: { cgka: "art-d01" } }, "0 0 0 0 0 0 0", booked),
    afterCreator({ name: "TreeKEM filled by the creator", spec: { init: "full-init" } }, "0 0 0 0 0 0 0")
  ]
})
