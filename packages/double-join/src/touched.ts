import type { Change, TreeView } from "@copath/contracts"
import { covers, type LeafIndex, type NodeIndex } from "@copath/tree-math"
import { ancestors, type Refreshed } from "./path.ts"

/** An Update by the committer and nothing else, or an outsider's own joining: whatever it is, the committer's own path must be fresh. */
export const renewsItself = (tree: TreeView, { added, committer, removed, updated }: Change): boolean =>
  !tree.occupied(committer) || added.length + removed.length + updated.length === 0

/** All ancestors of these leaves, as far as the tree has them: a removed leaf may have been cut off with its branch. */
export const pathsOf = (tree: TreeView, leaves: Iterable<LeafIndex>): Set<NodeIndex> => {
  const nodes = new Set<NodeIndex>()
  for (const leaf of leaves) if (leaf < tree.leafCount) for (const node of ancestors(tree, leaf)) nodes.add(node)
  return nodes
}

/**
 * Whether the commit secret is fresh: it is not where whoever was removed is cut off with its branch, or stood alone on its side of the top. Then the
 * committer's own path has to be set too.
 */
export const reachesTop = ({ steps }: Refreshed, { committer }: Change): boolean => {
  const last = steps.at(-1)
  return last !== undefined && covers(last.node, committer)
}
