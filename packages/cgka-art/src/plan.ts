import { type Change, nodeStands, standingLeaves, type TreeView } from "@copath/contracts"
import {
  directPath,
  fullWithBlanks,
  left,
  leafCountFor,
  type LeafIndex,
  leafIndex,
  leafRange,
  level,
  type NodeIndex,
  right,
  toNode
} from "@copath/tree-math"
import type { Slot, Slots } from "./book.ts"
import type { ArtChoices } from "./choices.ts"
import { isPresent } from "./tree.ts"

/** One parent that a commit touches. */
export interface PlannedNode {
  readonly node: NodeIndex
  /** Both children are present: the node gets a key. Else it is blank and its one child stands for it. */
  readonly joined: boolean
  /** It stands above the committer or a slot just filled, so the committer has a private key below it. */
  readonly reached: boolean
}

/** What a commit changes, from public data alone: committer and receivers compute it alike. */
export interface Plan {
  /** Slots that the committer fills, ascending. */
  readonly refilled: ReadonlyArray<LeafIndex>
  /** The other entries that stay in the book. */
  readonly kept: ReadonlyArray<Slot>
  /** Every ancestor of the committer, of a refilled slot and of one that becomes absent; children before parents. */
  readonly nodes: ReadonlyArray<PlannedNode>
  /** A node that must get a key which the committer cannot compute: no such commit can be made. */
  readonly outside: NodeIndex | undefined
}

/**
 * Filled are the slots of added members, of members whose leaf an Update replaced, of removed ones where the form of removing says so, and
 * those that eviction demands. The committer's own slot leaves the book, as its fresh leaf key stands there. Where a tree ends with its last member, a
 * removed one behind it has no slot any more: the last member's is filled in its stead. `tree`: after the proposals.
 */
export const plan = ({ evict, remove }: Pick<ArtChoices, "evict" | "remove">, slots: Slots, tree: TreeView, change: Change): Plan => {
  const { added, committer, removed, updated } = change
  const end = leavesKept(tree, change)
  const standing = standingLeaves(tree)
  const filled = new Set<LeafIndex>([...added, ...updated, ...(remove.slot === "filled" ? removed : [])].filter((leaf) => leaf < standing))
  if (remove.slot === "filled" && isCutWithin(tree, change, end, [committer, ...filled])) filled.add(leafIndex(end - 1))
  const vacated = removed.filter((leaf) => leaf < tree.leafCount && leaf !== committer && !filled.has(leaf))
  const kept: Array<Slot> = []
  for (const slot of slots.values()) {
    if (slot.leaf === committer || filled.has(slot.leaf) || vacated.includes(slot.leaf) || slot.leaf >= end) continue
    if (evict.refills(slot.filler, change)) filled.add(slot.leaf)
    else kept.push(slot)
  }
  filled.delete(committer)
  const refilled = [...filled].toSorted((a, b) => a - b)
  const keptLeaves = new Set(kept.map(({ leaf }) => leaf))
  const present = (leaf: LeafIndex): boolean => leaf === committer || filled.has(leaf) || keptLeaves.has(leaf) || tree.occupied(leaf)
  const nodes = touched(tree, [committer, ...refilled], vacated, present)
  return { refilled, kept, nodes, outside: nodes.find(({ joined, reached }) => joined && !reached)?.node }
}

/** Ancestors of `feet` and of `vacated` by level, then from the left, and whether each joins two present children. */
const touched = (
  tree: TreeView,
  feet: ReadonlyArray<LeafIndex>,
  vacated: ReadonlyArray<LeafIndex>,
  present: (leaf: LeafIndex) => boolean
): ReadonlyArray<PlannedNode> => {
  const above = (leaves: ReadonlyArray<LeafIndex>) => leaves.flatMap((leaf) => directPath(toNode(leaf), leafCountFor(tree.leafCount)))
  const reached = new Set<NodeIndex>(above(feet))
  const ground = new Set<NodeIndex>(feet.map(toNode))
  const all = new Set<NodeIndex>([...reached, ...above(vacated)])
  const has = (node: NodeIndex): boolean => {
    if (reached.has(node) || ground.has(node)) return true
    return all.has(node) ? has(left(node)) || has(right(node)) : isPresent(tree, node, present)
  }
  return [...all]
    .toSorted((a, b) => level(a) - level(b) || a - b)
    .map((node) => ({ node, joined: has(left(node)) && has(right(node)), reached: reached.has(node) }))
}

/**
 * How many leaves the tree had between the Removes, which shrink it, and the Adds, which may let it grow again with blank parents. Slots from
 * there on were cut off: they are as good as never used.
 */
const leavesKept = (tree: TreeView, { added }: Change): number => {
  const joining = new Set(added)
  let last = tree.leafCount - 1
  while (last > 0 && (!tree.occupied(leafIndex(last)) || joining.has(leafIndex(last)))) last--
  return (tree.shape ?? fullWithBlanks).leaves(last + 1)
}

/**
 * Whether Removes cut the tree below a parent that still stands, and that nobody in `feet` stands below: its key is made of one that is gone, or known to
 * one who is. All such parents stand above the last leaf. A full tree is cut between branches.
 */
const isCutWithin = (tree: TreeView, { removed }: Change, end: number, feet: ReadonlyArray<LeafIndex>): boolean => {
  if (!removed.some((leaf) => leaf >= end)) return false
  const leaves = leafCountFor(tree.leafCount)
  const reached = new Set(feet.flatMap((leaf) => directPath(toNode(leaf), leaves)))
  return directPath(toNode(leafIndex(end - 1)), leaves).some(
    (node) => leafRange(node).to > end && nodeStands(tree, node) && !reached.has(node)
  )
}
