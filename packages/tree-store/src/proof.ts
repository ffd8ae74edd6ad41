import { type CodecType, opaque, optional, struct, uint32, vector } from "@copath/codec"
import { type Digest, nodeHash, type PublicTree } from "@copath/membership"
import { type LeafIndex, leafIndex, standingCopath, standingPath, toNode } from "@copath/tree-math"
import { leafNode, parentNode } from "@copath/wire"
import * as Data from "effect/Data"
import * as Result from "effect/Result"
import { blobFrom, same } from "./blob.ts"

const step = struct("ProofStep", { parentNode: optional(parentNode), siblingHash: opaque })

/**
 * ```
 * struct {
 *     uint32 leaf_index;
 *     optional<LeafNode> leaf_node;
 *     ProofStep path<V>;              // from the leaf's parent up to the root
 * } LeafProof;
 *
 * struct {
 *     optional<ParentNode> parent_node;
 *     opaque sibling_hash<V>;
 * } ProofStep;
 * ```
 * One leaf, and all that is hashed with it on the way to the tree hash.
 */
export const leafProof = struct("LeafProof", { leafIndex: uint32, leafNode: optional(leafNode), path: vector(step) })
/** See {@link leafProof}. */
export type LeafProof = CodecType<typeof leafProof>

/** A proof that does not lead to the tree hash: another leaf, another place, or another tree. */
export class ProofRefused extends Data.TaggedError("ProofRefused")<{ readonly leaf: LeafIndex }> {}

/** Shows that a leaf of this tree is what it is; O(log n) bytes. A leaf outside the tree is a defect. */
export const proofOf = (tree: PublicTree, leaf: LeafIndex, digest: Digest): LeafProof => {
  const path = standingPath(toNode(leaf), tree.standing)
  const beside = standingCopath(toNode(leaf), tree.standing).map((node) => nodeHash(tree, node, digest))
  return {
    leafIndex: leaf,
    leafNode: tree.leafAt(leaf),
    path: path.map((node, i) => ({ parentNode: tree.parentAt(node), siblingHash: beside[i] as Uint8Array }))
  }
}

/** No tree is higher: it would have more leaves than an index has room for. */
const HIGHEST = 31

/**
 * The leaf that a proof is of, blank or not, if it stands at its place in the tree with this hash. `leaves`: as in {@link TreeRoot}; left out, the tree is as
 * full as one of the proof's height can be.
 */
export const verifyProof = (
  proof: LeafProof,
  treeHash: Uint8Array,
  digest: Digest,
  leaves: number = 2 ** Math.min(proof.path.length, HIGHEST)
): Result.Result<LeafProof["leafNode"], ProofRefused> => {
  const leaf = leafIndex(proof.leafIndex)
  const above = leaf < leaves ? standingPath(toNode(leaf), leaves) : []
  if (leaf >= leaves || above.length !== proof.path.length) return Result.fail(new ProofRefused({ leaf }))
  let { hash } = blobFrom({ _tag: "leaf", leafIndex: leaf, leafNode: proof.leafNode }, digest)
  let at = toNode(leaf)
  for (const [i, { parentNode: parent, siblingHash }] of proof.path.entries()) {
    const node = above[i] as typeof at
    const [leftHash, rightHash] = at < node ? [hash, siblingHash] : [siblingHash, hash]
    hash = blobFrom({ _tag: "parent", parentNode: parent, leftHash, rightHash }, digest).hash
    at = node
  }
  return same(hash, treeHash) ? Result.succeed(proof.leafNode) : Result.fail(new ProofRefused({ leaf }))
}
