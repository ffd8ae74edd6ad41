import {
  BadSignature,
  CipherSuite,
  type Crypt,
  identitySigning,
  type SignatureCheck,
  SignatureScheme,
  type SignedItem,
  type Suite
} from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type Claim, claimOf, signAll } from "./sign.ts"
import { maxSignature } from "./signature.ts"
import { signerBox } from "./state.ts"
import { asked, type VerifiedRoots, verifiedRoots } from "./verified.ts"

/** Roots that a receiver remembers, as many batches as may arrive intermingled. */
const REMEMBERED = 256

/** One signature over the root of a tree for many messages of one member's, each of which goes with its path. The identity key signs roots. */
export const layer: Layer.Layer<SignatureScheme, never, CipherSuite> = Layer.effect(
  SignatureScheme,
  Effect.map(CipherSuite, (suite) => {
    const { signatureSize, verify: holds, verifyAll } = suite.signature
    const verified = verifiedRoots(REMEMBERED)
    const identity = identitySigning("merkle", suite, signerBox)
    return SignatureScheme.of({
      ...identity,
      facts: { ...identity.facts, maxSignature: maxSignature(suite.hash.size, signatureSize) },
      sign: (state, at, label, content) =>
        Effect.sync(() => {
          const [signature] = signAll(suite, signerBox.unwrap(state), [{ at, label, content }])
          return { signature: signature as Uint8Array, state }
        }),
      verify: (author, at, label, content, signature) =>
        Effect.suspend(() => {
          const claim = claimOf(suite, { author, at, label, content, signature })
          const known = claim !== undefined && verified.has(claim)
          if (claim === undefined || !(known || holds(claim.check.publicKey, claim.check.message, claim.check.signature)))
            return Effect.fail(new BadSignature({ sender: author.leaf, what: label }))
          if (!known) verified.add(claim)
          return Effect.void
        }),
      signAll: (state, items) => Effect.sync(() => ({ signatures: signAll(suite, signerBox.unwrap(state), items), state })),
      ...(verifyAll === undefined ? {} : { verifyAll: (items) => verdicts(suite, verified, verifyAll, items) })
    })
  })
)

/** Asks the suite's batch for each root once, but for those that are known. */
const verdicts: (
  suite: Suite,
  verified: VerifiedRoots,
  verifyAll: (checks: ReadonlyArray<SignatureCheck>) => Crypt<ReadonlyArray<boolean>>,
  items: ReadonlyArray<SignedItem>
) => Crypt<ReadonlyArray<boolean>> = Effect.fnUntraced(function* (suite, verified, verifyAll, items) {
  const claims = items.map((item) => claimOf(suite, item))
  const open = claims.filter((claim): claim is Claim => claim !== undefined && !verified.has(claim))
  const { checks, places } = asked(open)
  const found = yield* verifyAll(checks)
  const held = new Map(open.map((claim, i) => [claim, found[places[i] as number] === true]))
  for (const [claim, isGood] of held) if (isGood) verified.add(claim)
  // What was known before is not among those that were asked about.
  return claims.map((claim) => claim !== undefined && held.get(claim) !== false)
})
