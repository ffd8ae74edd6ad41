import { type Codec, type CodecType, encode, opaque, struct, uint32, vector } from "@copath/codec"
import { extension } from "./extension.ts"
import { groupContext } from "./groupContext.ts"

const content = { groupContext, extensions: vector(extension), confirmationTag: opaque, signer: uint32 }

const groupInfoStruct = struct("GroupInfo", { ...content, signature: opaque })

/**
 * ```
 * struct {
 *     GroupContext group_context;
 *     Extension extensions<V>;
 *     MAC confirmation_tag;
 *     uint32 signer;
 *     opaque signature<V>;
 * } GroupInfo;
 * ```
 * Section 12.4.3. `signer` is a leaf index.
 */
export interface GroupInfo extends CodecType<typeof groupInfoStruct> {}
/** Codec of {@link GroupInfo}. */
export const groupInfo: Codec<GroupInfo> = groupInfoStruct

const tbs = struct("GroupInfoTBS", content)
/** A {@link GroupInfo} before it is signed. */
export interface GroupInfoContent extends CodecType<typeof tbs> {}

/** The bytes of `GroupInfoTBS` (12.4.3). */
export const groupInfoTbs = (g: GroupInfoContent): Uint8Array => encode(tbs, g)

/** The encoding of a {@link GroupInfo} from its `GroupInfoTBS` and the signature over it: the tree in it is not encoded a second time. */
export const groupInfoBytes = (tbsBytes: Uint8Array, signature: Uint8Array): Uint8Array => {
  const tail = encode(opaque, signature)
  const bytes = new Uint8Array(tbsBytes.length + tail.length)
  bytes.set(tbsBytes)
  bytes.set(tail, tbsBytes.length)
  return bytes
}
