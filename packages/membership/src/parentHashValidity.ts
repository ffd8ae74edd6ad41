import { covers, isLeaf, leafIndex, left, type NodeIndex, right, toLeaf, toNode } from "@copath/tree-math"
import type { ParentNode } from "@copath/wire"
import { sameBytes } from "./byteStrings.ts"
import type { Digest } from "./chunk.ts"
import { type Invalid, invalid } from "./invalid.ts"
import { parentHashOver } from "./parentHash.ts"
import type { PublicTree } from "./publicTree.ts"

/**
 * Whether a parent can be chained to exactly one node below it by a parent hash (7.9.2). With C and S its children:
 *
 * ```
 *          P [unmerged]        D is the one node of C's resolution that P does not list,
 *        __|__                 P lists everything else there and nothing else below C,
 *       C     S                and D.parent_hash = hash of P with copath child S
 *      ...
 *       D
 * ```
 *
 * Asked of every parent, this covers every chain from leaf to root: D is itself asked about, unless it is a leaf.
 */
export const parentHashObjection = (tree: PublicTree, node: NodeIndex, parent: ParentNode, digest: Digest): Invalid | undefined => {
  const children = [
    { child: left(node), sibling: right(node) },
    { child: right(node), sibling: left(node) }
  ]
  const linked = children.flatMap(({ child, sibling }) => {
    const below = linkedNode(tree, parent, child)
    return below === undefined ? [] : [{ below, sibling }]
  })
  if (linked.length === 0) {
    return invalid(
      "V225",
      node,
      `node ${node} lists other unmerged leaves than those added since it was set: no node below it can have set it`
    )
  }
  const chained = linked.filter(({ below, sibling }) => {
    const claimed = parentHashAt(tree, below)
    return claimed !== undefined && sameBytes(claimed, parentHashOver(tree, parent, sibling, digest))
  })
  if (chained.length === 1) return undefined
  if (linked.every(({ below }) => parentHashAt(tree, below) === undefined)) {
    return invalid("V228", node, `node ${node} stands above leaves only that never committed: nobody below it can have set it`)
  }
  return invalid("V224", node, `node ${node} is vouched for by ${chained.length} parent hashes below it; exactly one is right`)
}

/** D: the only node of the child's resolution that the parent does not list as unmerged, if the parent lists all the others below the child. */
const linkedNode = (tree: PublicTree, { unmergedLeaves }: ParentNode, child: NodeIndex): NodeIndex | undefined => {
  const resolution = tree.resolution(child)
  if (resolution.length > unmergedLeaves.length + 1) return undefined
  const listed = new Set<number>(unmergedLeaves.filter((leaf) => covers(child, leafIndex(leaf))).map((leaf) => toNode(leafIndex(leaf))))
  const others = resolution.filter((x) => !listed.has(x))
  return others.length === 1 && listed.size === resolution.length - 1 ? others[0] : undefined
}

/** `parent_hash` of a parent or of a leaf that came with a commit; other leaves start no chain (V228). */
const parentHashAt = (tree: PublicTree, node: NodeIndex): Uint8Array | undefined => {
  if (!isLeaf(node)) return tree.parentAt(node)?.parentHash
  const source = tree.leafAt(toLeaf(node))?.source
  return source?._tag === "commit" ? source.parentHash : undefined
}
