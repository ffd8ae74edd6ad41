import type { CgkaBook, CgkaState, Secret, TreeEdit } from "@copath/contracts"
import { merge, type Plan, type PublicTree, setLeaf, treeHash } from "@copath/membership"
import type { LeafIndex } from "@copath/tree-math"
import type { GroupContext, LeafNode } from "@copath/wire"
import { contextBytes, contextOf, withBook } from "./context.ts"
import { zeros } from "./epoch.ts"
import type { Parts } from "./parts.ts"
import type { EpochState } from "./state.ts"

/** The tree with a commit's edits, before the committer's leaf; and the parent hash that belongs into that leaf. */
export const mergeEdits = (
  p: Parts,
  tree: PublicTree,
  committer: LeafIndex,
  edits: ReadonlyArray<TreeEdit>
): { readonly tree: PublicTree; readonly parentHash: Uint8Array } =>
  merge(tree, committer, edits, p.integrity.parentHashes, p.suite.hash.digest)

/** The next epoch's public state before its transcript hash is known. */
export interface Provisional {
  readonly tree: PublicTree
  readonly context: GroupContext
  /** What path secrets are sealed under: the new tree hash, the old confirmed transcript hash (RFC 9420, 12.4.1). */
  readonly contextBytes: Uint8Array
}

/** The next tree with the committer's leaf, and the provisional GroupContext that holds its hash. */
export const provisional = (
  p: Parts,
  old: Pick<EpochState, "context">,
  plan: Plan,
  book: CgkaBook,
  tree: PublicTree,
  path: { readonly committer: LeafIndex; readonly leaf: LeafNode } | undefined
): Provisional => {
  const next = path === undefined ? tree : setLeaf(tree, path.committer, path.leaf)
  const context = contextOf(p, {
    groupId: old.context.groupId,
    epoch: old.context.epoch + 1n,
    treeHash: treeHash(next, p.suite.hash.digest),
    confirmedTranscriptHash: old.context.confirmedTranscriptHash,
    extensions: withBook(p, plan.extensions, book)
  })
  return { tree: next, context, contextBytes: contextBytes(context) }
}

/** What a path, or its absence, makes of the tree and of the key agreement. */
export interface PathTaken {
  readonly next: Provisional
  readonly book: CgkaBook
  readonly cgka: CgkaState
  readonly commitSecret: Secret
  readonly retired: ReadonlyArray<Secret>
}

/** A commit without a path: the key agreement forgets what the tree no longer holds, and Nh zero bytes are the commit secret. */
export const withoutPath = (p: Parts, old: EpochState, plan: Plan): PathTaken => {
  const { state: cgka, ...secrets } = noPath(p, old.cgka, plan.tree)
  return { next: provisional(p, old, plan, old.book, plan.tree, undefined), book: old.book, cgka, ...secrets }
}

/** {@link withoutPath} for the key agreement alone. */
export const noPath = (
  p: Parts,
  cgka: CgkaState,
  tree: PublicTree
): { readonly state: CgkaState; readonly commitSecret: Secret; readonly retired: ReadonlyArray<Secret> } => ({
  ...p.cgka.follow(cgka, tree),
  commitSecret: zeros(p)
})
