import {
  arm,
  type Codec,
  type CodecType,
  fixed,
  mapped,
  oneOf,
  opaque,
  optional,
  struct,
  union,
  uint16,
  uint32,
  uint64,
  uint8,
  vector
} from "@copath/codec"
import { keyPairCodec } from "@copath/contracts"
import { credential, extension, keyPackage, type PreSharedKeyId, preSharedKeyId, proposalBodies } from "@copath/wire"
import { NONCE_SIZE } from "./outerParts.ts"

/** One byte, 0 or 1. */
export const flag: Codec<boolean> = mapped(
  oneOf("flag", uint8, [0, 1]),
  "flag",
  (b: boolean) => (b ? 1 : 0),
  (n) => n === 1
)

const shared = { groupId: opaque, epoch: uint64, nonce: fixed(NONCE_SIZE), authenticatedData: opaque, slot: optional(uint64) }

/** A PSK's name, whatever its type: devices understand the same ones, and read no others' names here. */
const psk = mapped(
  union("SharedPsk", uint8, {
    known: arm(1, { id: preSharedKeyId }),
    custom: arm(2, { pskType: uint8, body: opaque, pskNonce: opaque })
  }),
  "SharedPsk",
  (id: PreSharedKeyId) => (id._tag === "custom" ? id : ({ _tag: "known", id } as const)),
  (u) => (u._tag === "custom" ? u : u.id)
)

/** The leaf's signature key after a commit: the one that it has, a new one that all devices derive, or one that is brought. */
const identity = union("SharedIdentity", uint8, {
  kept: arm(0, {}),
  derived: arm(1, {}),
  given: arm(2, { credential, signatureKey: keyPairCodec })
})

/**
 * What devices of one user tell each other: application data of their inner group, in its order.
 *
 * `say`, `commit`: an operation on the shared leaf of an outer group, which every device replays in the outer epoch named. Of the proposals `take` a `commit` takes
 * all, or with `choose` those that can stand together; `handOver`: an outer group's whole state, for devices that have none, after the first `taken` operations on it in this inner epoch;
 * `note`: whatever the devices have to say among themselves.
 */
const entryCodec = union("DeviceEntry", uint8, {
  say: arm(1, { ...shared, data: opaque }),
  commit: arm(2, {
    ...shared,
    add: vector(keyPackage),
    remove: vector(uint32),
    take: vector(opaque),
    choose: flag,
    path: flag,
    identity,
    psks: vector(psk),
    extensions: optional(vector(extension)),
    reInit: optional(proposalBodies.reInit),
    custom: vector(struct("SharedProposal", { proposalType: uint16, body: opaque }))
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
