import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import { assert } from "vitest"
import { forAll, shown, someBytes } from "../counterexample.ts"
import type { Law } from "../law.ts"
import { sampleBytes } from "../crypto/sample.ts"
import { flipped } from "../schedule/crypto.ts"
import { isBad, signed, signerAt, type SignatureUnderTest, verified } from "./world.ts"

/** What is said, and what is not. */
interface Said {
  readonly what: Uint8Array
  readonly other: Uint8Array
}

const said: fc.Arbitrary<Said> = fc
  .tuple(someBytes(60), fc.constantFrom("longer", "flipped", "shorter"), fc.nat(59))
  .map(([what, how, at]) => {
    if (how === "longer" || what.length === 0) return { what, other: Uint8Array.of(...what, 0) }
    return { what, other: how === "shorter" ? what.slice(0, -1) : flipped(what, at % what.length) }
  })

/** A lot may miss the one part of a content that nobody signs: both ends, of short contents and of longer ones. */
const ends: ReadonlyArray<Said> = [
  { length: 1, at: 0 },
  { length: 33, at: 0 },
  { length: 33, at: 32 }
].map(({ at, length }) => {
  const what = sampleBytes(79, length)
  return { what, other: flipped(what, at) }
})

const nothingElse = Effect.gen(function* () {
  const [alice, reader] = [yield* signerAt("alice", 1), yield* signerAt("bob", 2)]
  const show = ({ other, what }: Said) => `signed ${shown(what)}, shown with ${shown(other)}`
  yield* forAll({ of: said, always: ends, show, runs: 12 }, ({ other, what }) =>
    Effect.gen(function* () {
      const talk = { by: alice, reader, what }
      const { signature } = yield* signed(talk)
      const holds = yield* Effect.result(verified(talk, signature))
      if (holds._tag === "Failure") assert.fail("refused: the signature of what was signed")
      yield* isBad(verified({ ...talk, what: other }, signature), alice.author, "the signature, for the other content")
    })
  )
})

/** Of whatever may be said. A failure shows the shortest content found. */
export const searchingLaw: Law<SignatureUnderTest> = {
  title: "whatever is said, its signature holds for that and for nothing beside it",
  check: nothingElse
}
