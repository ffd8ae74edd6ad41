import { type LeafIndex, leafIndex, type NodeIndex } from "@copath/tree-math"
import * as Context from "effect/Context"
import type { Change, TreeView } from "./cgka.ts"

/**
 * How a creator's tree comes to hold keys, and which of its levels do. Whoever creates a group asks `batches` how to add the first members; the
 * key agreement asks `initial` and `populated` at each commit.
 */
export class TreeFill extends Context.Service<
  TreeFill,
  {
    /** The option id, such as `blank-init`. */
    readonly id: string
    /** Whether a creator sets parents off its own path. It is double-joined there, so it can be evicted only by a policy that keeps a book. */
    readonly reach: "path" | "anywhere"
    /** Whether each parent with a key has, but for unmerged leaves, one such node or leaf below each child: parent hashes need it (RFC 9420, 7.9). */
    readonly parentHashes: boolean
    /** How many members a creator adds in each of its commits, in order; `members`: without the creator. */
    readonly batches: (members: number) => ReadonlyArray<number>
    /** Parents that the creating commit sets beside the creator's path; `undefined` if this is no such commit. `tree`: after the proposals. */
    readonly initial: (tree: TreeView, change: Change) => ReadonlyArray<NodeIndex> | undefined
    /** Whether the level of this parent holds keys. */
    readonly populated: (node: NodeIndex, tree: TreeView) => boolean
  }
>()("@copath/contracts/TreeFill") {}

/** Whether this commit makes a group of one member a group of many: everybody but the committer joins in it. `tree`: after the proposals. */
export const isCreating = (tree: TreeView, { added, committer, removed, updated }: Change): boolean => {
  if (added.length === 0 || removed.length > 0 || updated.length > 0) return false
  const joining = new Set<LeafIndex>(added)
  for (let leaf = 0; leaf < tree.leafCount; leaf++) {
    const at = leafIndex(leaf)
    if (at !== committer && !joining.has(at) && tree.occupied(at)) return false
  }
  return tree.occupied(committer)
}
