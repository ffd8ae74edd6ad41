import type { Codec } from "@copath/codec"
import type { LeafIndex } from "@copath/tree-math"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import type * as Option from "effect/Option"
import type { Crypt, KeyPair } from "./cipherSuite.ts"
import type { Opaque } from "./opaque.ts"

/** One member's signing keys. */
export type SignerState = Opaque<"SignerState">

/** Read from the tree, so that no verifier holds a copy of n keys. `note`: this scheme's bytes in the leaf, empty when it has none. */
export interface Author {
  /** Leaf index. */
  readonly leaf: LeafIndex
  /** The leaf's `signature_key`. */
  readonly identityKey: Uint8Array
  /** The data of the leaf's note extension. */
  readonly note: Uint8Array
}

/** Where a signature stands, for schemes that bind it, or use a key once. `generation` where the protection fixes it before signing. */
export interface SignedAt {
  /** The group id. */
  readonly group: Uint8Array
  /** The epoch in which the content is sent. */
  readonly epoch: bigint
  /** The sender's leaf index. */
  readonly leaf: LeafIndex
  /** `ContentType` (section 6): 1 to 3. */
  readonly contentType: number
  /** The position in the sender's chain. */
  readonly generation: Option.Option<number>
}

/** One signature to check, for batches. */
export interface SignedItem {
  /** Whose signature it should be. */
  readonly author: Author
  /** Where it stands. */
  readonly at: SignedAt
  /** Without the prefix `MLS 1.0 `, such as `FramedContentTBS`. */
  readonly label: string
  /** The signed bytes, label not included. */
  readonly content: Uint8Array
  /** In the scheme's own encoding. */
  readonly signature: Uint8Array
}

/**
 * A signature, or a scheme's note, that does not hold. `what` was signed: `FramedContentTBS`, `LeafNodeTBS`, a note. `sender`: the leaf in whose name;
 * `undefined` for somebody without a leaf, such as an external sender.
 */
export class BadSignature extends Data.TaggedError("BadSignature")<{ readonly sender: LeafIndex | undefined; readonly what: string }> {}

/**
 * Who signs framed content with which key for how long; the algorithm is a field of the CipherSuite. Leaves, key packages and GroupInfo are always
 * signed by the identity key, which also certifies the notes of an ephemeral scheme. Static: notes are empty.
 */
export class SignatureScheme extends Context.Service<
  SignatureScheme,
  {
    /** The option id, such as `static`. */
    readonly id: string
    readonly signerCodec: Codec<SignerState>
    readonly begin: (identity: KeyPair) => Crypt<{ readonly state: SignerState; readonly note: Uint8Array }>
    /** With each path: the note goes into my new leaf, the commit is still signed by the old state. */
    readonly rotate: (state: SignerState) => Crypt<{ readonly state: SignerState; readonly note: Uint8Array }>
    /** Whether an author's note may enter the tree. `previousNote`: of the leaf that it replaces. */
    readonly admit: (author: Author, previousNote: Option.Option<Uint8Array>) => Crypt<void, BadSignature>
    readonly sign: (
      state: SignerState,
      at: SignedAt,
      label: string,
      content: Uint8Array
    ) => Crypt<{ readonly signature: Uint8Array; readonly state: SignerState }>
    readonly verify: (author: Author, at: SignedAt, label: string, content: Uint8Array, signature: Uint8Array) => Crypt<void, BadSignature>
    /** A scheme with a cheaper batch; without it the engine loops. */
    readonly verifyAll?: (items: ReadonlyArray<SignedItem>) => Crypt<ReadonlyArray<boolean>>
  }
>()("@copath/contracts/SignatureScheme") {}
