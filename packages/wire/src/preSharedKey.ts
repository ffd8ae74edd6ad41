import { arm, type CodecType, oneOf, opaque, struct, uint16, uint64, uint8, union } from "@copath/codec"

/** `ResumptionPSKUsage` (8.4). */
export const resumptionUsages = { application: 1, reInit: 2, branch: 3 } as const

const usage = oneOf("ResumptionPSKUsage", uint8, [resumptionUsages.application, resumptionUsages.reInit, resumptionUsages.branch])

/**
 * ```
 * struct {
 *     PSKType psktype;
 *     select (PreSharedKeyID.psktype) {
 *         case external:   opaque psk_id<V>;
 *         case resumption: ResumptionPSKUsage usage;
 *                          opaque psk_group_id<V>;
 *                          uint64 psk_epoch;
 *     };
 *     opaque psk_nonce<V>;
 * } PreSharedKeyID;
 * ```
 * Section 8.4: a key from outside, or a past epoch's resumption secret.
 */
export const preSharedKeyId = union("PreSharedKeyID", uint8, {
  external: arm(1, { pskId: opaque, pskNonce: opaque }),
  resumption: arm(2, { usage, pskGroupId: opaque, pskEpoch: uint64, pskNonce: opaque })
})
/** What {@link preSharedKeyId} decodes to. The nonce, Nh bytes, is part of the id. */
export type PreSharedKeyId = CodecType<typeof preSharedKeyId>

/**
 * ```
 * struct {
 *     PreSharedKeyID id;
 *     uint16 index;
 *     uint16 count;
 * } PSKLabel;
 * ```
 * Section 8.4.
 */
export const pskLabel = struct("PSKLabel", { id: preSharedKeyId, index: uint16, count: uint16 })
