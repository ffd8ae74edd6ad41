import { encode } from "@copath/codec"
import type { LeafIndex } from "@copath/tree-math"
import { credential as credentialCodec, type Credential, type KeyPackage, type LeafNode } from "@copath/wire"
import { sameBytes } from "./byteStrings.ts"

/** A key and the identity that it is said to belong to. */
export interface Claim {
  /** The identity. */
  readonly credential: Credential
  /** In the suite's encoding. */
  readonly signatureKey: Uint8Array
}

/**
 * What pure rules cannot check: data for whoever holds the suite, the authentication service and the signature scheme. A plan counts only when all
 * its obligations are met.
 *
 * - `keyPackageSignature`: `keyPackage.signature` under label `KeyPackageTBS` (V122); `index`: the leaf that the joiner takes.
 * - `leafSignature`: `leaf.signature` under label `LeafNodeTBS`, for that place (V095, V096).
 * - `credential`: the authentication service vouches for it, and for the succession if there is a `previous` (V086, V087).
 * - `note`: the signature scheme admits what it finds in the leaf's note extension; `previous`: the leaf that is replaced.
 * - `publicKey`: the bytes are a key of the suite's KEM or signature algorithm; else `rule` is broken.
 */
export type Obligation =
  | { readonly _tag: "keyPackageSignature"; readonly keyPackage: KeyPackage; readonly index: number }
  | { readonly _tag: "leafSignature"; readonly leaf: LeafNode; readonly leafIndex: LeafIndex }
  | ({
      readonly _tag: "credential"
      readonly role: "member" | "joiner" | "external-sender"
      readonly previous: Claim | undefined
    } & Claim)
  | { readonly _tag: "note"; readonly leafIndex: LeafIndex; readonly leaf: LeafNode; readonly previous: LeafNode | undefined }
  | { readonly _tag: "publicKey"; readonly kind: "hpke" | "signature"; readonly key: Uint8Array; readonly rule: "V026" | "V027" | "V124" }

export const hpkeKey = (key: Uint8Array, rule: "V026" | "V124" = "V026"): Obligation => ({ _tag: "publicKey", kind: "hpke", key, rule })
export const signatureKey = (key: Uint8Array): Obligation => ({ _tag: "publicKey", kind: "signature", key, rule: "V027" })

/** What a leaf that enters the tree must still show. A member that keeps its credential and key is not asked about again (V088, V090). */
export const leafObligations = (
  leaf: LeafNode,
  leafIndex: LeafIndex,
  role: "member" | "joiner",
  previous: LeafNode | undefined
): ReadonlyArray<Obligation> => [
  hpkeKey(leaf.encryptionKey),
  signatureKey(leaf.signatureKey),
  { _tag: "leafSignature", leaf, leafIndex },
  ...(previous !== undefined && sameClaim(leaf, previous) ? [] : [credentialOf(leaf, role, previous)]),
  { _tag: "note", leafIndex, leaf, previous }
]

export const credentialOf = (claim: Claim, role: "member" | "joiner" | "external-sender", previous: Claim | undefined): Obligation => ({
  _tag: "credential",
  role,
  credential: claim.credential,
  signatureKey: claim.signatureKey,
  previous: previous === undefined ? undefined : { credential: previous.credential, signatureKey: previous.signatureKey }
})

/** Same credential, same key. */
export const sameClaim = (a: Claim, b: Claim): boolean =>
  sameBytes(a.signatureKey, b.signatureKey) && sameBytes(encode(credentialCodec, a.credential), encode(credentialCodec, b.credential))
