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

/** Who can speak in an epoch: a view of its tree, read leaf by leaf as a scheme asks. One object serves a whole epoch, so a scheme may remember by it. */
export interface Roster {
  /** Leaves of the tree, blank ones included. */
  readonly leafCount: number
  /** The member at a leaf index; `undefined` for a blank leaf. */
  readonly authorAt: (leaf: LeafIndex) => Author | undefined
}

/** Where a note stands, or will stand. */
export interface NotedAt {
  /** The group id. */
  readonly group: Uint8Array
  /** The epoch that begins with the note; of a note that was there before, the epoch in which it is looked at. */
  readonly epoch: bigint
  /** The leaf index. */
  readonly leaf: LeafIndex
}

/** Where a signature stands, for schemes that bind it, use a key once, or sign for certain readers. */
export interface SignedAt extends NotedAt {
  /** The epoch in which the content is sent. */
  readonly epoch: bigint
  /** The epoch in which whoever signs or verifies stands now: later than `epoch` for a late message. */
  readonly current: bigint
  /** `ContentType` (section 6): 1 to 3; 0 for a GroupInfo. */
  readonly contentType: number
  /** The position in the sender's chain, where the protection fixes it before signing. */
  readonly generation: Option.Option<number>
  /** The members of `epoch`. */
  readonly roster: Roster
}

/** What is to be signed, for batches. */
export interface UnsignedItem {
  /** Where it stands. */
  readonly at: SignedAt
  /** Without the prefix `MLS 1.0 `, such as `FramedContentTBS`. */
  readonly label: string
  /** The bytes to sign, label not included. */
  readonly content: Uint8Array
}

/** One signature to check, for batches. */
export interface SignedItem extends UnsignedItem {
  /** Whose signature it should be. */
  readonly author: Author
  /** In the scheme's own encoding. */
  readonly signature: Uint8Array
}

/**
 * A signature, or a scheme's note, that does not hold. `what` was signed: `FramedContentTBS`, `LeafNodeTBS`, a note. `sender`: the leaf in whose name;
 * `undefined` for somebody without a leaf, such as an external sender.
 */
export class BadSignature extends Data.TaggedError("BadSignature")<{ readonly sender: LeafIndex | undefined; readonly what: string }> {}

/** What a scheme's signatures are worth, for whoever puts parts together. */
export interface SignatureFacts {
  /** Who can have made a signature that holds: its signer, or any member. */
  readonly attributable: "signer" | "group"
  /** Whether somebody outside, shown a message and all public keys, must believe for good that the member said it: the opposite of deniable. */
  readonly transferable: boolean
  /**
   * Who can verify. `members`: a reader needs signing keys of its own, so onlookers verify nothing; a Welcome's GroupInfo is then signed by the scheme too, none is
   * published, and nobody joins from outside.
   */
  readonly verifiers: "anybody" | "members"
  /** Bytes of the longest signature; `undefined` where it grows with the group. */
  readonly maxSignature: number | undefined
  /** How many epochs after its own a signature is still taken; left out, without end. An engine that keeps more epochs for late messages keeps some in vain. */
  readonly window?: bigint
}

/**
 * Who signs framed content with which key for how long, and how that key becomes known to the others; the algorithm is a field of the CipherSuite. Leaves and
 * key packages are always signed by the identity key; so is a GroupInfo, but where members alone can verify. Static: notes are empty.
 */
export class SignatureScheme extends Context.Service<
  SignatureScheme,
  {
    /** The option id, such as `static`. */
    readonly id: string
    readonly facts: SignatureFacts
    readonly signerCodec: Codec<SignerState>
    readonly begin: (identity: KeyPair) => Crypt<{ readonly state: SignerState; readonly note: Uint8Array }>
    /**
     * With each path or Update: the note goes into my new leaf `at`; what commits or proposes it is still signed by the old state. `roster`: the members then.
     * `identity`: my new identity key, if the leaf names another one from then on.
     */
    readonly rotate: (
      state: SignerState,
      at: NotedAt,
      roster: Roster,
      identity?: KeyPair
    ) => Crypt<{ readonly state: SignerState; readonly note: Uint8Array }>
    /** Whether an author's note may stand in the tree. `previousNote`: of the leaf that it replaces, for those who saw it. `reader`: see `verify`. */
    readonly admit: (
      author: Author,
      previousNote: Option.Option<Uint8Array>,
      at: NotedAt,
      reader: SignerState | undefined
    ) => Crypt<void, BadSignature>
    /** What of a note the identity key signs within the leaf (LeafNodeTBS); left out, all of it. */
    readonly vouched?: (note: Uint8Array) => Uint8Array
    readonly sign: (
      state: SignerState,
      at: SignedAt,
      label: string,
      content: Uint8Array
    ) => Crypt<{ readonly signature: Uint8Array; readonly state: SignerState }>
    /** `reader`: the verifier's own keys, in any state of its; `undefined` for an onlooker. */
    readonly verify: (
      author: Author,
      at: SignedAt,
      label: string,
      content: Uint8Array,
      signature: Uint8Array,
      reader: SignerState | undefined
    ) => Crypt<void, BadSignature>
    /** A scheme that signs many of one member's messages for less than one by one: signatures that `verify` takes each by itself, in order. Without it the engine loops. */
    readonly signAll?: (
      state: SignerState,
      items: ReadonlyArray<UnsignedItem>
    ) => Crypt<{ readonly signatures: ReadonlyArray<Uint8Array>; readonly state: SignerState }>
    /** A scheme with a cheaper batch: the verdicts of `verify`, in order. Without it the engine loops. */
    readonly verifyAll?: (items: ReadonlyArray<SignedItem>, reader: SignerState | undefined) => Crypt<ReadonlyArray<boolean>>
  }
>()("@copath/contracts/SignatureScheme") {}
