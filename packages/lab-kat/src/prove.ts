import type { Part, Spec } from "@copath/profile-lab"
import * as Effect from "effect/Effect"
import { type Breach, breachesOf, type Claims } from "./claims.ts"
import { kat8 } from "./kat8.ts"
import { play, type Stage } from "./playing.ts"
import { membersOf, Script } from "./script.ts"

const five = membersOf(5)

/** A group's life in forty events: everything that a member can do, and somebody who sleeps. */
export const groupLife = new Script(five)
  .say(...five)
  .rekey("1")
  .say("0", "2")
  .add("2", "5", "6")
  .say("5", "6", "0")
  .remove("1", "3")
  .say("0", "1", "2", "4", "5")
  .offline("4")
  .say("0", "5")
  .rekey("5")
  .say("6")
  .online("4")
  .say("4")
  .rekey("4")
  .say("0")
  .remove("1", "6")
  .say("0", "2")
  .add("5", "7")
  .say("7", "0")
  .remove("0", "1")
  .say("0", "2", "4", "5", "7")
  .workload("a group's life")

const eight = membersOf(8)

/** Whoever removed somebody is removed in turn, with whatever it set above the first one's leaf. */
const removerRemoved = new Script(eight)
  .say(...eight)
  .remove("0", "5")
  .say("1", "4")
  .remove("1", "0")
  .say("1", "2", "3", "4", "6", "7")
  .workload("the remover is removed")

/** What waits for a sleeper falls to whoever robs it: that is no fault of a part's. */
const asleep: Claims = { forwardSecrecy: Number.POSITIVE_INFINITY }

/**
 * Asks the adversary whether a part keeps its promises: it takes the place of the default on its axis, plays the canonical script and a group's life, and is
 * played twice over for whatever must be the same again. No test runner is needed.
 *
 * @param beside parts on other axes that it is to be composed with
 */
export const prove = (part: Part, claims: Claims = {}, beside: Spec = {}): Effect.Effect<ReadonlyArray<Breach>> =>
  proven({ spec: { ...beside, [part.axis]: part.id }, plugins: [part], persistEvery: 1 }, claims)

/** The same of a part that is in the catalog. */
export const proveBuiltIn = (part: Part, claims: Claims = {}): Effect.Effect<ReadonlyArray<Breach>> =>
  proven({ spec: { [part.axis]: part.id }, persistEvery: 1 }, claims)

const proven: (stage: Stage, claims: Claims) => Effect.Effect<ReadonlyArray<Breach>> = Effect.fnUntraced(function* (stage, claims) {
  const first = yield* play(stage, groupLife)
  const again = yield* play(stage, groupLife)
  const canonical = yield* play(stage, kat8().workload)
  const departures = yield* play(stage, removerRemoved)
  const found = [
    ...breachesOf(canonical.trace, claims),
    ...breachesOf(departures.trace, claims),
    ...breachesOf(first.trace, { ...claims, ...asleep })
  ]
  const { graph } = first.trace
  if (
    graph.values !== again.trace.graph.values ||
    graph.edges !== again.trace.graph.edges ||
    first.cell.agreement.secretFingerprint !== again.cell.agreement.secretFingerprint
  )
    found.push({
      law: "equal seeds give equal runs",
      counterexample: `two runs of one seed derive ${graph.values} and ${again.trace.graph.values} values: randomness comes from elsewhere than Entropy`
    })
  // One way to break a law is enough.
  return found.filter(({ law }, index) => found.findIndex((one) => one.law === law) === index)
})
