import { type Codec, DecodeFault, opaque as bytes, struct, uint32 } from "@copath/codec"
import {
  type Arrivals,
  arrivalsCodec,
  type Change,
  type EpochSecrets,
  expandWithLabel,
  isMember,
  leafEntries,
  type LeafTable,
  leafTableCodec,
  noBytes,
  type Occupancy,
  occupancyAfter,
  occupancyOf,
  opaque,
  type Secret,
  secretCodec,
  type Suite,
  type TreeView
} from "@copath/contracts"
import { type LeafIndex, leafIndex } from "@copath/tree-math"
import type { SenderDataAndCiphertext } from "@copath/wire"

/** What one member holds to send and receive in one epoch. */
export interface EpochKeyState {
  readonly me: LeafIndex
  /** Leaves of the epoch's tree, blank ones included. */
  readonly leafCount: number
  readonly occupied: Occupancy
  readonly senderData: Secret
  /** Seals whatever anybody says in this epoch. */
  readonly key: Secret
  /** How many messages the key is known to have sealed. */
  readonly messages: number
  /** The generation of my next message. */
  readonly next: number
  /** What has come, by sender. */
  readonly heard: LeafTable<Arrivals>
}

/** The state at the beginning of an epoch. `epoch.encryption` is gone afterwards; the key that comes of it stays until the epoch is over. */
export const start = (
  suite: Suite,
  epoch: EpochSecrets,
  me: LeafIndex,
  tree: TreeView,
  change: Change,
  previous: EpochKeyState | undefined
): EpochKeyState => {
  const key = expandWithLabel(suite, epoch.encryption, "key", noBytes, suite.aead.keySize)
  epoch.encryption.wipe()
  return {
    me,
    leafCount: tree.leafCount,
    occupied: previous === undefined ? occupancyOf(tree) : occupancyAfter(previous.occupied, tree, change),
    senderData: epoch.senderData,
    key,
    messages: 0,
    next: 0,
    heard: []
  }
}

const stored = struct("EpochKeyState", {
  me: uint32,
  leafCount: uint32,
  occupied: bytes,
  senderData: secretCodec,
  key: secretCodec,
  messages: uint32,
  next: uint32,
  heard: leafTableCodec(arrivalsCodec)
})

/** The state as it is stored: our own format. */
export const stateCodec: Codec<EpochKeyState> = {
  name: "EpochKeyState",
  write: (w, state) => stored.write(w, state),
  read: (r) => {
    const at = r.offset
    const { me, ...state } = stored.read(r)
    const { heard, leafCount, occupied } = state
    const isTree = leafCount > 0 && occupied.length === Math.ceil(leafCount / 8)
    const known = isTree && leafEntries(heard).every(({ leaf }) => isMember(occupied, leafCount, leaf))
    if (!known || !isMember(occupied, leafCount, me)) throw new DecodeFault("UnknownEnum", at, "a tree with this member in it")
    return { ...state, me: leafIndex(me) }
  }
}

export const stateBox = opaque<"ProtectionState", EpochKeyState>("ProtectionState", "epoch-key")
export const bodyBox = opaque<"ProtectedBody", SenderDataAndCiphertext>("ProtectedBody", "epoch-key")
