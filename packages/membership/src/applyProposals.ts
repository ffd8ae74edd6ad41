import { type LeafIndex, leafIndex } from "@copath/tree-math"
import type { KeyPackage, LeafNode, Registry } from "@copath/wire"
import { type Proposed, removedBy } from "./proposed.ts"
import { MAX_LEAVES, type PublicTree } from "./publicTree.ts"
import { type Invalid, invalid } from "./invalid.ts"
import { TreeDraft } from "./treeDraft.ts"
import type { TreeRules } from "./treeRules.ts"
import * as Result from "effect/Result"

/** A tree after a list of proposals, and what they did. */
export interface Applied {
  readonly tree: PublicTree
  readonly added: ReadonlyArray<{ readonly leaf: LeafIndex; readonly keyPackage: KeyPackage }>
  readonly removed: ReadonlyArray<LeafIndex>
  readonly updated: ReadonlyArray<{ readonly leaf: LeafIndex; readonly leafNode: LeafNode }>
  /** With `external`, the leaf that the joiner takes: the leftmost blank one; part of `tree` (V189). */
  readonly joiner: LeafIndex | undefined
}

/**
 * Applies proposals whose targets were checked (12.3): Updates, then Removes, then the tree shrinks, then Adds in the order of the list, each at the
 * leftmost blank leaf (12.1.1, 12.1.3). With `external` the tree also has room for the joiner.
 */
export const applyProposals = (
  tree: PublicTree,
  proposals: ReadonlyArray<Proposed>,
  rules: TreeRules,
  external: boolean,
  registry?: Registry
): Result.Result<Applied, Invalid> => {
  const draft = new TreeDraft(tree)
  const updated: Array<Applied["updated"][number]> = []
  const removed: Array<LeafIndex> = []
  const added: Array<Applied["added"][number]> = []

  for (const { proposal, sender } of proposals) {
    if (proposal._tag !== "update" || sender._tag !== "member") continue
    const leaf = leafIndex(sender.leafIndex)
    draft.setLeaf(leaf, proposal.leafNode)
    if (rules.onRemove === "blank") draft.blankAbove(leaf)
    updated.push({ leaf, leafNode: proposal.leafNode })
  }
  for (const proposed of proposals) {
    const target = removedBy(proposed, registry)
    if (target === undefined) continue
    const leaf = leafIndex(target)
    draft.blankLeaf(leaf)
    if (rules.onRemove === "blank") draft.blankAbove(leaf)
    removed.push(leaf)
  }
  if (removed.length > 0) draft.truncate()
  for (const [at, { proposal }] of proposals.entries()) {
    if (proposal._tag !== "add") continue
    const leaf = draft.leftmostBlank()
    if (leaf >= MAX_LEAVES) return Result.fail(full(at))
    draft.setLeaf(leaf, proposal.keyPackage.leafNode)
    if (rules.onAdd === "unmerged") draft.listUnmerged(leaf)
    if (rules.onAdd === "blank") draft.blankAbove(leaf)
    added.push({ leaf, keyPackage: proposal.keyPackage })
  }
  const joiner = external ? draft.leftmostBlank() : undefined
  if (joiner !== undefined) {
    if (joiner >= MAX_LEAVES) return Result.fail(full(undefined))
    draft.extendTo(joiner)
  }
  return Result.succeed({ tree: draft.finish(), added, removed, updated, joiner })
}

const full = (at: number | undefined): Invalid => invalid("V221", at, `the tree has its largest size already, ${MAX_LEAVES} leaves`)
