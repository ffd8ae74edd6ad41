import { Cgka, type CgkaEvidence, CipherSuite, equalBytes, type KeyPair, type SealedSecret, type Suite } from "@copath/contracts"
import type { GroupState, Inspected } from "@copath/group"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

/**
 * Why there is nothing to show others. `Suite`: of this cipher suite's ciphertexts nothing can be proven. `Sealing`: a key of the sender's went into this one, and
 * what shows its inside would let others seal in that sender's name (`PathSealer.provable`). `KeyAgreement`: it encrypts nothing, or tells
 * nobody who reads what. `Signature`: any member could have sent the commit in its sender's name. `NoFault`: what we can open is right. `Adopted`: others may live in that epoch, so its secrets stay secret.
 */
export class NoEvidence extends Data.TaggedError("NoEvidence")<{
  readonly reason: "Suite" | "Sealing" | "KeyAgreement" | "Signature" | "NoFault" | "Adopted"
}> {}

/** A commit's ciphertexts, and what judges them; `undefined` under a key agreement that gives no evidence. */
export interface Sealing {
  /** The group's cipher suite. */
  readonly suite: Suite
  /** The key agreement's account of who reads what. */
  readonly evidence: CgkaEvidence
  /** None of a commit without a path. */
  readonly sealed: ReadonlyArray<SealedSecret>
}

/** The ciphertexts of an inspected commit. */
export const sealingOf = Effect.fnUntraced(function* ({ change, reading, sealedUnder, tree }: Inspected) {
  const { evidence } = yield* Cgka
  const suite = yield* CipherSuite
  if (evidence === undefined) return undefined
  const sealed = reading === undefined ? [] : evidence.sealed(reading, tree, change, sealedUnder)
  const sealing: Sealing = { suite, evidence, sealed }
  return sealing
})

/** My key pair for a ciphertext, from the state before its commit; an Update of mine that it commits brings its own. */
export const keyOf = ({ cgka, ownUpdates }: GroupState, { evidence }: Sealing, { publicKey, target }: SealedSecret): KeyPair | undefined =>
  [evidence.keyFor(cgka, target), ...ownUpdates.map(({ leafKey }) => leafKey)].find(
    (pair) => pair !== undefined && equalBytes(pair.publicKey, publicKey)
  )

/** Whether a ciphertext gives its readers a secret from which the published keys follow; `undefined` if we hold no key to say so. */
export const isSound = (before: GroupState, inspected: Inspected, sealing: Sealing, one: SealedSecret): boolean | undefined => {
  const pair = keyOf(before, sealing, one)
  if (pair === undefined || inspected.reading === undefined) return undefined
  const plain = sealing.evidence.open(pair, one)
  return plain !== undefined && sealing.evidence.keeps(inspected.reading, one.index, plain)
}
