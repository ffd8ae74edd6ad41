import { type Codec, type CodecType, opaque, optional, struct, vector } from "@copath/codec"
import { leafNode, type LeafNode } from "./leafNode.ts"
import { type ProposalOrRef, proposalOrRef } from "./proposal.ts"

/** `struct { opaque kem_output<V>; opaque ciphertext<V>; } HPKECiphertext` (5.1.3). */
export const hpkeCiphertext = struct("HPKECiphertext", { kemOutput: opaque, ciphertext: opaque })

const updatePathNodeStruct = struct("UpdatePathNode", { encryptionKey: opaque, encryptedPathSecret: vector(hpkeCiphertext) })

/**
 * ```
 * struct {
 *     HPKEPublicKey encryption_key;
 *     HPKECiphertext encrypted_path_secret<V>;
 * } UpdatePathNode;
 * ```
 * Section 7.6.
 */
export interface UpdatePathNode extends CodecType<typeof updatePathNodeStruct> {}
/** Codec of {@link UpdatePathNode}. */
export const updatePathNode: Codec<UpdatePathNode> = updatePathNodeStruct

/** RFC 9420's filling of the first hole: `UpdatePathNode nodes<V>`. */
export const updatePathNodes = vector(updatePathNode)

/** A path: the committer's new leaf and whatever the key agreement adds. */
export interface UpdatePath<U> {
  readonly leafNode: LeafNode
  readonly nodes: U
}

/**
 * ```
 * struct {
 *     LeafNode leaf_node;
 *     UpdatePathNode nodes<V>;
 * } UpdatePath;
 * ```
 * Section 7.6. `update` fills the hole; with {@link updatePathNodes} the bytes are RFC 9420.
 */
export const updatePath = <U>(update: Codec<U>): Codec<UpdatePath<U>> => struct<UpdatePath<U>>("UpdatePath", { leafNode, nodes: update })

export interface Commit<U> {
  readonly proposals: ReadonlyArray<ProposalOrRef>
  readonly path: UpdatePath<U> | undefined
}

/**
 * ```
 * struct {
 *     ProposalOrRef proposals<V>;
 *     optional<UpdatePath> path;
 * } Commit;
 * ```
 * Section 12.4.
 */
export const commit = <U>(update: Codec<U>): Codec<Commit<U>> =>
  struct<Commit<U>>("Commit", { proposals: vector(proposalOrRef), path: optional(updatePath(update)) })
