import { type Codec, type CodecType, encode, mapped, opaque as bytes, struct, uint32, uint64, uint8, vector } from "@copath/codec"
import { type Header, opaque } from "@copath/contracts"
import { type LeafIndex, leafIndex } from "@copath/tree-math"

export const leafCodec: Codec<LeafIndex> = mapped(uint32, "leaf", Number, leafIndex)

/**
 * ```
 * struct {
 *     uint32 leaf_index;
 *     opaque sealed_content_secret<V>;
 * } ForOne;
 * ```
 */
const forOne = struct("ForOne", { to: leafCodec, sealed: bytes })

/**
 * ```
 * struct {
 *     uint32 sender;
 *     ForOne secrets<V>;
 *     opaque ciphertext<V>;
 * } PairwiseBody;
 * ```
 * What stands in a PrivateMessage after the authenticated data: a fresh secret for each other member, and the content once, under it. The sender goes in
 * clear: there is no key that all members share and others do not.
 */
export const pairwiseBody = struct("PairwiseBody", { sender: leafCodec, secrets: vector(forOne), ciphertext: bytes })
export type PairwiseBody = CodecType<typeof pairwiseBody>

/** What the ciphertext is bound to: PrivateContentAAD of RFC 9420 (6.3.1), and all that the body says in clear. */
const boundCodec = struct("PairwiseAAD", {
  groupId: bytes,
  epoch: uint64,
  contentType: uint8,
  authenticatedData: bytes,
  sender: leafCodec,
  secrets: vector(forOne)
})

/** The bytes that the ciphertext of a body is bound to. */
export const boundTo = (header: Header, body: Omit<PairwiseBody, "ciphertext">): Uint8Array => encode(boundCodec, { ...header, ...body })

/** What a content secret is bound to in its channel, which adds from whom to whom. */
export const secretContext = struct("PairwiseSecret", { groupId: bytes, epoch: uint64 })

export const bodyBox = opaque<"ProtectedBody", PairwiseBody>("ProtectedBody", "pairwise")
export const bodyCodec = bodyBox.codec(pairwiseBody)
