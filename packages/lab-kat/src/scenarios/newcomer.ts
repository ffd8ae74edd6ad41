import { fieldOf, newcomers } from "@copath/lab-adversary"
import { catalog, type Spec } from "@copath/profile-lab"
import * as Effect from "effect/Effect"
import { play } from "../playing.ts"
import { type Case, scenario } from "../scenario.ts"
import { membersOf, Script } from "../script.ts"

const members = membersOf(4)
const script = new Script(members)
  .say(...members)
  .rekey("1")
  .say(...members)
for (const [by, newcomer] of [
  ["0", "4"],
  ["2", "5"]
] as const)
  script
    .add(by, newcomer)
    .say(...members, newcomer)
    .rekey("3")
/** Twelve texts, a newcomer, six more, another newcomer. */
const history = script.workload("newcomers")

/** Options whose choice decides over keys: each by itself, the others as RFC 9420 has them. */
const asked = (["cgka", "double-join", "init", "schedule", "protection", "channel", "handshake"] as const).flatMap((axis) =>
  catalog()
    .of(axis)
    .map(({ id }): Spec => (axis === "channel" ? { cgka: "senderkeys", channel: id } : { [axis]: id }))
)

const earlier = (spec: Spec): Case => ({
  composition: Object.values(spec).join(" over "),
  answer: "0 of 21",
  measure: Effect.map(play({ spec }, history), ({ trace }) => {
    const field = fieldOf(trace, "lower")
    const forbidden = trace.messages.filter(({ state }) => state < (trace.members[4]?.spans[0]?.from ?? 0)).length
    const both = trace.messages.filter(({ state }) => state < (trace.members[5]?.spans[0]?.from ?? 0)).length
    return `${newcomers(field).messages} of ${forbidden + both}`
  })
})

/** Row 9. */
export const newcomersReadNothing = scenario({
  row: 9,
  title: "Two newcomers, each of whom remembers everything since it joined: messages said before, of all",
  expected: "0 earlier messages, all compositions",
  cases: asked.map(earlier)
})
