import { isLeaf, type LeafCount, type LeafIndex, type NodeIndex, nodeIndex, toNode } from "./indices.ts"

/*
 *                7                 A tree of eight leaves. A node's level is the number of
 *        3              11         trailing one bits of its index: leaves 0, root 3.
 *    1       5       9      13     Node x at level k spans 2^k leaves and has its children
 *  0   2   4   6   8  10  12  14   at distance 2^(k-1).
 */

/** Height of `node` above the leaves, 0 for a leaf. */
export const level = (node: NodeIndex): number => {
  if (node % 2 === 0) return 0
  // Trailing ones of x are the trailing zeros of x + 1.
  return 31 - Math.clz32((node + 1) & -(node + 1))
}

/** The root of a tree with `leaves` leaves. */
export const root = (leaves: LeafCount): NodeIndex => nodeIndex(leaves - 1)

/** Left child of a parent node. A leaf has none: asking is a defect. */
export const left = (node: NodeIndex): NodeIndex => {
  const k = level(node)
  if (k === 0) throw new RangeError(`node ${node} is a leaf`)
  return nodeIndex(node - 2 ** (k - 1))
}

/** Right child of a parent node. A leaf has none: asking is a defect. */
export const right = (node: NodeIndex): NodeIndex => {
  const k = level(node)
  if (k === 0) throw new RangeError(`node ${node} is a leaf`)
  return nodeIndex(node + 2 ** (k - 1))
}

/** Parent of a node below the root. In a full tree it does not depend on the tree's size; the root's own "parent" lies outside it. */
export const parent = (node: NodeIndex): NodeIndex => {
  const step = 2 ** level(node)
  const bit = Math.floor(node / (2 * step)) % 2
  return nodeIndex(bit === 0 ? node + step : node - step)
}

/** The other child of `node`'s parent. */
export const sibling = (node: NodeIndex): NodeIndex => {
  const p = parent(node)
  return node < p ? right(p) : left(p)
}

// From a node outside the tree the way up never meets the root.
const rootAbove = (node: NodeIndex, leaves: LeafCount): NodeIndex => {
  if (!isNode(node, leaves)) throw new RangeError(`node ${node} is not in a tree of ${leaves} leaves`)
  return root(leaves)
}

/** Ancestors of `node`, from its parent up to and including the root; empty for the root (RFC 9420, 4.1.2). A node outside the tree is a defect. */
export const directPath = (node: NodeIndex, leaves: LeafCount): ReadonlyArray<NodeIndex> => {
  const top = rootAbove(node, leaves)
  const path: Array<NodeIndex> = []
  for (let x = node; x !== top;) {
    x = parent(x)
    path.push(x)
  }
  return path
}

/** The sibling of `node` and of each node of its direct path but the root: element i is the child of `directPath[i]` that is off the path. */
export const copath = (node: NodeIndex, leaves: LeafCount): ReadonlyArray<NodeIndex> => {
  const top = rootAbove(node, leaves)
  const path: Array<NodeIndex> = []
  for (let x = node; x !== top; x = parent(x)) path.push(sibling(x))
  return path
}

/** Leaves below `node` as a half-open range `[from, to)` of leaf indices. */
export const leafRange = (node: NodeIndex): { readonly from: number; readonly to: number } => {
  const width = 2 ** level(node)
  const from = (node - (width - 1)) / 2
  return { from, to: from + width }
}

/** Whether leaf `leaf` is `node` or below it. */
export const covers = (node: NodeIndex, leaf: LeafIndex): boolean => {
  const { from, to } = leafRange(node)
  return leaf >= from && leaf < to
}

/** The lowest node that has both leaves below it (or is both). */
export const commonAncestor = (a: LeafIndex, b: LeafIndex): NodeIndex => {
  let x = toNode(a)
  while (!covers(x, b)) x = parent(x)
  return x
}

/** The child of `node` below which `leaf` stands. */
export const childToward = (node: NodeIndex, leaf: LeafIndex): NodeIndex => (covers(left(node), leaf) ? left(node) : right(node))

/** Whether `node` is the index of a node in a tree with `leaves` leaves. */
export const isNode = (node: number, leaves: LeafCount): boolean => Number.isInteger(node) && node >= 0 && node < 2 * leaves - 1

/** The leaves of a tree that stand under `node`, left to right, as node indices. */
export const leafNodes = (node: NodeIndex): ReadonlyArray<NodeIndex> => {
  if (isLeaf(node)) return [node]
  const { from, to } = leafRange(node)
  return Array.from({ length: to - from }, (_, i) => nodeIndex(2 * (from + i)))
}
