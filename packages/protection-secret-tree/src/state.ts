import { type Codec, DecodeFault, opaque as bytes, struct, uint32, uint8, type Writer } from "@copath/codec"
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
  standingLeaves,
  type TreeView
} from "@copath/contracts"
import { leafCountFor, type LeafIndex, leafIndex } from "@copath/tree-math"
import type { SenderDataAndCiphertext } from "@copath/wire"
import { type Branch, closed, height, isElided, ratchetsIn } from "./secretTree.ts"

/** What one member holds to send and receive in one epoch. */
export interface SecretTreeState {
  readonly me: LeafIndex
  /** Leaves that stand in the epoch's tree, blank ones included (V082): all of a full tree. */
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
  leafCount: standingLeaves(tree),
  occupied: previous === undefined ? occupancyOf(tree) : occupancyAfter(previous.occupied, tree, change),
  senderData: epoch.senderData,
  tree: closed(epoch.encryption),
  skipped: 0
})

/** 0 and the secret, or 1 and what it was opened into. What stands where is known from the tree's shape. */
const writeBranch = (w: Writer, b: Branch): void => {
  w.u8(b._tag === "closed" ? 0 : 1)
  switch (b._tag) {
    case "closed":
      return secretCodec.write(w, b.secret)
    case "opened":
      writeBranch(w, b.left)
      return writeBranch(w, b.right)
    case "leaf":
      keyChainCodec.write(w, b.handshake)
      return keyChainCodec.write(w, b.application)
  }
}

/** A branch whose root is `top` levels above the leaves, of which the first is `from`. */
const branch = (top: number, from: number, leaves: number): Codec<Branch> => {
  let level = top
  while (level > 0 && isElided(from, level, leaves)) level--
  return {
    name: "Branch",
    write: writeBranch,
    read: (r): Branch => {
      const at = r.offset
      const opened = uint8.read(r)
      if (opened > 1) throw new DecodeFault("BadPresence", at, "0 or 1")
      if (opened === 0) return closed(secretCodec.read(r))
      if (level === 0) return { _tag: "leaf", handshake: keyChainCodec.read(r), application: keyChainCodec.read(r) }
      const left = branch(level - 1, from, leaves)
      const right = branch(level - 1, from + 2 ** (level - 1), leaves)
      return { _tag: "opened", left: left.read(r), right: right.read(r) }
    }
  }
}

const whole = (leaves: number): Codec<Branch> => branch(height(leaves), 0, leaves)

/** As many leaves as a full tree has, or those up to the last member. */
const isWidth = (leaves: number, occupied: Uint8Array): boolean =>
  leaves > 0 &&
  occupied.length === Math.ceil(leafCountFor(leaves) / 8) &&
  (leaves === leafCountFor(leaves) || isMember(occupied, leaves, leaves - 1))

const head = struct("SecretTreeState", { me: uint32, leafCount: uint32, occupied: bytes, senderData: secretCodec })

const skippedIn = (tree: Branch): number => ratchetsIn(tree).reduce((sum, { skipped }) => sum + skipped.length, 0)

/** The state as it is stored: our own format. */
export const stateCodec: Codec<SecretTreeState> = {
  name: "SecretTreeState",
  write: (w, state) => {
    head.write(w, state)
    whole(state.leafCount).write(w, state.tree)
  },
  read: (r) => {
    const at = r.offset
    const { leafCount, me, occupied, senderData } = head.read(r)
    if (!isWidth(leafCount, occupied) || !isMember(occupied, leafCount, me))
      throw new DecodeFault("UnknownEnum", at, "a tree with this member in it")
    const tree = whole(leafCount).read(r)
    return { me: leafIndex(me), leafCount, occupied, senderData, tree, skipped: skippedIn(tree) }
  }
}

export const stateBox = opaque<"ProtectionState", SecretTreeState>("ProtectionState", "secret-tree")

export const bodyBox = opaque<"ProtectedBody", SenderDataAndCiphertext>("ProtectedBody", "secret-tree")
