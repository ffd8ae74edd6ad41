import { type CodecType, opaque as bytes, rest, struct, uint32 } from "@copath/codec"
import { leafCodec } from "./leafKeys.ts"

/**
 * ```
 * struct {
 *     uint32 turn;
 *     uint32 to;
 *     uint32 before;
 *     uint32 generation;
 *     opaque kem_output<V>;
 * } TurnHeader;
 * ```
 * Where a message stands: the sender's turn, the receiver's offer that began it (0: the leaf key), how many messages the turn before had, and the place in this one.
 */
export const turnHeader = struct("TurnHeader", { turn: uint32, to: uint32, before: uint32, generation: uint32, kemOutput: bytes })
export type TurnHeader = CodecType<typeof turnHeader>

/**
 * ```
 * struct {
 *     TurnHeader header;
 *     opaque ciphertext<V>;
 * } TurnSealed;
 * ```
 */
export const turnSealed = struct("TurnSealed", { header: turnHeader, ciphertext: bytes })

/** What the ciphertext is bound to: what both know, who speaks to whom, and the header. */
export const turnBound = struct("TurnBound", { context: bytes, from: leafCodec, to: leafCodec, header: turnHeader })

/** What both sides know of a message before it is opened. */
export type Between = Pick<CodecType<typeof turnBound>, "context" | "from" | "to">

/**
 * ```
 * struct {
 *     uint32 heard;
 *     uint32 number;
 *     opaque offer<V>;
 *     opaque plain[...];
 * } TurnContent;
 * ```
 * Inside the ciphertext: the last turn heard, and the key for the answer with its number. Nobody else ever sees that key, so a turn sealed to it comes from the peer.
 */
export const turnContent = struct("TurnContent", { heard: uint32, number: uint32, offer: bytes, plain: rest })
