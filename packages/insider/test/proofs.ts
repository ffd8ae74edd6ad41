import { Cgka, CipherSuite, Entropy, OpeningProofs } from "@copath/contracts"
import { type GroupState, makeGroupInfo, observe, observeFrom } from "@copath/group"
import { Effect } from "effect"
import { keyPossession, type KeyWitness, statementOf } from "../src/index.ts"

/** A group as anybody sees it. */
export const observed = Effect.fnUntraced(function* (state: GroupState) {
  return yield* observeFrom({ groupInfo: yield* makeGroupInfo(state) })
})

/** The toy proof system, and a committer's proof with the keys that it holds. */
export const toy = Effect.gen(function* () {
  const suite = yield* CipherSuite
  const { secret } = yield* Entropy
  const { evidence } = yield* Cgka
  const validator = keyPossession(suite, yield* OpeningProofs, secret)
  const prove = Effect.fnUntraced(function* (before: GroupState, made: { readonly state: GroupState; readonly message: Uint8Array }) {
    const view = yield* observed(before)
    const seen = yield* observe(view, made.message)
    const { pending } = made.state
    if (seen._tag !== "commit" || pending === undefined) throw new Error("a commit of ours is pending")
    const witness: KeyWitness = (node) => evidence?.keyFor(pending.next.cgka, node)
    const statement = statementOf(view, seen.state, seen.sender, suite.hash.digest(made.message))
    return { statement, proof: validator.prove(statement, witness) }
  })
  return { validator, prove, hash: suite.hash.digest }
})
