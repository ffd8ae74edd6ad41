import { type Codec, DecodeFault, opaque as bytes, struct, uint32 } from "@copath/codec"
import {
  type Arrivals,
  arrivalsCodec,
  type Change,
  type EpochSecrets,
  isMember,
  leafEntries,
  type LeafTable,
  leafTableCodec,
  type Occupancy,
  occupancyAfter,
  occupancyOf,
  opaque,
  type Secret,
  secretCodec,
  type TreeView
} from "@copath/contracts"
import { type LeafIndex, leafIndex } from "@copath/tree-math"
import type { SenderDataAndCiphertext } from "@copath/wire"

/** What one member holds to send and receive in one epoch. */
export interface EpochSenderKeyState {
  readonly me: LeafIndex
  /** Leaves of the epoch's tree, blank ones included. */
  readonly leafCount: number
  readonly occupied: Occupancy
  readonly senderData: Secret
  /** The epoch's `encryption_secret`: every sender's key comes from it, so it stays as long as they do. */
  readonly secret: Secret
  /** The generation of my next message. */
  readonly next: number
  /** What has come, by sender. */
  readonly heard: LeafTable<Arrivals>
}

/** The state at the beginning of an epoch. It takes over `epoch.encryption`, which stays until the epoch is over. */
export const start = (
  epoch: EpochSecrets,
  me: LeafIndex,
  tree: TreeView,
  change: Change,
  previous: EpochSenderKeyState | undefined
): EpochSenderKeyState => {
  return {
    me,
    leafCount: tree.leafCount,
    occupied: previous === undefined ? occupancyOf(tree) : occupancyAfter(previous.occupied, tree, change),
    senderData: epoch.senderData,
    secret: epoch.encryption,
    next: 0,
    heard: []
  }
}

const stored = struct("EpochSenderKeyState", {
  me: uint32,
  leafCount: uint32,
  occupied: bytes,
  senderData: secretCodec,
  secret: secretCodec,
  next: uint32,
  heard: leafTableCodec(arrivalsCodec)
})

/** The state as it is stored: our own format. */
export const stateCodec: Codec<EpochSenderKeyState> = {
  name: "EpochSenderKeyState",
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

export const stateBox = opaque<"ProtectionState", EpochSenderKeyState>("ProtectionState", "epoch-sender-key")
export const bodyBox = opaque<"ProtectedBody", SenderDataAndCiphertext>("ProtectedBody", "epoch-sender-key")
