import { type Codec, type CodecType, opaque, struct, uint16, uint64, vector } from "@copath/codec"
import { extension } from "./extension.ts"

const groupContextStruct = struct("GroupContext", {
  version: uint16,
  cipherSuite: uint16,
  groupId: opaque,
  epoch: uint64,
  treeHash: opaque,
  confirmedTranscriptHash: opaque,
  extensions: vector(extension)
})

/**
 * ```
 * struct {
 *     ProtocolVersion version = mls10;
 *     CipherSuite cipher_suite;
 *     opaque group_id<V>;
 *     uint64 epoch;
 *     opaque tree_hash<V>;
 *     opaque confirmed_transcript_hash<V>;
 *     Extension extensions<V>;
 * } GroupContext;
 * ```
 * Section 8.1.
 */
export interface GroupContext extends CodecType<typeof groupContextStruct> {}
/** Codec of {@link GroupContext}. */
export const groupContext: Codec<GroupContext> = groupContextStruct
