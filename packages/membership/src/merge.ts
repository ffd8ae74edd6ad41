import { childToward, directPath, type LeafCount, type LeafIndex, type NodeIndex, sibling, toNode } from "@copath/tree-math"
import type { ParentNode } from "@copath/wire"
import type { Digest } from "./chunk.ts"
import { parentHashOver } from "./parentHash.ts"
import type { PublicTree } from "./publicTree.ts"
import { TreeDraft } from "./treeDraft.ts"

/** A parent's new public key, or `undefined` to blank it. */
export interface TreeEdit {
  /** Node index of a parent. */
  readonly node: NodeIndex
  /** A KEM public key in the suite's encoding. */
  readonly key: Uint8Array | undefined
}

/** A tree with a commit's path merged, but for the committer's leaf; and the `parent_hash` that belongs into that leaf. */
export interface Merged {
  /** Its committer's leaf is still the old one, or blank for a joiner. */
  readonly tree: PublicTree
  /** Nh bytes, or none. */
  readonly parentHash: Uint8Array
}

const none = new Uint8Array(0)

/**
 * Merges a commit's path (7.5): sets or blanks the parents in `edits` and empties their unmerged leaves. Nothing else is blanked: the edits name
 * every node that changes. With parent hashes `required`, those of the committer's direct path are computed from the root down (7.5, 7.9); they are
 * a zero-length string at the topmost node, and in the leaf when no node above it holds a key.
 *
 * An edit that names a leaf or a node outside the tree is the caller's defect, and so is a key for a node that does not stand.
 */
export const merge = (
  tree: PublicTree,
  committer: LeafIndex,
  edits: ReadonlyArray<TreeEdit>,
  parentHashes: "required" | "absent",
  digest: Digest
): Merged => {
  for (const { key, node } of edits) {
    const leaves = key === undefined ? tree.leafCount : tree.standing
    if (node % 2 === 0 || node >= 2 * leaves - 1) throw new RangeError(`node ${node} is not a parent of a tree of ${leaves} leaves`)
  }
  if (parentHashes === "absent") return { tree: withEdits(tree, edits), parentHash: none }

  const path = directPath(toNode(committer), tree.leafCount as LeafCount)
  const onPath = new Set(path)
  const elsewhere = edits.filter(({ node }) => !onPath.has(node))
  // Siblings lie off the path, so their hashes are those of the tree before it.
  const beside = elsewhere.length === 0 ? tree : withEdits(tree, elsewhere)
  const draft = new TreeDraft(beside)
  const keys = new Map(edits.map(({ key, node }) => [node, key]))
  let parentHash: Uint8Array = none
  for (const node of path.toReversed()) {
    const parent = keys.has(node) ? fresh(keys.get(node)) : beside.parentAt(node)
    if (parent === undefined) {
      draft.setParent(node, undefined)
      continue
    }
    const next = { ...parent, parentHash }
    draft.setWholeParent(node, next)
    parentHash = parentHashOver(beside, next, sibling(childToward(node, committer)), digest)
  }
  return { tree: draft.finish(), parentHash }
}

const fresh = (key: Uint8Array | undefined): ParentNode | undefined =>
  key === undefined ? undefined : { encryptionKey: key, parentHash: none, unmergedLeaves: [] }

const withEdits = (tree: PublicTree, edits: ReadonlyArray<TreeEdit>): PublicTree => {
  const draft = new TreeDraft(tree)
  for (const { key, node } of edits) draft.setParent(node, key === undefined ? undefined : { encryptionKey: key, parentHash: none })
  return draft.finish()
}
