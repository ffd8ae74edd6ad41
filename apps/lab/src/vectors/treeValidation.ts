import { verifyWithLabel } from "@copath/contracts"
import { checkTree, nodeHash, type Obligation, treeFrom } from "@copath/membership"
import { nodeIndex } from "@copath/tree-math"
import { hex, toHex, type TreeValidationCase } from "@copath/vectors"
import { leafNodeTbs, ratchetTree } from "@copath/wire"
import { Result } from "effect"
import { type Comparison, decoded, type Tools } from "./check.ts"

/** `tree-validation.json`: resolutions, tree hashes, parent hashes and leaf signatures of whole trees (RFC 9420, 4.1.1, 7.8, 7.9). */
export function* treeValidation(one: TreeValidationCase, { suite }: Tools): Iterable<Comparison> {
  const { digest, size } = suite.hash
  const tree = Result.getOrThrow(treeFrom(decoded(ratchetTree, one.tree)))
  yield ["nodes", 2 * tree.leafCount - 1, one.tree_hashes.length]
  for (const [node, resolution] of one.resolutions.entries()) {
    yield [`resolution of node ${node}`, tree.resolution(nodeIndex(node)), resolution]
  }
  for (const [node, hash] of one.tree_hashes.entries()) {
    yield [`tree hash of node ${node}`, toHex(nodeHash(tree, nodeIndex(node), digest)), hash]
  }
  // Parent hashes and everything else that a joiner asks of a tree; what is left to be shown comes back as obligations.
  const checked = checkTree({
    tree,
    groupContext: {
      version: 1,
      cipherSuite: one.cipher_suite,
      groupId: hex(one.group_id),
      epoch: 0n,
      treeHash: hex(one.tree_hashes[tree.leafCount - 1] ?? ""),
      confirmedTranscriptHash: new Uint8Array(0),
      extensions: []
    },
    suiteId: one.cipher_suite,
    hashSize: size,
    parentHashes: "required",
    digest,
    // The file's lifetimes are over.
    now: undefined,
    maxLifetime: 2n ** 64n
  })
  yield ["parent hashes and form", Result.isSuccess(checked) ? "valid" : checked.failure.message, "valid"]
  for (const obligation of Result.getOrElse(checked, () => [])) yield* met(obligation, one, suite)
}

function* met(obligation: Obligation, one: TreeValidationCase, suite: Tools["suite"]): Iterable<Comparison> {
  if (obligation._tag === "leafSignature") {
    const { leaf, leafIndex } = obligation
    const tbs = leafNodeTbs(leaf, { groupId: hex(one.group_id), leafIndex })
    yield [`signature of leaf ${leafIndex}`, verifyWithLabel(suite, leaf.signatureKey, "LeafNodeTBS", tbs, leaf.signature), true]
  }
  if (obligation._tag === "publicKey") {
    const { key, kind } = obligation
    yield [`${kind} key ${toHex(key)}`, kind === "hpke" ? suite.kem.validPublicKey(key) : suite.signature.validPublicKey(key), true]
  }
}
