import { decode, type DecodeError, encode } from "@copath/codec"
import { type CryptoFailure, refHash, signWithLabel } from "@copath/contracts"
import { type Extension, keyPackage as keyPackageCodec, type KeyPackage, keyPackageTbs, type Lifetime, MLS10 } from "@copath/wire"
import * as Effect from "effect/Effect"
import { FrameRejected, SendRejected } from "./errors.ts"
import { greaseExtension, greaseValue } from "./grease.ts"
import { capabilitiesOf, nowhere, signLeaf, withNote } from "./leaf.ts"
import { choices, type GroupServices, nowSeconds, type Parts, parts } from "./parts.ts"
import type { Identity, KeyPackageSecrets } from "./state.ts"

/** `KeyPackageRef` (RFC 9420, 5.2): the hash of the package's exact encoding. */
export const keyPackageRef = (p: Parts, keyPackage: KeyPackage): Uint8Array =>
  refHash(p.suite, "MLS 1.0 KeyPackage Reference", encode(keyPackageCodec, keyPackage))

/** A key package of ours in its two halves (RFC 9420, section 10). */
export interface MadeKeyPackage {
  /** The encoded MLSMessage, for the directory. */
  readonly message: Uint8Array
  /** The public half, as `message` carries it. */
  readonly keyPackage: KeyPackage
  /** To be stored before `message` is published, and deleted after the join. */
  readonly secrets: KeyPackageSecrets
}

/** What a key package may hold beside what every one does. */
export interface KeyPackageChoices {
  /** Extensions of the package itself, such as a mark that it is of last resort (section 10). */
  readonly extensions?: ReadonlyArray<Extension>
  /** Extensions of its leaf, which stay with the member. */
  readonly leafExtensions?: ReadonlyArray<Extension>
  /** Validity in seconds since 1970; left out, from an hour ago for as long as {@link GroupOptions} says. It must have begun and not be over. */
  readonly lifetime?: Lifetime
}

/** A fresh, signed key package: the public half to publish, the private half to keep until a Welcome uses it (section 10). */
export const makeKeyPackage: (
  identity: Identity,
  choice?: KeyPackageChoices
) => Effect.Effect<MadeKeyPackage, SendRejected | CryptoFailure, GroupServices> = Effect.fnUntraced(function* (
  identity: Identity,
  choice: KeyPackageChoices = {}
) {
  const p = yield* parts
  const options = yield* choices
  const now = yield* nowSeconds
  const lifetime = choice.lifetime ?? validFor(now, options.lifetime)
  if (now < lifetime.notBefore || now > lifetime.notAfter) {
    const detail = `the lifetime from ${lifetime.notBefore} to ${lifetime.notAfter} does not hold the present, ${now}`
    return yield* new SendRejected({ reason: "Expired", rule: "V113", detail })
  }
  const leafKey = yield* p.cgka.leaf()
  const initKey = p.suite.kem.derive(p.random(p.suite.kem.seedSize))
  const { note, state: signer } = yield* p.scheme.begin(identity.signatureKey)
  const grease = greaseValue(options, p.random)
  const leafNode = signLeaf(
    p,
    identity.signatureKey,
    {
      encryptionKey: leafKey.publicKey,
      signatureKey: identity.signatureKey.publicKey,
      credential: identity.credential,
      capabilities: capabilitiesOf(p, options, identity.credential, grease),
      source: { _tag: "keyPackage", lifetime },
      extensions: withNote(choice.leafExtensions ?? [], note)
    },
    nowhere
  )
  const extensions = [...(choice.extensions ?? []), ...greaseExtension(options.grease === "all" ? grease : undefined, p.random)]
  const content = { version: MLS10, cipherSuite: p.suiteId, initKey: initKey.publicKey, leafNode, extensions }
  const keyPackage = { ...content, signature: signWithLabel(p.suite, identity.signatureKey, "KeyPackageTBS", keyPackageTbs(content)) }
  return {
    message: encode(p.wire.mlsMessage, { _tag: "keyPackage", keyPackage }),
    keyPackage,
    secrets: { keyPackage, reference: keyPackageRef(p, keyPackage), initKey, leafKey, identity: identity.signatureKey, signer }
  }
})

/** The key package in an encoded MLSMessage, as it comes from a directory. It is judged when it is added. */
export const readKeyPackage: (message: Uint8Array) => Effect.Effect<KeyPackage, DecodeError | FrameRejected, GroupServices> =
  Effect.fnUntraced(function* (message: Uint8Array) {
    const p = yield* parts
    const decoded = yield* Effect.fromResult(decode(p.wire.mlsMessage, message))
    if (decoded._tag === "keyPackage") return decoded.keyPackage
    return yield* new FrameRejected({
      reason: "UnexpectedMessage",
      rule: "V012",
      detail: `a key package was expected, not a ${decoded._tag}`
    })
  })

/** `KeyPackageRef` (RFC 9420, 5.2), by which a Welcome names its joiner and a `KeyPackageStore` finds the private half. */
export const keyPackageReference: (keyPackage: KeyPackage) => Effect.Effect<Uint8Array, never, GroupServices> = Effect.fnUntraced(
  function* (keyPackage: KeyPackage) {
    return keyPackageRef(yield* parts, keyPackage)
  }
)

/** One hour of grace before now, for peers whose clocks are behind. */
const validFor = (now: bigint, lifetime: bigint): Lifetime => {
  const notBefore = now > 3600n ? now - 3600n : 0n
  return { notBefore, notAfter: notBefore + lifetime }
}

/** A new signature key pair under a credential. */
export const makeIdentity: (credential: Identity["credential"]) => Effect.Effect<Identity, never, GroupServices> = Effect.fnUntraced(
  function* (credential: Identity["credential"]) {
    const p = yield* parts
    return { credential, signatureKey: p.suite.signature.derive(p.random(p.suite.signature.seedSize)) }
  }
)
