import { type CodecType, opaque, optional, struct, uint32, vector } from "@copath/codec"
import { type Digest, nodeHash, type PublicTree } from "@copath/membership"
import { directPath, type LeafCount, type LeafIndex, leafIndex, type NodeIndex, sibling, toNode } from "@copath/tree-math"
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
  const path = directPath(toNode(leaf), tree.leafCount as LeafCount)
  const below: ReadonlyArray<NodeIndex> = [toNode(leaf), ...path]
  return {
    leafIndex: leaf,
    leafNode: tree.leafAt(leaf),
    path: path.map((node, i) => ({ parentNode: tree.parentAt(node), siblingHash: nodeHash(tree, sibling(below[i] as NodeIndex), digest) }))
  }
}

/** The leaf that a proof is of, blank or not, if it stands at its place in the tree with this hash. */
export const verifyProof = (proof: LeafProof, treeHash: Uint8Array, digest: Digest): Result.Result<LeafProof["leafNode"], ProofRefused> => {
  const leaf = leafIndex(proof.leafIndex)
  let { hash } = blobFrom({ _tag: "leaf", leafIndex: leaf, leafNode: proof.leafNode }, digest)
  let position = proof.leafIndex
  for (const { parentNode: parent, siblingHash } of proof.path) {
    const [leftHash, rightHash] = position % 2 === 0 ? [hash, siblingHash] : [siblingHash, hash]
    hash = blobFrom({ _tag: "parent", parentNode: parent, leftHash, rightHash }, digest).hash
    position >>>= 1
  }
  return position === 0 && same(hash, treeHash) ? Result.succeed(proof.leafNode) : Result.fail(new ProofRefused({ leaf }))
}
