import type { Codec } from "@copath/codec"
import type { LeafIndex } from "@copath/tree-math"
import * as Context from "effect/Context"
import type { Header, ProtectedBody } from "./messageProtection.ts"

/** A protected body with the signature that stands beside it. */
export interface SignedBody {
  /** Who signs it, in clear. */
  readonly sender: LeafIndex
  /** In the signature scheme's own encoding. */
  readonly signature: Uint8Array
  /** As the message protection made it. */
  readonly body: ProtectedBody
  /** The encoding of `body`: what is signed, and what travels. */
  readonly encoded: Uint8Array
}

/** Where a body that is to be signed travels. */
export interface OuterPlace {
  /** The code point of its wire format. */
  readonly wireFormat: number
  /** The message's own fields. */
  readonly header: Header
  /** Who signs it. */
  readonly sender: LeafIndex
  /** What signatures of the message's epoch cover beside the content: see `SignedContext`. */
  readonly context: Uint8Array
}

/** A signature over header and ciphertext, by a member who is named beside it. Pure functions, and no state. */
export interface OuterSignature {
  /** What the signature scheme is told that it signs. No other signature has this label. */
  readonly label: string
  /** From the codec of the protection's body to that of what stands in its place. `signature`: of that field, see `SignatureLengths`; left out, `opaque<V>`. */
  readonly bodyCodec: (protection: Codec<ProtectedBody>, signature?: Codec<Uint8Array>) => Codec<ProtectedBody>
  /** Puts the signature beside the body. */
  readonly wrap: (signed: SignedBody) => ProtectedBody
  /** What `wrap` put together, or what `bodyCodec` read. */
  readonly unwrap: (body: ProtectedBody) => SignedBody
  /** The header as the protection seals and opens under it: it binds the sender, so that nobody else can sign the same ciphertext. */
  readonly header: (header: Header, sender: LeafIndex) => Header
  /** The bytes to sign, written to what `at` gives for their length. `encoded`: see {@link SignedBody}. */
  readonly tbs: (at: (length: number) => Uint8Array, place: OuterPlace, encoded: Uint8Array) => Uint8Array
}

/** Where a private message's signature stands. */
export interface Position {
  /** The option id, such as `inside`. */
  readonly id: string
  /** Whether the sender's leaf index travels in clear. */
  readonly senderInClear: boolean
  /** Whether somebody without the epoch's keys has a signature to verify; whether it can then hangs on the signature scheme. */
  readonly onlookersVerify: boolean
  /** The signature beside the ciphertext. Left out: it stands in the plaintext, as RFC 9420 has it (6.3.1), and opens with it. */
  readonly outer?: OuterSignature
}

/**
 * Where the signature of a private message stands; public messages carry theirs in clear, whatever is chosen here. By default it stands inside, as RFC 9420
 * demands. Provide another one to the engine: `Layer.merge(parts, outside)`.
 */
export const SignaturePosition = Context.Reference<Position>("@copath/contracts/SignaturePosition", {
  defaultValue: () => ({ id: "inside", senderInClear: false, onlookersVerify: false })
})
