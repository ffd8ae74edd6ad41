import type { Change, Refresh, TreeLayout, TreeView } from "@copath/contracts"
import { covers, isLeaf, leafCountFor, left, level, type NodeIndex, parent, right, root, toLeaf, toNode } from "@copath/tree-math"
import type { Refreshed } from "./path.ts"

/**
 * Sets the parents in `nodes`, bottom-up, and blanks those in `emptied`. Their old keys are forgotten before anything is planned, so nothing is ever
 * sealed to one of them. A parent's secret is hashed from a child's new one where there is one (on the committer's path from that child), else it is
 * drawn; it is sealed to the resolution of everything below that the hash does not reach.
 *
 * ```
 *        v            A and its subtree were refreshed: v is hashed from A and sealed to b and c.
 *      /   \          With B refreshed too, B's new key is the target.
 *     A     _
 *          / \        Who joins in this commit is no target, nor is a node that only joiners can read:
 *         b   c       they are told in their Welcome.
 * ```
 */
export const refresh = (
  tree: TreeView,
  change: Change,
  nodes: ReadonlySet<NodeIndex>,
  layout: TreeLayout,
  emptied: ReadonlySet<NodeIndex> = new Set()
): Refreshed => {
  const touched = new Set([...nodes, ...emptied])
  const made = new Map<NodeIndex, Refresh>()
  const cover = coverer(tree, change, touched, made)
  const own = toNode(change.committer)
  const joining = new Set<NodeIndex>(change.added.map(toNode))
  /** Steps whose secret somebody can learn from the commit itself. */
  const readable = new Set<NodeIndex>()
  const make = (node: NodeIndex, below: ReadonlyArray<NodeIndex>): void => {
    const fresh = below.filter((x) => x === own || made.has(x))
    const from = fresh.find((x) => covers(x, change.committer)) ?? fresh[0]
    const targets = below.filter((x) => x !== from && (made.has(x) ? readable.has(x) : !joining.has(x)))
    made.set(node, { node, from, targets })
    if (targets.length > 0 || (from !== undefined && readable.has(from))) readable.add(node)
  }
  let top: { readonly node: NodeIndex; readonly below: ReadonlyArray<NodeIndex> } | undefined
  for (const node of [...nodes].toSorted((a, b) => level(a) - level(b) || a - b)) {
    if (emptied.has(node)) continue
    const below = cover(left(node))
    const atLeft = below.length
    below.push(...cover(right(node)))
    if (below.length === 0 || (layout.filtered && (atLeft === 0 || atLeft === below.length))) continue
    top = { node, below }
    if (layout.populated(node)) make(node, below)
  }
  // The topmost one stands for the root: it has a key whatever its level.
  if (top !== undefined && !made.has(top.node)) make(top.node, top.below)
  return { steps: [...made.values()], blanked: [...touched].filter((node) => !made.has(node)) }
}

/** The resolution of a node in the tree as it is about to be: touched nodes are blank until they are made, and the committer is there. */
const coverer = (tree: TreeView, { committer }: Change, touched: ReadonlySet<NodeIndex>, made: ReadonlyMap<NodeIndex, unknown>) => {
  const above = withAncestors(touched, tree.leafCount)
  const own = toNode(committer)
  return (node: NodeIndex): Array<NodeIndex> => {
    const found: Array<NodeIndex> = []
    const visit = (x: NodeIndex): void => {
      if (isLeaf(x)) {
        if (x === own || tree.occupied(toLeaf(x))) found.push(x)
      } else if (made.has(x)) found.push(x)
      else if (touched.has(x) || (above.has(x) && tree.keyAt(x) === undefined)) {
        visit(left(x))
        visit(right(x))
      } else for (const target of tree.resolution(x)) found.push(target)
    }
    visit(node)
    return found
  }
}

const withAncestors = (nodes: ReadonlySet<NodeIndex>, leafCount: number): ReadonlySet<NodeIndex> => {
  const top = root(leafCountFor(leafCount))
  const all = new Set<NodeIndex>()
  for (const node of nodes) {
    for (let x = node; !all.has(x); x = parent(x)) {
      all.add(x)
      if (x === top) break
    }
  }
  return all
}
