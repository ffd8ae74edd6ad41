import { isLeaf, leafCountFor, type NodeIndex, nodeIndex } from "./indices.ts"
import { left, parent, right } from "./path.ts"

/*
 *                7                    Five leaves, left-balanced. The numbering is that of the full tree; the parents that would
 *        3             (11)           have nobody on their right, 9 and 11, are elided: whoever asks for one gets what stands
 *    1       5      (9)    .          below it. So the root's right child is leaf 8, and node x stands if x < 2 * 5 - 1.
 *  0   2   4   6   8   .   .   .
 */

/** The option id of a shape. */
export type TreeShapeId = "full-with-blanks" | "left-balanced"

/** How wide a ratchet tree is. All else follows from the number of its leaves: see {@link stands}. */
export interface TreeShape {
  /** The option id. */
  readonly id: TreeShapeId
  /** Whether blank leaves can stand behind the last member. */
  readonly padded: boolean
  /** How many leaves a tree has whose last member stands at leaf `end` - 1; at least `end`, and never fewer for more. */
  readonly leaves: (end: number) => number
}

/** RFC 9420, 4.1.2 and 7.7: the next power of two. Blank leaves fill up the right end, and every node has the parent that it always had. */
export const fullWithBlanks: TreeShape = { id: "full-with-blanks", padded: true, leaves: leafCountFor }

/** draft-00 to -12: exactly as far as the last member. An Add at the right end can give nodes another parent, and the tree another root. */
export const leftBalanced: TreeShape = { id: "left-balanced", padded: false, leaves: (end) => Math.max(end, 1) }

/** Whether a node is one of a tree with `leaves` leaves, a power of two or not. The others of the full tree around it are elided, or lie beyond the edge. */
export const stands = (node: NodeIndex, leaves: number): boolean => node < 2 * leaves - 1

/** The node itself if it stands, else the topmost one below it that does; `undefined` beyond the edge. */
export const standIn = (node: NodeIndex, leaves: number): NodeIndex | undefined => {
  let x = node
  while (!stands(x, leaves)) {
    if (isLeaf(x)) return undefined
    x = left(x)
  }
  return x
}

/** The root of a tree with `leaves` leaves. It stands, whatever their number. */
export const standingRoot = (leaves: number): NodeIndex => nodeIndex(leafCountFor(leaves) - 1)

/** Right child of a parent that stands; its left child is `left`, which stands then. */
export const standingRight = (node: NodeIndex, leaves: number): NodeIndex => {
  const x = standIn(right(node), leaves)
  if (x === undefined) throw new RangeError(`node ${node} does not stand in a tree of ${leaves} leaves`)
  return x
}

/** The lowest node above `node` that stands. The root has none: asking is a defect. */
export const standingParent = (node: NodeIndex, leaves: number): NodeIndex => {
  if (!stands(node, leaves) || node === standingRoot(leaves))
    throw new RangeError(`node ${node} has no parent in a tree of ${leaves} leaves`)
  let x = parent(node)
  while (!stands(x, leaves)) x = parent(x)
  return x
}

/** Ancestors of `node` that stand, from its parent up to the root. A node that does not stand is a defect. */
export const standingPath = (node: NodeIndex, leaves: number): ReadonlyArray<NodeIndex> => {
  if (!stands(node, leaves)) throw new RangeError(`node ${node} does not stand in a tree of ${leaves} leaves`)
  const path: Array<NodeIndex> = []
  for (let x = node; x !== standingRoot(leaves);) {
    x = standingParent(x, leaves)
    path.push(x)
  }
  return path
}

/** The other child of each node of `standingPath`, in its order. */
export const standingCopath = (node: NodeIndex, leaves: number): ReadonlyArray<NodeIndex> =>
  standingPath(node, leaves).map((above) => (node < above ? standingRight(above, leaves) : left(above)))
