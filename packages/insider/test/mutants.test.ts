import { type Cgka, type Entropy, type Suite } from "@copath/contracts"
import { seededRandom } from "@copath/crypto-noble"
import { type GroupState, makeGroupInfo, observe, observeFrom } from "@copath/group"
import { leafIndex } from "@copath/tree-math"
import { it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { expect } from "vitest"
import { acknowledge, hear, missing, type Trial, tryCommit } from "../src/index.ts"
import { exchanged, falseKey, falseParentHash, falseRules, type Forge, forged, garbage, liesIn, noKey, tooFew, unrelated } from "./liar.ts"
import { at, groupOf, services } from "./world.ts"

type Lie = (honest: Cgka["Service"], suite: Suite, random: Entropy["Service"]["secret"]) => Cgka["Service"]

const swapped: Forge = (nodes, { sealed }) => {
  const [a, b] = [sealed[0]?.sealed, sealed[1]?.sealed]
  if (a === undefined || b === undefined) throw new Error("two ciphertexts")
  return exchanged(
    exchanged(nodes, 0, () => b),
    1,
    () => a
  )
}
const reversed: Forge = (nodes) => nodes.toReversed()
/** Nothing changed: what the others are compared with. */
const asItIs: Forge = (nodes) => nodes

/** One mutation of a path, by a number. */
const mutation = (n: number): Lie => {
  const index = Math.floor(n / 10) % 3
  switch (n % 10) {
    case 0:
      return forged(unrelated(index))
    case 1:
      return forged(garbage(index))
    case 2:
      return forged(noKey(index))
    case 3:
      return falseKey(index)
    case 4:
      return forged(tooFew)
    case 5:
      return falseParentHash
    case 6:
      return falseRules
    case 7:
      return forged(swapped)
    case 8:
      return forged(reversed)
    default:
      return forged(asItIs)
  }
}

const said = (trial: Trial): ReadonlyArray<Uint8Array> =>
  acknowledge(
    trial,
    trial.round.needed.map(({ index }) => index)
  )

it.effect(
  "R117: whatever a member's path is changed to, it is refused by all, or found out before anybody adopts it, or as good as an honest one",
  () =>
    Effect.gen(function* () {
      const random = seededRandom("mutants")
      const members = yield* groupOf(8)
      const view = yield* observeFrom({ groupInfo: yield* makeGroupInfo(at(members, 0)) })
      const classes = { "refused by all": 0, "found out": 0, "as good as honest": 0 }
      for (let n = 0; n < 40; n++) {
        const [by] = random(1).expose()
        const liar = (by ?? 0) % 8
        // A Remove, so that blanking can be lied about.
        const made = yield* liesIn(at(members, liar), mutation(n), { remove: [leafIndex((liar + 5) % 8)] })
        if (Result.isFailure(yield* Effect.result(observe(view, made.message)))) {
          classes["refused by all"]++
          continue
        }
        const trials: Array<Trial> = []
        for (const [leaf, state] of members) {
          if (leaf === liar || leaf === (liar + 5) % 8) continue
          const tried = yield* Effect.result(tryCommit(state, made.message))
          // Nobody sees what the onlooker did not.
          expect(Result.isSuccess(tried), `mutant ${n}, leaf ${leaf}`).toBe(true)
          if (Result.isSuccess(tried)) trials.push(tried.success)
        }
        const acks = trials.flatMap(said)
        const gaps = missing(acks.reduce((now, ack) => Result.getOrThrow(hear(now, ack)), trials[0] as Trial).round)
        const victims = trials.filter(({ outcome }) => Result.isFailure(outcome)).length
        // Members are victims if and only if acknowledgements are missing.
        expect(victims > 0, `mutant ${n}`).toBe(gaps.length > 0)
        if (victims > 0) classes["found out"]++
        else {
          const epochs = new Set<string>()
          for (const { outcome } of trials) {
            const got = Result.getOrThrow(outcome)
            if (got._tag === "commit") epochs.add(epochOf(got.state))
          }
          expect(epochs.size, `mutant ${n} splits the group`).toBe(1)
          classes["as good as honest"]++
        }
      }
      expect(classes).toEqual({ "refused by all": 16, "found out": 20, "as good as honest": 4 })
    }).pipe(Effect.provide(services(undefined, 1)))
)

const epochOf = ({ confirmationTag }: GroupState): string => confirmationTag.join()
