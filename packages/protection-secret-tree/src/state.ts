import { type Codec, DecodeFault, opaque as bytes, struct, uint32, uint8 } from "@copath/codec"
import {
  type Change,
  type EpochSecrets,
  isMember,
  keyChainCodec,
  type Occupancy,
  occupancyAfter,
  occupancyOf,
  opaque,
  type Secret,
  secretCodec,
  type TreeView
} from "@copath/contracts"
import { type LeafIndex, leafIndex, level, nodeIndex } from "@copath/tree-math"
import type { SenderDataAndCiphertext } from "@copath/wire"
import { type Branch, closed, ratchetsIn } from "./secretTree.ts"

/** What one member holds to send and receive in one epoch. */
export interface SecretTreeState {
  readonly me: LeafIndex
  /** Leaves of the epoch's tree, blank ones included (V082). */
  readonly leafCount: number
  readonly occupied: Occupancy
  readonly senderData: Secret
  readonly tree: Branch
  /** Skipped keys in all ratchets together. */
  readonly skipped: number
}

/** The state at the beginning of an epoch. It takes over `epoch.encryption`, which is wiped when it is first used. */
export const start = (
  epoch: EpochSecrets,
  me: LeafIndex,
  tree: TreeView,
  change: Change,
  previous: SecretTreeState | undefined
): SecretTreeState => ({
  me,
  leafCount: tree.leafCount,
  occupied: previous === undefined ? occupancyOf(tree) : occupancyAfter(previous.occupied, tree, change),
  senderData: epoch.senderData,
  tree: closed(epoch.encryption),
  skipped: 0
})

/** Levels above the leaves of a tree of `leafCount` leaves. */
export const height = (leafCount: number): number => level(nodeIndex(leafCount - 1))

/** A branch whose root is `level` levels above the leaves: 0 and its secret, or 1 and what it was opened into. */
const branch = (level: number): Codec<Branch> => {
  const child = (): Codec<Branch> => branch(level - 1)
  return {
    name: "Branch",
    write: (w, b) => {
      w.u8(b._tag === "closed" ? 0 : 1)
      switch (b._tag) {
        case "closed":
          return secretCodec.write(w, b.secret)
        case "opened": {
          const below = child()
          below.write(w, b.left)
          return below.write(w, b.right)
        }
        case "leaf":
          keyChainCodec.write(w, b.handshake)
          return keyChainCodec.write(w, b.application)
      }
    },
    read: (r): Branch => {
      const at = r.offset
      const opened = uint8.read(r)
      if (opened > 1) throw new DecodeFault("BadPresence", at, "0 or 1")
      if (opened === 0) return closed(secretCodec.read(r))
      if (level === 0) return { _tag: "leaf", handshake: keyChainCodec.read(r), application: keyChainCodec.read(r) }
      const below = child()
      return { _tag: "opened", left: below.read(r), right: below.read(r) }
    }
  }
}

const head = struct("SecretTreeState", { me: uint32, leafCount: uint32, occupied: bytes, senderData: secretCodec })

const skippedIn = (tree: Branch): number => ratchetsIn(tree).reduce((sum, { skipped }) => sum + skipped.length, 0)

/** The state as it is stored: our own format. */
export const stateCodec: Codec<SecretTreeState> = {
  name: "SecretTreeState",
  write: (w, state) => {
    head.write(w, state)
    branch(height(state.leafCount)).write(w, state.tree)
  },
  read: (r) => {
    const at = r.offset
    const { leafCount, me, occupied, senderData } = head.read(r)
    const isTree = leafCount > 0 && Number.isInteger(Math.log2(leafCount)) && occupied.length === Math.ceil(leafCount / 8)
    if (!isTree || !isMember(occupied, leafCount, me)) throw new DecodeFault("UnknownEnum", at, "a tree with this member in it")
    const tree = branch(height(leafCount)).read(r)
    return { me: leafIndex(me), leafCount, occupied, senderData, tree, skipped: skippedIn(tree) }
  }
}

export const stateBox = opaque<"ProtectionState", SecretTreeState>("ProtectionState", "secret-tree")

export const bodyBox = opaque<"ProtectedBody", SenderDataAndCiphertext>("ProtectedBody", "secret-tree")
