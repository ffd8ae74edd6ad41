import { CgkaRejected, equalBytes, type KeyPair, type TreeView } from "@copath/contracts"
import { directPath, type LeafIndex, leafCountFor, type NodeIndex, sibling, toNode } from "@copath/tree-math"
import * as Result from "effect/Result"
import type { Tools } from "./addForm.ts"
import type { Slot, Slots } from "./book.ts"
import { slotFrom } from "./freshSlot.ts"
import { agreedPair } from "./keyPair.ts"
import type { PathKey } from "./state.ts"
import { keyOf } from "./tree.ts"

/** A member's pairs from its slot to the root; `top` is the root's, or that of the node which stands for it. */
export interface Climbed {
  readonly path: ReadonlyArray<PathKey>
  readonly top: KeyPair
}

/**
 * Recomputes a member's direct path from its slot's pair. Where `kept` has a pair the node did not change and that one is taken; every other
 * node with a key costs one DH and one DKP, and must come out as published. `tree`, `slots`: after the commit.
 */
export const climb = (
  { deriveKeyPair, suite, unchecked = false }: Tools,
  tree: TreeView,
  slots: Slots,
  me: LeafIndex,
  slotPair: KeyPair,
  kept: (node: NodeIndex) => KeyPair | undefined
): Result.Result<Climbed, CgkaRejected> => {
  const path: Array<PathKey> = []
  let child = toNode(me)
  let top = slotPair
  for (const node of directPath(child, leafCountFor(tree.leafCount))) {
    const published = tree.keyAt(node)
    const other = keyOf(tree, slots, sibling(child))
    child = node
    if (published === undefined && other === undefined) continue
    // A key over one child, or none over two: not a tree that this protocol makes.
    if (published === undefined || other === undefined) return Result.fail(new CgkaRejected({ reason: "Malformed", node }))
    const pair = kept(node) ?? agreedPair(suite, deriveKeyPair, top, other)
    if (pair === undefined) return Result.fail(new CgkaRejected({ reason: "Malformed", node }))
    if (!unchecked && !equalBytes(pair.publicKey, published)) return Result.fail(new CgkaRejected({ reason: "KeyMismatch", node }))
    path.push({ node, pair })
    top = pair
  }
  return Result.succeed({ path, top })
}

/** The pair of a slot that somebody filled for the member who sits there. */
export const borrowedPair = (tools: Tools, slot: Slot, leaf: KeyPair): Result.Result<KeyPair, CgkaRejected> =>
  slot.ephemeral.length === 0
    ? Result.fail(new CgkaRejected({ reason: "NotForUs", node: toNode(slot.leaf) }))
    : asListed(slot, slotFrom(tools, leaf, slot.ephemeral))

/** A slot's pair as its member found it, if it is the one that the book says. */
export const asListed = (slot: Slot, pair: KeyPair | undefined): Result.Result<KeyPair, CgkaRejected> => {
  const node = toNode(slot.leaf)
  if (pair === undefined) return Result.fail(new CgkaRejected({ reason: "Malformed", node }))
  return equalBytes(pair.publicKey, slot.key) ? Result.succeed(pair) : Result.fail(new CgkaRejected({ reason: "KeyMismatch", node }))
}
