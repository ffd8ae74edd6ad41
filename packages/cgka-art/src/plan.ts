import type { Change, TreeView } from "@copath/contracts"
import { directPath, left, type LeafIndex, leafCountFor, leafIndex, level, type NodeIndex, right, toNode } from "@copath/tree-math"
import type { Slot, Slots } from "./book.ts"
import { isPresent } from "./tree.ts"

/** Whose slots a commit must fill again because their filler's knowledge of them has to end. */
export type Refills = (filler: LeafIndex, change: Change) => boolean

/** The filler commits, and so renews all it knows; or it leaves; or its leaf key was replaced, perhaps because it had been stolen. */
export const byTheBook: Refills = (filler, { committer, removed, updated }) =>
  filler === committer || removed.includes(filler) || updated.includes(filler)

/** One parent that a commit touches. */
export interface PlannedNode {
  readonly node: NodeIndex
  /** Both children are present: the node gets a key. Else it is blank and its one child stands for it. */
  readonly joined: boolean
}

/** What a commit changes, from public data alone: committer and receivers compute it alike. */
export interface Plan {
  /** Slots that the committer fills, ascending. */
  readonly refilled: ReadonlyArray<LeafIndex>
  /** The other entries that stay in the book. */
  readonly kept: ReadonlyArray<Slot>
  /** Every ancestor of the committer and of a refilled slot, children before parents. */
  readonly nodes: ReadonlyArray<PlannedNode>
}

/**
 * Filled are the slots of added members, of members whose leaf an Update replaced, of removed ones, and those that `refills` demands. The
 * committer's own slot leaves the book, as its fresh leaf key stands there. `tree`: after the proposals.
 */
export const plan = (refills: Refills, slots: Slots, tree: TreeView, change: Change): Plan => {
  const { added, committer, removed, updated } = change
  const filled = new Set<LeafIndex>([...added, ...updated, ...removed])
  const kept: Array<Slot> = []
  const end = leavesKept(tree, change)
  for (const slot of slots.values()) {
    if (slot.leaf === committer || filled.has(slot.leaf) || slot.leaf >= end) continue
    if (refills(slot.filler, change)) filled.add(slot.leaf)
    else kept.push(slot)
  }
  filled.delete(committer)
  const refilled = [...filled].filter((leaf) => leaf < tree.leafCount).toSorted((a, b) => a - b)
  const keptLeaves = new Set(kept.map(({ leaf }) => leaf))
  const present = (leaf: LeafIndex): boolean => leaf === committer || filled.has(leaf) || keptLeaves.has(leaf) || tree.occupied(leaf)
  return { refilled, kept, nodes: touched(tree, [committer, ...refilled], present) }
}

/** Ancestors of `leaves` by level, then from the left, and whether each joins two present children. */
const touched = (tree: TreeView, leaves: ReadonlyArray<LeafIndex>, present: (leaf: LeafIndex) => boolean): ReadonlyArray<PlannedNode> => {
  const nodes = new Set<NodeIndex>(leaves.flatMap((leaf) => directPath(toNode(leaf), leafCountFor(tree.leafCount))))
  const feet = new Set<NodeIndex>(leaves.map(toNode))
  const has = (node: NodeIndex): boolean => nodes.has(node) || feet.has(node) || isPresent(tree, node, present)
  return [...nodes].toSorted((a, b) => level(a) - level(b) || a - b).map((node) => ({ node, joined: has(left(node)) && has(right(node)) }))
}

/**
 * How many leaves the tree had between the Removes, which shrink it, and the Adds, which may let it grow again with blank parents. Slots from
 * there on were cut off: they are as good as never used.
 */
const leavesKept = (tree: TreeView, { added }: Change): number => {
  const joining = new Set(added)
  let last = tree.leafCount - 1
  while (last > 0 && (!tree.occupied(leafIndex(last)) || joining.has(leafIndex(last)))) last--
  return leafCountFor(last + 1)
}
