import { type Codec, DecodeFault, opaque as bytes, struct, uint32, vector } from "@copath/codec"
import {
  type Change,
  type EpochSecrets,
  isMember,
  type Occupancy,
  occupancyAfter,
  occupancyOf,
  opaque,
  secretCodec,
  type TreeView
} from "@copath/contracts"
import { type LeafIndex, leafIndex } from "@copath/tree-math"
import type { Chain, SlotKey } from "./chain.ts"

/** What one member holds to send and receive in one epoch. */
export interface GroupChainState {
  readonly me: LeafIndex
  /** Leaves of the epoch's tree, blank ones included. */
  readonly leafCount: number
  readonly occupied: Occupancy
  readonly chain: Chain
}

/** The state at the beginning of an epoch. It takes over `epoch.encryption`, which is wiped with the first message. */
export const start = (
  epoch: EpochSecrets,
  me: LeafIndex,
  tree: TreeView,
  change: Change,
  previous: GroupChainState | undefined
): GroupChainState => ({
  me,
  leafCount: tree.leafCount,
  occupied: previous === undefined ? occupancyOf(tree) : occupancyAfter(previous.occupied, tree, change),
  chain: { position: 0, secret: epoch.encryption, dropped: 0, skipped: [] }
})

const slotKey: Codec<SlotKey> = struct<SlotKey>("SlotKey", { position: uint32, key: secretCodec, nonce: secretCodec })
const chain: Codec<Chain> = struct<Chain>("Chain", { position: uint32, secret: secretCodec, dropped: uint32, skipped: vector(slotKey) })
const stored = struct("GroupChainState", { me: uint32, leafCount: uint32, occupied: bytes, chain })

/** The state as it is stored: our own format. */
const stateCodecInside: Codec<GroupChainState> = {
  name: "GroupChainState",
  write: (w, state) => stored.write(w, state),
  read: (r) => {
    const at = r.offset
    const { me, ...state } = stored.read(r)
    const isTree = state.leafCount > 0 && state.occupied.length === Math.ceil(state.leafCount / 8)
    if (!isTree || !isMember(state.occupied, state.leafCount, me)) throw new DecodeFault("UnknownEnum", at, "a tree with this member in it")
    return { ...state, me: leafIndex(me) }
  }
}

export const stateBox = opaque<"ProtectionState", GroupChainState>("ProtectionState", "group-chain")
export const stateCodec = stateBox.codec(stateCodecInside)
