import { type Codec, DecodeFault, opaque as bytes, struct, uint32 } from "@copath/codec"
import {
  type Change,
  type EpochSecrets,
  isMember,
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
import { type Chain, chainCodec } from "./chain.ts"

/** What one member holds to send and receive in one epoch. */
export interface GroupChainSenderState {
  readonly me: LeafIndex
  /** Leaves of the epoch's tree, blank ones included. */
  readonly leafCount: number
  readonly occupied: Occupancy
  readonly senderData: Secret
  readonly chain: Chain
}

/** The state at the beginning of an epoch. It takes over `epoch.encryption`, which is wiped when the window has passed the first generation. */
export const start = (
  epoch: EpochSecrets,
  me: LeafIndex,
  tree: TreeView,
  change: Change,
  previous: GroupChainSenderState | undefined
): GroupChainSenderState => ({
  me,
  leafCount: tree.leafCount,
  occupied: previous === undefined ? occupancyOf(tree) : occupancyAfter(previous.occupied, tree, change),
  senderData: epoch.senderData,
  chain: { generation: 0, secret: epoch.encryption, dropped: 0, kept: [] }
})

const stored = struct("GroupChainSenderState", {
  me: uint32,
  leafCount: uint32,
  occupied: bytes,
  senderData: secretCodec,
  chain: chainCodec
})

/** The state as it is stored: our own format. */
export const stateCodec: Codec<GroupChainSenderState> = {
  name: "GroupChainSenderState",
  write: (w, state) => stored.write(w, state),
  read: (r) => {
    const at = r.offset
    const { me, ...state } = stored.read(r)
    const isTree = state.leafCount > 0 && state.occupied.length === Math.ceil(state.leafCount / 8)
    if (!isTree || !isMember(state.occupied, state.leafCount, me)) throw new DecodeFault("UnknownEnum", at, "a tree with this member in it")
    return { ...state, me: leafIndex(me) }
  }
}

export const stateBox = opaque<"ProtectionState", GroupChainSenderState>("ProtectionState", "group-chain-sender")
export const bodyBox = opaque<"ProtectedBody", SenderDataAndCiphertext>("ProtectedBody", "group-chain-sender")
