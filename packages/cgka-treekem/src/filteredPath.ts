import type { TreeView } from "@copath/contracts"
import { directPath, type LeafIndex, leafCountFor, type NodeIndex, sibling, toNode } from "@copath/tree-math"

/** One node of a filtered direct path. */
export interface PathStep {
  /** Node index of the ancestor, which gets a new key. */
  readonly node: NodeIndex
  /** The child of `node` that is off the path. */
  readonly copathChild: NodeIndex
  /** The nodes to whose keys the path secret of `node` is sealed, in the order of the ciphertexts. */
  readonly targets: ReadonlyArray<NodeIndex>
}

/** A leaf's ancestors, from its parent up to the root. */
export const ancestors = (tree: TreeView, leaf: LeafIndex): ReadonlyArray<NodeIndex> =>
  directPath(toNode(leaf), leafCountFor(tree.leafCount))

/**
 * The filtered direct path of `leaf` (4.1.2): its ancestors without those whose child off the path has an empty resolution. Leaves in `added`
 * joined in this very commit: they count for the filtering, but are no targets (7.5), for they get their path secret in the Welcome.
 */
export const filteredDirectPath = (tree: TreeView, leaf: LeafIndex, added: ReadonlyArray<LeafIndex>): ReadonlyArray<PathStep> => {
  const joining = new Set<NodeIndex>(added.map(toNode))
  const steps: Array<PathStep> = []
  let child = toNode(leaf)
  for (const node of ancestors(tree, leaf)) {
    const copathChild = sibling(child)
    const resolution = tree.resolution(copathChild)
    if (resolution.length > 0) {
      steps.push({ node, copathChild, targets: joining.size === 0 ? resolution : resolution.filter((target) => !joining.has(target)) })
    }
    child = node
  }
  return steps
}
