import { decode, encode } from "@copath/codec"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { assert } from "vitest"
import type { Law } from "../law.ts"
import { textBytes } from "../schedule/crypto.ts"
import { signed, signerAt, SignatureUnderTest, verified } from "./world.ts"

const neverTwice = Effect.gen(function* () {
  const { make, promises } = yield* SignatureUnderTest
  const { indexOf } = promises
  assert.isDefined(indexOf, "who promises to count says how to read the count")
  if (indexOf === undefined) return
  const reader = yield* signerAt("bob", 2)
  const alice = yield* signerAt("alice", 1)
  let { scheme, state } = alice
  const usedBy = new Map<string, number>()
  for (let n = 0; n < 12; n++) {
    // Every third message is sent after a restart.
    if (n % 3 === 2) {
      const written = encode(scheme.signerCodec, state)
      scheme = yield* make(`restart ${n}`)
      state = Result.getOrThrow(decode(scheme.signerCodec, written))
    }
    const talk = { by: { ...alice, scheme, state }, reader, what: textBytes(`message ${n}`) }
    const made = yield* signed(talk)
    yield* verified(talk, made.signature)
    const index = String(indexOf(made.signature))
    assert.isUndefined(
      usedBy.get(index),
      `index ${index} of message ${usedBy.get(index) ?? 0} again for message ${n}${n % 3 === 2 ? ", after a restart" : ""}`
    )
    usedBy.set(index, n)
    state = made.state
  }
})

/** What holds besides where a key counts its signatures. */
export const statefulLaws: ReadonlyArray<Law<SignatureUnderTest>> = [
  { title: "a signer that counts never uses an index twice, written down in between or not", check: neverTwice }
]
