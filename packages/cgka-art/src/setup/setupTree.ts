import type { TreeView } from "@copath/contracts"
import { isLeaf, leafCountFor, leafIndex, leafRange, left, level, type NodeIndex, nodeIndex, right, toNode } from "@copath/tree-math"
import { byLeaf, type Slots } from "../book.ts"
import type { SetupContent } from "./setupMessage.ts"

/**
 * Parents of a tree of `members` leaves that join two present children, by node index: n - 1 of them, the parents of the left-balanced tree. The
 * others of the full tree stand for their left child.
 */
export const joinedParents = (members: number): ReadonlyArray<NodeIndex> => {
  const found: Array<NodeIndex> = []
  for (let node = 1; node < 2 * leafCountFor(members) - 1; node += 2) {
    if (leafRange(right(nodeIndex(node))).from < members) found.push(nodeIndex(node))
  }
  return found
}

/** {@link joinedParents}, children before parents. */
export const bottomUp = (members: number): ReadonlyArray<NodeIndex> => joinedParents(members).toSorted((a, b) => level(a) - level(b))

/** The node that stands for `node` in a tree of `members` leaves: itself, or what its left child is. */
export const standIn = (members: number, node: NodeIndex): NodeIndex =>
  isLeaf(node) || leafRange(right(node)).from < members ? node : standIn(members, left(node))

/** The set-up's tree as the key agreement sees it: the invited members' own keys are their prekeys, their slots' keys stand in the book. */
export const viewOf = ({ nodes, prekeys }: SetupContent): TreeView => {
  const members = prekeys.length + 1
  const leaves = leafCountFor(members)
  const keys = new Map<NodeIndex, Uint8Array | undefined>([
    [toNode(leafIndex(0)), nodes[0]],
    ...prekeys.map((key, i) => [toNode(leafIndex(i + 1)), key] as const),
    ...joinedParents(members).map((node, i) => [node, nodes[members + i]] as const)
  ])
  const resolution = (node: NodeIndex): ReadonlyArray<NodeIndex> => {
    if (keys.has(node)) return [node]
    return isLeaf(node) ? [] : [...resolution(left(node)), ...resolution(right(node))]
  }
  return { leafCount: leaves, occupied: (leaf) => leaf < members, keyAt: (node) => keys.get(node), resolution }
}

/** Every slot but the creator's was filled by the creator. */
export const slotsOf = ({ nodes, prekeys, setupKey }: SetupContent): Slots =>
  byLeaf(prekeys.map((_, i) => ({ leaf: leafIndex(i + 1), filler: leafIndex(0), key: nodes[i + 1] as Uint8Array, ephemeral: setupKey })))
