import { isLeaf, left, type LeafCount, nodeCount, nodeIndex, parent, right, root, sibling } from "@copath/tree-math"
import type { TreeMathCase } from "@copath/vectors"
import type { Comparison } from "./check.ts"

/** `tree-math.json`: root, children, parent and sibling of every node (RFC 9420, appendix C). `null` stands where there is none. */
export function* treeMath(one: TreeMathCase): Iterable<Comparison> {
  const leaves = one.n_leaves as LeafCount
  const top = root(leaves)
  const nodes = Array.from({ length: one.n_nodes }, (_, i) => nodeIndex(i))
  yield ["n_nodes", nodeCount(leaves), one.n_nodes]
  yield ["root", top, one.root]
  yield ["left", nodes.map((x) => (isLeaf(x) ? null : left(x))), one.left]
  yield ["right", nodes.map((x) => (isLeaf(x) ? null : right(x))), one.right]
  yield ["parent", nodes.map((x) => (x === top ? null : parent(x))), one.parent]
  yield ["sibling", nodes.map((x) => (x === top ? null : sibling(x))), one.sibling]
}
