import { type Codec, encode, opaque as bytes, struct, vector } from "@copath/codec"
import { type KeyPair, signWithLabel, type Suite, verifyWithLabel } from "@copath/contracts"
import * as Data from "effect/Data"

/** The public half of a member's long-term identity. The paper signs with the agreement key; here each key has one use. */
export interface SetupIdentity {
  /** IK: takes part in the set-up's agreements. */
  readonly agreement: Uint8Array
  /** The suite's signature key: signs prekeys and the set-up. */
  readonly signature: Uint8Array
}

/** A member's own long-term identity. */
export interface LongTerm {
  /** The pair of IK. */
  readonly agreement: KeyPair
  /** The pair of the signature key. */
  readonly signature: KeyPair
}

/** What a member publishes so that it can be invited while it is away; for one invitation. */
export interface Prekey {
  /** Whose it is. */
  readonly identity: SetupIdentity
  /** EK, a KEM public key. */
  readonly key: Uint8Array
  /** By the identity's signature key. */
  readonly signature: Uint8Array
}

/** All that the invited need, and all that travels. */
export interface SetupContent {
  /** By leaf index, the creator's first. */
  readonly identities: ReadonlyArray<SetupIdentity>
  /** The prekeys that were used, for leaf 1 and on. */
  readonly prekeys: ReadonlyArray<Uint8Array>
  /** SUK. */
  readonly setupKey: Uint8Array
  /** Public keys of the leaves, then of the parents by node index: 2n - 1 of them. */
  readonly nodes: ReadonlyArray<Uint8Array>
}

/** A set-up, signed by its creator. */
export interface SetupMessage {
  /** What the signature covers. */
  readonly content: SetupContent
  /** By the first identity. */
  readonly signature: Uint8Array
}

/** A set-up that cannot be made or taken. */
export class SetupRejected extends Data.TaggedError("SetupRejected")<{
  /** `NotForUs`: neither identity and prekey stand in it. `KeyMismatch`: its tree is not the one that our keys give. */
  readonly reason: "Malformed" | "BadPrekey" | "BadSignature" | "NotForUs" | "KeyMismatch"
}> {}

const identity: Codec<SetupIdentity> = struct<SetupIdentity>("SetupIdentity", { agreement: bytes, signature: bytes })
const content: Codec<SetupContent> = struct<SetupContent>("SetupContent", {
  identities: vector(identity),
  prekeys: vector(bytes),
  setupKey: bytes,
  nodes: vector(bytes)
})
/** What a set-up looks like on the wire. */
export const setupMessageCodec: Codec<SetupMessage> = struct<SetupMessage>("SetupMessage", { content, signature: bytes })

/** Publishes a prekey; `key`: the pair's public half. */
export const signPrekey = (suite: Suite, { agreement, signature }: LongTerm, key: Uint8Array): Prekey => ({
  identity: { agreement: agreement.publicKey, signature: signature.publicKey },
  key,
  signature: signWithLabel(suite, signature, "ART prekey", key)
})

export const prekeyHolds = (suite: Suite, prekey: Prekey): boolean =>
  verifyWithLabel(suite, prekey.identity.signature, "ART prekey", prekey.key, prekey.signature)

export const signSetup = (suite: Suite, signer: KeyPair, signed: SetupContent): SetupMessage => ({
  content: signed,
  signature: signWithLabel(suite, signer, "ART setup", encode(content, signed))
})

export const setupHolds = (suite: Suite, signer: Uint8Array, message: SetupMessage): boolean =>
  verifyWithLabel(suite, signer, "ART setup", encode(content, message.content), message.signature)

/** The public tree's bytes, as the stage key binds them. */
export const treeBytes = ({ nodes }: SetupContent): Uint8Array => encode(vector(bytes), nodes)
