import { type Codec, DecodeFault, opaque as bytes, struct, uint32 } from "@copath/codec"
import {
  type Change,
  type EpochSecrets,
  isMember,
  type KeyChain,
  keyChainCodec,
  type Occupancy,
  occupancyAfter,
  occupancyOf,
  opaque,
  startChain,
  type TreeView
} from "@copath/contracts"
import { type LeafIndex, leafIndex } from "@copath/tree-math"

/** What one member holds to send and receive in one epoch. */
export interface GroupChainState {
  readonly me: LeafIndex
  /** Leaves of the epoch's tree, blank ones included. */
  readonly leafCount: number
  readonly occupied: Occupancy
  readonly chain: KeyChain
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
  chain: startChain(epoch.encryption)
})

const stored = struct("GroupChainState", { me: uint32, leafCount: uint32, occupied: bytes, chain: keyChainCodec })

/** The state as it is stored: our own format. */
export const stateCodec: Codec<GroupChainState> = {
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
