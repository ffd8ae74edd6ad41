import { copath, directPath, type LeafCount, type LeafIndex, type NodeIndex, toNode } from "@copath/tree-math"
import type { PublicTree } from "./publicTree.ts"

/** The nodes above a leaf, without those whose child off the path has an empty resolution (RFC 9420, 4.1.2); lowest first. */
export const filteredDirectPath = (tree: PublicTree, leaf: LeafIndex): ReadonlyArray<NodeIndex> => {
  const leafCount = tree.leafCount as LeafCount
  const siblings = copath(toNode(leaf), leafCount)
  return directPath(toNode(leaf), leafCount).filter((_, i) => !tree.isBlankBelow(siblings[i] as NodeIndex))
}
