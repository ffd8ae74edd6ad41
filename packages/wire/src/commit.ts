import { type Codec, type CodecType, deferredVector, opaque, optional, struct, vector } from "@copath/codec"
import { leafNode, type LeafNode } from "./leafNode.ts"
import { type Proposal, proposal, type ProposalOrRef, proposalOrRefOf } from "./proposal.ts"

/** `struct { opaque kem_output<V>; opaque ciphertext<V>; } HPKECiphertext` (7.6). */
export const hpkeCiphertext = struct("HPKECiphertext", { kemOutput: opaque, ciphertext: opaque })

// A member opens one ciphertext of a path; in a tree full of blanks there may be as many as members.
const updatePathNodeStruct = struct("UpdatePathNode", { encryptionKey: opaque, encryptedPathSecret: deferredVector(hpkeCiphertext) })

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
  /** Of source `commit`, signed. */
  readonly leafNode: LeafNode
  /** RFC 9420: a new key and its ciphertexts for each node of the filtered direct path, lowest first. */
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

/** Ends an epoch: which proposals take effect, and fresh keys for the committer's path. */
export interface Commit<U> {
  /** In the order in which they are judged and applied (12.3); may be empty when there is a path. */
  readonly proposals: ReadonlyArray<ProposalOrRef>
  /** Left out only where no proposal demands one (12.4). */
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
export const commit = <U>(update: Codec<U>, proposals: Codec<Proposal> = proposal): Codec<Commit<U>> =>
  struct<Commit<U>>("Commit", { proposals: vector(proposalOrRefOf(proposals)), path: optional(updatePath(update)) })
