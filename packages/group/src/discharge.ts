import {
  BadSignature,
  type CredentialRefused,
  type CryptoFailure,
  type SignatureCheck,
  signContent,
  type SignerState
} from "@copath/contracts"
import { Invalid, type Obligation } from "@copath/membership"
import { type LeafIndex, leafIndex } from "@copath/tree-math"
import { keyPackageTbs } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { leafTbs, noteOf } from "./leaf.ts"
import type { Parts } from "./parts.ts"
import type { PublicEpoch } from "./state.ts"

/** From so many signatures on, a provider that checks many at once is asked to. */
const MANY = 8

/** For what the obligations are, and who looks. */
export interface Discharging {
  readonly groupId: Uint8Array
  /** The epoch in which the leaves stand, or will. */
  readonly epoch: bigint
  /** The signing keys of who looks, if it is a member or about to be one. */
  readonly reader: SignerState | undefined
}

/** Who follows a group: a member, or an onlooker without a leaf or keys. */
export interface Follower extends Pick<PublicEpoch, "context"> {
  readonly me?: LeafIndex
  readonly signer?: SignerState
}

/** Of what is to stand in the next epoch. Notes speak to its members: whom the commit removes only looks on. */
export const forNext = ({ context, me, signer }: Follower, removed: ReadonlyArray<LeafIndex>): Discharging => ({
  groupId: context.groupId,
  epoch: context.epoch + 1n,
  reader: me !== undefined && removed.includes(me) ? undefined : signer
})

/**
 * Checks what the pure rules could not: signatures, key encodings, credentials (one batch), and the signature scheme's notes. Cheap and
 * local before whatever may ask somebody else.
 */
export const discharge: (
  p: Parts,
  at: Discharging,
  obligations: ReadonlyArray<Obligation>
) => Effect.Effect<void, BadSignature | CredentialRefused | Invalid | CryptoFailure> = Effect.fnUntraced(function* (p, at, obligations) {
  const { epoch, groupId: group, reader } = at
  const verdicts = yield* verdictsOf(p, group, obligations)
  for (const [i, o] of obligations.entries()) {
    const failure = o._tag === "publicKey" ? keyFailure(p, o, obligations[i + 1]) : signatureFailure(p, group, o, verdicts?.[i])
    if (failure !== undefined) return yield* Effect.fail(failure)
  }
  for (const o of obligations) {
    if (o._tag !== "note") continue
    const author = { leaf: o.leafIndex, identityKey: o.leaf.signatureKey, note: noteOf(o.leaf) }
    const previous = o.previous === undefined ? Option.none<Uint8Array>() : Option.some(noteOf(o.previous))
    yield* p.scheme.admit(author, previous, { group, epoch, leaf: o.leafIndex }, reader)
  }
  const questions = obligations.filter((o) => o._tag === "credential")
  if (questions.length > 0) yield* p.authentication.validate(questions)
})

/** A signature that an obligation speaks of, and who must have made it. */
interface Signed {
  readonly check: SignatureCheck
  readonly sender: LeafIndex
  readonly what: "KeyPackageTBS" | "LeafNodeTBS"
}

const signedIn = (p: Parts, groupId: Uint8Array, o: Obligation): Signed | undefined => {
  switch (o._tag) {
    case "keyPackageSignature": {
      const { leafNode, signature } = o.keyPackage
      const message = signContent("KeyPackageTBS", keyPackageTbs(o.keyPackage))
      return { check: { publicKey: leafNode.signatureKey, message, signature }, sender: leafIndex(o.index), what: "KeyPackageTBS" }
    }
    case "leafSignature": {
      const { leaf, leafIndex: sender } = o
      const message = signContent("LeafNodeTBS", leafTbs(p, leaf, { groupId, leafIndex: sender }))
      return { check: { publicKey: leaf.signatureKey, message, signature: leaf.signature }, sender, what: "LeafNodeTBS" }
    }
    default:
      return undefined
  }
}

/** The verdicts on all signatures by the place of their obligation, from a provider that has a way with many; else `undefined`. */
const verdictsOf: (
  p: Parts,
  groupId: Uint8Array,
  obligations: ReadonlyArray<Obligation>
) => Effect.Effect<ReadonlyArray<boolean> | undefined, CryptoFailure> = Effect.fnUntraced(function* (p, groupId, obligations) {
  const { verifyAll } = p.suite.signature
  if (verifyAll === undefined || obligations.length < MANY) return undefined
  const places: Array<number> = []
  const checks: Array<SignatureCheck> = []
  for (const [at, o] of obligations.entries()) {
    const signed = signedIn(p, groupId, o)
    if (signed === undefined) continue
    places.push(at)
    checks.push(signed.check)
  }
  if (checks.length < MANY) return undefined
  const holds = yield* verifyAll(checks)
  const verdicts: Array<boolean> = []
  for (const [i, at] of places.entries()) verdicts[at] = holds[i] === true
  return verdicts
})

const signatureFailure = (
  p: Parts,
  groupId: Uint8Array,
  o: Obligation,
  verdict: boolean | undefined
): BadSignature | Invalid | undefined => {
  if (verdict === true) return undefined
  const signed = signedIn(p, groupId, o)
  if (signed === undefined) return undefined
  const { check, sender, what } = signed
  if (verdict === undefined && p.suite.signature.verify(check.publicKey, check.message, check.signature)) return undefined
  // The look at the key that `keyFailure` put off; under what is no key of the algorithm nothing verifies (V034).
  if (!p.suite.signature.validPublicKey(check.publicKey)) return notAKey("V027", "signature")
  return new BadSignature({ sender, what })
}

type PublicKey = Extract<Obligation, { readonly _tag: "publicKey" }>

/** A key under which the very next signature holds is a key of the algorithm; whether it is one is asked only where that fails. */
const keyFailure = (p: Parts, o: PublicKey, following: Obligation | undefined): Invalid | undefined => {
  if (o.kind === "hpke") return p.suite.kem.validPublicKey(o.key) ? undefined : notAKey(o.rule, o.kind)
  if (following?._tag === "leafSignature" && following.leaf.signatureKey === o.key) return undefined
  return p.suite.signature.validPublicKey(o.key) ? undefined : notAKey(o.rule, o.kind)
}

const notAKey = (rule: PublicKey["rule"], kind: PublicKey["kind"]): Invalid =>
  new Invalid({ rule, subject: undefined, detail: `a ${kind} public key of this suite was expected` })
