import { type Codec, DecodeFault, opaque as bytes, struct, uint32, uint64, vector } from "@copath/codec"
import {
  type Change,
  type ChannelState,
  isMember,
  type KeyPair,
  type Occupancy,
  occupancyOf,
  opaque,
  type PairwiseChannel,
  type Secret,
  type TreeView
} from "@copath/contracts"
import { type LeafIndex, leafIndex, toNode } from "@copath/tree-math"
import { leafCodec } from "./body.ts"

export type Channel = PairwiseChannel["Service"]

/** What one member holds to send and receive in this epoch, and to receive late messages of those before: its channels. */
export interface PairwiseState {
  readonly me: LeafIndex
  readonly epoch: bigint
  /** Leaves of the epoch's tree, blank ones included. */
  readonly leafCount: number
  readonly occupied: Occupancy
  /** Leaves with a new owner, or with none, by the commit that began the epoch; for entering it. */
  readonly fresh: ReadonlyArray<LeafIndex>
  readonly channel: ChannelState
}

/** Every occupied leaf but mine. */
export const peersOf = ({ leafCount, me, occupied }: PairwiseState): ReadonlyArray<LeafIndex> =>
  Array.from({ length: leafCount }, (_, leaf) => leafIndex(leaf)).filter((leaf) => leaf !== me && isMember(occupied, leafCount, leaf))

/** A member's state at the beginning of an epoch, as if it had been in none before. */
export const start = (
  channel: Channel,
  epoch: bigint,
  me: LeafIndex,
  leafKey: KeyPair,
  tree: TreeView,
  { added, removed }: Change
): PairwiseState => {
  const { leafCount } = tree
  const occupied = occupancyOf(tree)
  const peers = new Map<LeafIndex, Uint8Array>()
  for (let leaf = 0; leaf < leafCount; leaf++) {
    const key = tree.keyAt(toNode(leafIndex(leaf)))
    if (leaf !== me && key !== undefined && isMember(occupied, leafCount, leaf)) peers.set(leaf, key)
  }
  return { me, epoch, leafCount, occupied, fresh: [...removed, ...added], channel: channel.start({ me, mine: leafKey, peers }) }
}

/** Goes on with the channels of the epoch before: joining and leaving change a list, and no key. */
export const resume = (
  channel: Channel,
  pastEpochs: number,
  now: PairwiseState,
  before: PairwiseState
): { readonly state: PairwiseState; readonly retired: ReadonlyArray<Secret> } => {
  // An external joiner is in no list.
  const joined = peersOf(now).filter((leaf) => !isMember(before.occupied, before.leafCount, leaf))
  const { retired, state } = channel.resume(now.channel, before.channel, new Set([...now.fresh, ...joined]), pastEpochs)
  return { state: { ...now, fresh: [], channel: state }, retired }
}

const inside = (channel: Codec<ChannelState>): Codec<PairwiseState> => {
  const codec = struct("PairwiseState", {
    me: leafCodec,
    epoch: uint64,
    leafCount: uint32,
    occupied: bytes,
    fresh: vector(leafCodec),
    channel
  })
  return {
    name: "PairwiseState",
    write: (w, state) => codec.write(w, state),
    read: (r) => {
      const at = r.offset
      const state = codec.read(r)
      const isTree = state.leafCount > 0 && state.occupied.length === Math.ceil(state.leafCount / 8)
      if (!isTree || !isMember(state.occupied, state.leafCount, state.me))
        throw new DecodeFault("UnknownEnum", at, "a tree with this member in it")
      return state
    }
  }
}

export const stateBox = opaque<"ProtectionState", PairwiseState>("ProtectionState", "pairwise")

/** The state as it is stored, over a channel's own format. */
export const stateCodec = (channel: Channel) => stateBox.codec(inside(channel.stateCodec))
