import { encode } from "@copath/codec"
import { nodesOf, plan, type PlanInput, planRules, rfc9420TreeRules, treeFrom, treeHash } from "@copath/membership"
import { hex, toHex, type TreeOperationsCase } from "@copath/vectors"
import { proposal, ratchetTree } from "@copath/wire"
import { Result } from "effect"
import { type Comparison, decoded, type Tools } from "./check.ts"

/** `tree-operations.json`: one Add, Update or Remove, judged and applied to a tree (RFC 9420, 12.1.1 to 12.1.3 and 7.7). */
export function* treeOperations(one: TreeOperationsCase, { suite }: Tools): Iterable<Comparison> {
  const { digest } = suite.hash
  const before = Result.getOrThrow(treeFrom(decoded(ratchetTree, one.tree_before)))
  yield ["tree_before", toHex(encode(ratchetTree, nodesOf(before))), one.tree_before]
  yield ["tree_hash_before", toHex(treeHash(before, digest)), one.tree_hash_before]
  const proposed = decoded(proposal, one.proposal)
  // Somebody other than the proposal's sender and target commits it; the file does not say who.
  const target = proposed._tag === "remove" ? proposed.removed : undefined
  const committer = before.members().find((leaf) => leaf !== one.proposal_sender && leaf !== target)
  yield ["somebody can commit", committer !== undefined, true]
  const input: PlanInput = {
    tree: before,
    groupContext: {
      version: 1,
      cipherSuite: one.cipher_suite,
      groupId: new Uint8Array(0),
      epoch: 0n,
      treeHash: hex(one.tree_hash_before),
      confirmedTranscriptHash: new Uint8Array(0),
      extensions: []
    },
    committer,
    proposals: [
      { proposal: proposed, sender: { _tag: "member", leafIndex: one.proposal_sender }, reference: new Uint8Array(suite.hash.size) }
    ],
    rules: rfc9420TreeRules,
    hasPath: true,
    suiteId: one.cipher_suite,
    hashSize: suite.hash.size,
    // The file's lifetimes are over.
    now: undefined,
    maxLifetime: 2n ** 64n
  }
  // The file's key packages hold extensions that their leaves do not list (section 10), so the proposal is not judged by itself here.
  const after = Result.getOrThrow(plan(input, { ...planRules, proposal: [] })).tree
  yield ["tree_after", toHex(encode(ratchetTree, nodesOf(after))), one.tree_after]
  yield ["tree_hash_after", toHex(treeHash(after, digest)), one.tree_hash_after]
}
