import {
  type Author,
  type BadSignature,
  type CryptoFailure,
  type KeyPair,
  Secret,
  type SignatureScheme,
  type SignedAt,
  type SignerState,
  type Suite
} from "@copath/contracts"
import { leafIndex } from "@copath/tree-math"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { assert } from "vitest"
import { type Make, namedSecret, textBytes } from "../schedule/crypto.ts"

type Scheme = SignatureScheme["Service"]

/** What the laws of signature schemes are about. */
export class SignatureUnderTest extends Context.Service<SignatureUnderTest, { readonly make: Make<Scheme>; readonly suite: Suite }>()(
  "@copath/conformance/SignatureUnderTest"
) {}

/** A member with a signer and the note that is in its leaf. */
export interface Signer {
  readonly scheme: Scheme
  readonly identity: KeyPair
  readonly state: SignerState
  readonly author: Author
}

/** The long-lived key pair of somebody, the same for the same name. */
const identityOf = (suite: Suite, name: string): KeyPair => {
  const seed = new Uint8Array(suite.signature.seedSize)
  for (let offset = 0; offset < seed.length; offset += suite.kdf.size) {
    seed.set(
      namedSecret(suite, `identity of ${name}, from ${offset}`)
        .expose()
        .subarray(0, seed.length - offset),
      offset
    )
  }
  return suite.signature.derive(new Secret(seed))
}

/** A member at `leaf`, with its first note. */
export const signerAt = Effect.fnUntraced(function* (name: string, leaf: number) {
  const { make, suite } = yield* SignatureUnderTest
  const scheme = yield* make(name)
  const identity = identityOf(suite, name)
  const { note, state } = yield* scheme.begin(identity)
  const signer: Signer = { scheme, identity, state, author: { leaf: leafIndex(leaf), identityKey: identity.publicKey, note } }
  return signer
})

/** The member after one rotation, its new note in its leaf. */
export const rotated = Effect.fnUntraced(function* (signer: Signer) {
  const { note, state } = yield* signer.scheme.rotate(signer.state)
  const next: Signer = { ...signer, state, author: { ...signer.author, note } }
  return next
})

export const at: SignedAt = { group: textBytes("a group"), epoch: 7n, leaf: leafIndex(1), contentType: 1, generation: Option.none() }
export const label = "FramedContentTBS"
export const content = textBytes("what was said")

export const signed = ({ scheme, state }: Signer, what: Uint8Array = content, place: SignedAt = at) =>
  scheme.sign(state, place, label, what)

/** Fails the law unless `check` is refused as a bad signature of this author's. */
export const isBad = Effect.fnUntraced(function* (check: Effect.Effect<void, BadSignature | CryptoFailure>, author: Author, why: string) {
  const result = yield* Effect.result(check)
  assert.strictEqual(result._tag, "Failure", `accepted: ${why}`)
  if (result._tag !== "Failure") return
  assert.strictEqual(result.failure._tag, "BadSignature", why)
  if (result.failure._tag === "BadSignature") assert.strictEqual(result.failure.sender, author.leaf, `who is to blame: ${why}`)
})
