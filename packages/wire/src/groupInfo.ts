import { type CodecType, encode, opaque, struct, uint32, vector } from "@copath/codec"
import { extension } from "./extension.ts"
import { groupContext } from "./groupContext.ts"

const content = { groupContext, extensions: vector(extension), confirmationTag: opaque, signer: uint32 }

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
export const groupInfo = struct("GroupInfo", { ...content, signature: opaque })
export type GroupInfo = CodecType<typeof groupInfo>

const tbs = struct("GroupInfoTBS", content)
export type GroupInfoContent = CodecType<typeof tbs>

/** The bytes of `GroupInfoTBS` (12.4.3). */
export const groupInfoTbs = (g: GroupInfoContent): Uint8Array => encode(tbs, g)
