import { arm, type Codec, type CodecType, fixed, opaque, optional, union, uint32, uint64, uint8, vector } from "@copath/codec"
import { extension, keyPackage } from "@copath/wire"
import { NONCE_SIZE } from "./outerParts.ts"

const shared = { groupId: opaque, epoch: uint64, nonce: fixed(NONCE_SIZE), authenticatedData: opaque }

/**
 * What devices of one user tell each other: application data of their inner group, in its order.
 *
 * `say`, `commit`: an operation on the shared leaf of an outer group, which every device replays in the outer epoch named (`commit` always has a path);
 * `handOver`: an outer group's whole state, for devices that have none, after the first `taken` operations on it in this inner epoch;
 * `note`: whatever the devices have to say among themselves.
 */
const entryCodec = union("DeviceEntry", uint8, {
  say: arm(1, { ...shared, data: opaque }),
  commit: arm(2, {
    ...shared,
    add: vector(keyPackage),
    remove: vector(uint32),
    take: vector(opaque),
    extensions: optional(vector(extension))
  }),
  handOver: arm(3, {
    groupId: opaque,
    taken: uint32,
    due: optional(uint64),
    seeded: optional(uint64),
    cursor: uint64,
    state: opaque
  }),
  note: arm(4, { data: opaque })
})

/** See {@link entry}. */
export type Entry = CodecType<typeof entryCodec>
/** One entry of the devices' log, as it stands in an inner message. */
export const entry: Codec<Entry> = entryCodec
/** An operation on the shared leaf. */
export type Operation = Extract<Entry, { readonly _tag: "say" | "commit" }>
