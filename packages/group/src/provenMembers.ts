import type { PublicTree } from "@copath/membership"
import type { LeafIndex } from "@copath/tree-math"

/** The members of an epoch, by whether they have acted as members. Leaf indices, ascending. */
export interface ProvenMembers {
  /** Have renewed their leaf or come in by themselves: whoever did that knew secrets of the group. */
  readonly proven: ReadonlyArray<LeafIndex>
  /** Stand in the tree with the leaf of a key package: nobody has shown that its private keys exist. */
  readonly unproven: ReadonlyArray<LeafIndex>
}

/**
 * Who has shown to hold the keys that stand for it, as the tree tells it by each leaf's `leaf_node_source` (RFC 9420, 7.2): a leaf of an Update or a commit was
 * signed for this place, and sent by somebody who had opened the Welcome. A group's creator is proven by its first path.
 *
 * *Gotcha*: it shows that the keys were used, and not by whose hand. Keys that are lent, or acts that another member passes on, cannot be told from one's own.
 */
export const provenMembers = ({ tree }: { readonly tree: PublicTree }): ProvenMembers => {
  const proven: Array<LeafIndex> = []
  const unproven: Array<LeafIndex> = []
  for (const leaf of tree.members()) (tree.leafAt(leaf)?.source._tag === "keyPackage" ? unproven : proven).push(leaf)
  return { proven, unproven }
}
