import { type Codec, type CodecType, fixed, opaque as bytes, struct, uint32, uint64, uint8 } from "@copath/codec"
import { opaque } from "@copath/contracts"

const groupChainBodyStruct = (carriedSize: number) =>
  struct("GroupChainBody", { position: uint32, carried: fixed(carriedSize), ciphertext: bytes })

/**
 * ```
 * struct {
 *     uint32 position;
 *     opaque carried[...];
 *     opaque ciphertext<V>;
 * } GroupChainBody;
 * ```
 * What stands in a PrivateMessage after the authenticated data. The position is the slot, which the delivery service gave out and knows.
 * `carried` is what the nonce needs: with four bytes of reuse guard, a service that gives one slot to two members gets no two texts under one
 * key and nonce.
 */
export interface GroupChainBody extends CodecType<ReturnType<typeof groupChainBodyStruct>> {}
/** Codec of the body where nonces carry `carriedSize` bytes. */
export const groupChainBody = (carriedSize: number): Codec<GroupChainBody> => groupChainBodyStruct(carriedSize)

/**
 * ```
 * struct {
 *     uint32 leaf_index;
 *     opaque content[...];
 * } GroupChainContent;
 * ```
 * The plaintext: who sent a message is for members alone. Four bytes, then the content as it is.
 */
export const LEAF_INDEX_SIZE = 4

/** What the ciphertext is bound to: PrivateContentAAD of RFC 9420 (6.3.1), and the position. */
export const groupChainAad = struct("GroupChainAAD", {
  groupId: bytes,
  epoch: uint64,
  contentType: uint8,
  position: uint32,
  authenticatedData: bytes
})

export const bodyBox = opaque<"ProtectedBody", GroupChainBody>("ProtectedBody", "group-chain")
