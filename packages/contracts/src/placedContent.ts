import { encode, opaque, optional, struct, uint32, uint64, uint8 } from "@copath/codec"
import * as Option from "effect/Option"
import type { SignedAt } from "./signatureScheme.ts"

/**
 * ```
 * struct {
 *     opaque group_id<V>;
 *     uint64 epoch;
 *     uint32 leaf_index;
 *     ContentType content_type;
 *     optional<uint32> generation;
 *     opaque content<V>;
 * } PlacedContent;
 * ```
 */
const codec = struct("PlacedContent", {
  groupId: opaque,
  epoch: uint64,
  leafIndex: uint32,
  contentType: uint8,
  generation: optional(uint32),
  content: opaque
})

/** Content with the place where it is said, for schemes whose signatures are to be worth nothing at another place. */
export const placedContent = ({ contentType, epoch, generation, group, leaf }: SignedAt, content: Uint8Array): Uint8Array =>
  encode(codec, { groupId: group, epoch, leafIndex: leaf, contentType, generation: Option.getOrUndefined(generation), content })
