import { type Codec, type CodecType, decode, encodeFor, opaque, optional, struct, uint32, vector } from "@copath/codec"
import type { EpochAspect, SignedTree } from "@copath/contracts"
import { leafIndex, nodeIndex, toNode } from "@copath/tree-math"
import { credential, leafNode } from "@copath/wire"
import * as Result from "effect/Result"
import { standIn } from "./standIn.ts"

const covering = (...aspects: ReadonlyArray<EpochAspect>): ReadonlySet<EpochAspect> => new Set(aspects)

/**
 * ```
 * struct {
 *     opaque transcript_hash<V>;
 *     uint32 leaf_count;
 *     optional<opaque> nodes<V>;
 * } SignedState;
 * ```
 * Leaf nodes and parent nodes by node index. The leaves are the roster: each holds a credential and its keys.
 */
const signedState = struct("SignedState", { transcriptHash: opaque, leafCount: uint32, nodes: vector(optional(opaque)) })

/** Draft 01's state: group id, epoch, transcript, and the whole tree with its roster, each time hashed anew. */
export const stateToSign = standIn("state", covering("group", "epoch", "tree", "members", "transcript"), ({ context, tree }, digest) => {
  const { leafCount } = tree
  const nodes = Array.from({ length: 2 * leafCount - 1 }, (_, node) => tree.encodedAt(nodeIndex(node)))
  return encodeFor(signedState, { transcriptHash: context.confirmedTranscriptHash, leafCount, nodes }, digest)
})

/** Draft 03's: group id, epoch, and the transcript hash as it stands. */
export const transcriptToSign = standIn(
  "transcript",
  covering("group", "epoch", "transcript"),
  ({ context: { confirmedTranscriptHash } }) => confirmedTranscriptHash
)

const signedMember = struct("SignedMember", { leafIndex: uint32, identity: credential, signatureKey: opaque, freshKey: opaque })
type SignedMember = CodecType<typeof signedMember>

/**
 * ```
 * struct {
 *     uint32 leaf_index;
 *     Credential identity;
 *     opaque signature_key<V>;
 *     opaque fresh_key<V>;
 * } SignedMember;
 *
 * SignedMember members<V>;
 * ```
 * The encryption key of a leaf is the nonce that its member brings: drawn for this group, and drawn anew with each update.
 */
const signedMembers: Codec<ReadonlyArray<SignedMember>> = vector(signedMember)

const membersOf = (tree: SignedTree): ReadonlyArray<SignedMember> => {
  const found: Array<SignedMember> = []
  for (let leaf = 0; leaf < tree.leafCount; leaf++) {
    const bytes = tree.encodedAt(toNode(leafIndex(leaf)))
    if (bytes === undefined) continue
    const { credential: identity, encryptionKey: freshKey, signatureKey } = Result.getOrThrow(decode(leafNode, bytes))
    found.push({ leafIndex: leaf, identity, signatureKey, freshKey })
  }
  return found
}

/** Katz and Yung's, of groups that change: group id, epoch, and each member with identity, signature key and fresh key. */
export const rosterToSign = standIn("roster", covering("group", "epoch", "members"), ({ tree }, digest) =>
  encodeFor(signedMembers, membersOf(tree), digest)
)
