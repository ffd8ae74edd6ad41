import type { Change, Refresh, RefreshPlan, TreeLayout, TreeView } from "@copath/contracts"
import { directPath, type LeafIndex, leafCountFor, type NodeIndex, sibling, toNode } from "@copath/tree-math"

/** A leaf's ancestors, from its parent up to the root. */
export const ancestors = (tree: TreeView, leaf: LeafIndex): ReadonlyArray<NodeIndex> =>
  directPath(toNode(leaf), leafCountFor(tree.leafCount))

/** A plan without its book. */
export type Refreshed = Omit<RefreshPlan, "book">

/**
 * The committer's filtered direct path (RFC 9420, 4.1.2): its ancestors without those whose child off the path has an empty resolution, each
 * hashed from the one below. Leaves of `added` joined in this very commit: they count for the filtering, but are no targets (7.5), for they get
 * their path secret in the Welcome. Where a level holds no keys, the next one that does is sealed to what stands beside both.
 */
export const committersPath = (tree: TreeView, { added, committer }: Change, { filtered, populated }: TreeLayout): Refreshed => {
  const joining = new Set<NodeIndex>(added.map(toNode))
  const steps: Array<Refresh> = []
  const blanked: Array<NodeIndex> = []
  let from = toNode(committer)
  let child = from
  /** The topmost ancestor that could have had a key, with what stands beside the path from `from` up to it. */
  let skipped: Omit<Refresh, "from"> | undefined
  for (const node of ancestors(tree, committer)) {
    const resolution = tree.resolution(sibling(child))
    child = node
    if (resolution.length === 0 && filtered) {
      blanked.push(node)
      continue
    }
    const beside = joining.size === 0 ? resolution : resolution.filter((target) => !joining.has(target))
    const targets = skipped === undefined ? beside : [...skipped.targets, ...beside]
    if (skipped !== undefined) blanked.push(skipped.node)
    if (populated(node)) {
      steps.push({ node, from, targets })
      from = node
      skipped = undefined
    } else skipped = { node, targets }
  }
  // The topmost one stands for the root: it has a key whatever its level.
  if (skipped !== undefined) steps.push({ ...skipped, from })
  return { steps, blanked }
}
