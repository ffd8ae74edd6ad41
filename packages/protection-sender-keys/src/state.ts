import { type Codec, DecodeFault, mapped, opaque as bytes, optional, struct, uint32, uint64, vector } from "@copath/codec"
import {
  type Change,
  type ChannelState,
  isMember,
  type KeyChain,
  keyChainCodec,
  type KeyPair,
  type Occupancy,
  occupancyOf,
  opaque,
  type PairwiseChannel,
  type Secret,
  startChain,
  type TreeView
} from "@copath/contracts"
import { type LeafIndex, leafIndex, toNode } from "@copath/tree-math"
import { leafCodec } from "./body.ts"

export type Channel = PairwiseChannel["Service"]

/** A sender's chain as it was handed to me. */
export interface Line {
  /** The epoch in which its sender drew it: its name among that sender's. */
  readonly since: bigint
  /** The first epoch that it does not serve: its sender drew another, or left. */
  readonly ended: bigint | undefined
  readonly chain: KeyChain
}

/** My own chain. */
export interface Own {
  readonly since: bigint
  readonly chain: KeyChain
  /** Who has it. */
  readonly given: ReadonlyArray<LeafIndex>
}

/** What entering the epoch must know of the commit that began it. */
export interface Entering {
  /** Leaves with a new owner, or with none. */
  readonly fresh: ReadonlyArray<LeafIndex>
  /** Whether somebody was removed. */
  readonly removal: boolean
}

/** What one member holds to send and receive in this epoch, and to receive late messages of those before. */
export interface SenderKeysState {
  readonly me: LeafIndex
  readonly epoch: bigint
  /** Leaves of the epoch's tree, blank ones included. */
  readonly leafCount: number
  readonly occupied: Occupancy
  /** My leaf's public key: another one calls for another chain. */
  readonly leafKey: Uint8Array
  readonly entering: Entering
  readonly channel: ChannelState
  readonly own: Own
  /** Newest first, by sender. */
  readonly lines: ReadonlyMap<LeafIndex, ReadonlyArray<Line>>
}

/** Every occupied leaf but mine. */
export const peersOf = ({ leafCount, me, occupied }: SenderKeysState): ReadonlyArray<LeafIndex> =>
  leavesIn(leafCount, (leaf) => leaf !== me && isMember(occupied, leafCount, leaf))

const leavesIn = (leafCount: number, take: (leaf: LeafIndex) => boolean): ReadonlyArray<LeafIndex> =>
  Array.from({ length: leafCount }, (_, leaf) => leafIndex(leaf)).filter(take)

/** A member's state at the beginning of an epoch, as if it had been in none before. `chainKey`: what its chain begins with. */
export const start = (
  channel: Channel,
  chainKey: Secret,
  epoch: bigint,
  me: LeafIndex,
  leafKey: KeyPair,
  tree: TreeView,
  { added, removed }: Change
): SenderKeysState => {
  const peers = leavesIn(tree.leafCount, (leaf) => leaf !== me && tree.occupied(leaf)).map((leaf) => [leaf, keyAt(tree, leaf)] as const)
  return {
    me,
    epoch,
    leafCount: tree.leafCount,
    occupied: occupancyOf(tree),
    leafKey: leafKey.publicKey,
    entering: { fresh: [...removed, ...added], removal: removed.length > 0 },
    channel: channel.start({ me, mine: leafKey, peers: new Map(peers) }),
    own: { since: epoch, chain: startChain(chainKey), given: [] },
    lines: new Map()
  }
}

const keyAt = (tree: TreeView, leaf: LeafIndex): Uint8Array => {
  const key = tree.keyAt(toNode(leaf))
  if (key === undefined) throw new TypeError("an occupied leaf has a key")
  return key
}

const line: Codec<Line> = struct<Line>("Line", { since: uint64, ended: optional(uint64), chain: keyChainCodec })
const flag: Codec<boolean> = mapped(
  optional(struct("Yes", {})),
  "flag",
  (b: boolean) => (b ? {} : undefined),
  (v) => v !== undefined
)

const stored = (channel: Codec<ChannelState>) =>
  struct("SenderKeysState", {
    me: uint32,
    epoch: uint64,
    leafCount: uint32,
    occupied: bytes,
    leafKey: bytes,
    entering: struct<Entering>("Entering", { fresh: vector(leafCodec), removal: flag }),
    channel,
    own: struct<Own>("Own", { since: uint64, chain: keyChainCodec, given: vector(leafCodec) }),
    lines: vector(struct("Lines", { leaf: leafCodec, lines: vector(line) }))
  })

const inside = (channel: Codec<ChannelState>): Codec<SenderKeysState> => {
  const codec = stored(channel)
  return {
    name: "SenderKeysState",
    write: (w, state) => codec.write(w, { ...state, lines: [...state.lines].map(([leaf, lines]) => ({ leaf, lines })) }),
    read: (r) => {
      const at = r.offset
      const { lines, me, ...state } = codec.read(r)
      const isTree = state.leafCount > 0 && state.occupied.length === Math.ceil(state.leafCount / 8)
      if (!isTree || !isMember(state.occupied, state.leafCount, me))
        throw new DecodeFault("UnknownEnum", at, "a tree with this member in it")
      return { ...state, me, lines: new Map(lines.map(({ leaf, lines: list }) => [leaf, list])) }
    }
  }
}

export const stateBox = opaque<"ProtectionState", SenderKeysState>("ProtectionState", "sender-keys")

/** The state as it is stored, over a channel's own format. */
export const stateCodec = (channel: Channel) => stateBox.codec(inside(channel.stateCodec))
