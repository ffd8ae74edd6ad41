import * as Effect from "effect/Effect"
import { assert } from "vitest"
import type { Law } from "../law.ts"
import { admitted, isBad, renamed, rotated, signed, type Signer, signerAt, SignatureUnderTest, verified } from "./world.ts"

const newIdentity = Effect.gen(function* () {
  const { promises } = yield* SignatureUnderTest
  const [alice, bob, carol] = [yield* signerAt("alice", 1), yield* signerAt("bob", 2), yield* signerAt("carol", 6)]
  const first = yield* renamed(alice, "alice's next key", bob, carol)
  const second = yield* rotated(first, bob, carol)
  for (const [by, before] of [[first, alice] as const, [second, first] as const]) {
    yield* admitted(bob, by, before)
    const [said, heard] = [
      { by, reader: bob, others: [carol] },
      { by: bob, reader: by, others: [carol] }
    ]
    yield* verified(said, (yield* signed(said)).signature)
    yield* verified(heard, (yield* signed(heard)).signature)
  }
  if (promises.anonymous === true) return
  const talk = { by: first, reader: bob, others: [carol] }
  const { signature } = yield* signed(talk)
  const stayed: Signer = { ...first, author: { ...first.author, identityKey: alice.author.identityKey } }
  const stands = yield* Effect.isSuccess(Effect.andThen(admitted(bob, stayed, alice), verified(talk, signature, stayed.author)))
  assert.isFalse(stands, "the old key stands for what the new one signs")
  const stale = yield* signed({ ...talk, by: { ...first, state: alice.state } })
  yield* isBad(verified(talk, stale.signature), first.author, "signed with what was left of the old keys")
})

/** Of a member that changes its identity key. */
export const identityLaw: Law<SignatureUnderTest> = {
  title: "a rotation to another identity key ends what the old one signs, and its member reads on",
  check: newIdentity
}
