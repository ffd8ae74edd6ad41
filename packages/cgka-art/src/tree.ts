import type { TreeView } from "@copath/contracts"
import { isLeaf, left, type NodeIndex, right, toLeaf } from "@copath/tree-math"
import type { Slots } from "./book.ts"

/*
 *            root = DKP(DH(AB, C))        A slot that was never used is absent. A parent with one present child
 *           /        \                    has no key: the child stands for it (here C for the blank node above
 *    AB = DKP(DH(A,B))  (C)               C and the unused fourth slot). A slot that was used and left is not
 *       /    \        /    \              absent but vacant: it keeps a key, which somebody has filled in.
 *      A      B      C      -
 */

/** The public key by which `node` takes part in a DH; `undefined` for an absent node. */
export const keyOf = (tree: Pick<TreeView, "keyAt">, slots: Slots, node: NodeIndex): Uint8Array | undefined => {
  if (isLeaf(node)) return slots.get(toLeaf(node))?.key ?? tree.keyAt(node)
  return tree.keyAt(node) ?? keyOf(tree, slots, left(node)) ?? keyOf(tree, slots, right(node))
}

/** Whether some leaf below `node` is present. Parents with a key are, and end the search. */
export const isPresent = (tree: TreeView, node: NodeIndex, leafPresent: (leaf: ReturnType<typeof toLeaf>) => boolean): boolean =>
  isLeaf(node)
    ? leafPresent(toLeaf(node))
    : tree.keyAt(node) !== undefined || isPresent(tree, left(node), leafPresent) || isPresent(tree, right(node), leafPresent)
