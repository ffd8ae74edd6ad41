import { DeliveryRefused, equalBytes, type CommitStatement, type ProofValidator, type TreeView } from "@copath/contracts"
import { type GroupServices, type Observed, type Passing, type Watch, watchWith } from "@copath/group"
import { leafCountFor, type LeafIndex, nodeIndex, type NodeIndex, toNode } from "@copath/tree-math"
import * as Effect from "effect/Effect"

/** What changes with a commit's path: its committer's leaf key and the parents' that it sets. Proposals set no parents, and others' leaves. */
const pathKeys = (before: TreeView, after: TreeView, committer: LeafIndex): CommitStatement["keys"] => {
  const changed = (node: NodeIndex) => {
    const publicKey = after.keyAt(node)
    if (publicKey === undefined) return []
    const old = node < 2 * before.leafCount - 1 ? before.keyAt(node) : undefined
    return old !== undefined && equalBytes(old, publicKey) ? [] : [{ node, publicKey }]
  }
  const parents = Array.from({ length: leafCountFor(after.leafCount) - 1 }, (_, i) => nodeIndex(2 * i + 1))
  return [toNode(committer), ...parents].flatMap(changed)
}

/** What a proof about a commit speaks of, from the group's public side before and after; `commit`: the hash of its bytes. No keys: there is nothing to prove. */
export const statementOf = (
  before: Pick<Observed, "context" | "tree">,
  after: Pick<Observed, "tree">,
  committer: LeafIndex,
  commit: Uint8Array
): CommitStatement => ({
  groupId: before.context.groupId,
  epoch: before.context.epoch,
  commit,
  committer,
  keys: pathKeys(before.tree, after.tree, committer)
})

/** A delivery service's look at messages (see `watchGroups`) that refuses also a commit with a path and without a proof that holds. */
export const watchProven = <W>(
  { id, verify }: Pick<ProofValidator<W>, "id" | "verify">,
  hash: (bytes: Uint8Array) => Uint8Array
): Effect.Effect<Watch, never, GroupServices> =>
  watchWith(({ before, group, message, seen, sending }: Passing) => {
    if (seen._tag !== "commit") return Effect.void
    const statement = statementOf(before, seen.state, seen.sender, hash(message))
    return statement.keys.length === 0 || (sending.proof !== undefined && verify(statement, sending.proof))
      ? Effect.void
      : Effect.fail(new DeliveryRefused({ group, reason: "Proof", detail: id }))
  })
