import { arm, type Codec, type CodecType, encode, fixed, oneOf, opaque, struct, uint16, uint64, uint8, union } from "@copath/codec"
import type { PskKind } from "./registry.ts"

/** `ResumptionPSKUsage` (8.4). */
export const resumptionUsages = { application: 1, reInit: 2, branch: 3 } as const

const usage = oneOf("ResumptionPSKUsage", uint8, [resumptionUsages.application, resumptionUsages.reInit, resumptionUsages.branch])

const known = union("PreSharedKeyID", uint8, {
  external: arm(1, { pskId: opaque, pskNonce: opaque }),
  resumption: arm(2, { usage, pskGroupId: opaque, pskEpoch: uint64, pskNonce: opaque })
})

/** A pre-shared key of a registered type beyond RFC 9420's two: what names it as bytes, which its {@link PskKind} reads. */
export interface CustomPreSharedKeyId {
  /** Set apart from the names of RFC 9420's types. */
  readonly _tag: "custom"
  /** `PSKType`, one byte. */
  readonly pskType: number
  /** The encoding of what stands between type and nonce. */
  readonly body: Uint8Array
  /** Nh bytes. */
  readonly pskNonce: Uint8Array
}

/** Names a pre-shared key for one injection. The nonce, Nh bytes, is part of the id. */
export type PreSharedKeyId = CodecType<typeof known> | CustomPreSharedKeyId

const customId = (body: Codec<Uint8Array>): Codec<Pick<CustomPreSharedKeyId, "pskType" | "body" | "pskNonce">> =>
  struct("PreSharedKeyID", { pskType: uint8, body, pskNonce: opaque })

/** The bytes of an id, whatever its type: what goes into the key derivation (8.4). */
export const encodedPreSharedKeyId = (id: PreSharedKeyId): Uint8Array =>
  id._tag === "custom" ? encode(customId(fixed(id.body.length)), id) : encode(known, id)

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
 * Section 8.4: a key from outside, or a past epoch's resumption secret; and of other types those of `kinds`, for nobody else knows where their bodies end.
 */
export const preSharedKeyIdOf = (kinds: ReadonlyArray<PskKind>): Codec<PreSharedKeyId> => {
  const registered = new Map(kinds.map((kind) => [kind.type, kind]))
  return {
    name: known.name,
    write: (w, id) => {
      if (id._tag !== "custom") return known.write(w, id)
      if (!registered.has(id.pskType)) throw new RangeError(`PSK type ${id.pskType} is not registered`)
      w.bytes(encodedPreSharedKeyId(id))
    },
    read: (r) => {
      const at = r.offset
      const pskType = r.u8()
      const kind = registered.get(pskType)
      if (kind === undefined) {
        r.offset = at
        return known.read(r)
      }
      const from = r.offset
      kind.body.read(r)
      const body = r.bytes.subarray(from, r.offset)
      return { _tag: "custom", pskType, body, pskNonce: opaque.read(r) }
    }
  }
}

/** RFC 9420's two types, and no other. */
export const preSharedKeyId: Codec<PreSharedKeyId> = preSharedKeyIdOf([])

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
