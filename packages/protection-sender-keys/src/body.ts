import { type Codec, type CodecType, encode, mapped, opaque as bytes, struct, uint32, uint64, uint8, vector } from "@copath/codec"
import { type Header, opaque } from "@copath/contracts"
import { type LeafIndex, leafIndex } from "@copath/tree-math"

export const leafCodec: Codec<LeafIndex> = mapped(uint32, "leaf", Number, leafIndex)

/**
 * ```
 * struct {
 *     uint32 leaf_index;
 *     opaque sealed_chain_key<V>;
 * } HandedOut;
 * ```
 * The sender's chain from this message on, for one member who does not have it.
 */
const handedOut = struct("HandedOut", { to: leafCodec, sealed: bytes })

/**
 * ```
 * struct {
 *     uint32 sender;
 *     uint64 since;
 *     uint32 generation;
 *     HandedOut distribution<V>;
 *     opaque ciphertext<V>;
 * } SenderKeysBody;
 * ```
 * What stands in a PrivateMessage after the authenticated data. The sender goes in clear: there is no key that all members share and others do not.
 * `since`: the epoch in which the sender drew this chain.
 */
export const senderKeysBody = struct("SenderKeysBody", {
  sender: leafCodec,
  since: uint64,
  generation: uint32,
  distribution: vector(handedOut),
  ciphertext: bytes
})
export type SenderKeysBody = CodecType<typeof senderKeysBody>

/** What the ciphertext is bound to: PrivateContentAAD of RFC 9420 (6.3.1), and all that the body says in clear. */
const boundCodec = struct("SenderKeysAAD", {
  groupId: bytes,
  epoch: uint64,
  contentType: uint8,
  authenticatedData: bytes,
  sender: leafCodec,
  since: uint64,
  generation: uint32,
  distribution: vector(handedOut)
})

/** The bytes that the ciphertext of a body is bound to. */
export const boundTo = (header: Header, body: Omit<SenderKeysBody, "ciphertext">): Uint8Array => encode(boundCodec, { ...header, ...body })

/** What a handed out chain key is bound to; the channel adds from whom to whom. */
export const chainContext = struct("SenderKeysChain", { groupId: bytes, epoch: uint64, since: uint64, generation: uint32 })

export const bodyBox = opaque<"ProtectedBody", SenderKeysBody>("ProtectedBody", "sender-keys")
export const bodyCodec = bodyBox.codec(senderKeysBody)
