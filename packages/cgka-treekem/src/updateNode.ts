import { type Codec, deferredVector, type Listed, mapped, opaque, struct, vector } from "@copath/codec"
import type { HpkeCiphertext } from "@copath/contracts"
import type { NodeIndex } from "@copath/tree-math"
import { hpkeCiphertext, type UpdatePathNode, updatePathNodes } from "@copath/wire"
import { nodeIndexCodec } from "./state.ts"

/** One step's new key and ciphertexts, in whatever form they travel. */
export interface UpdateNode {
  readonly encryptionKey: Uint8Array
  /** To whom the ciphertexts are sealed; `undefined` where that is implied by the plan. */
  readonly targets: ReadonlyArray<NodeIndex> | undefined
  readonly encryptedPathSecret: Listed<HpkeCiphertext>
}

/** `UpdatePathNode nodes<V>` (RFC 9420, 7.6): the targets are implied. */
export const impliedTargets: Codec<ReadonlyArray<UpdateNode>> = mapped(
  updatePathNodes,
  "UpdatePathNode<V>",
  (nodes): ReadonlyArray<UpdatePathNode> => nodes,
  (nodes) => nodes.map((node) => ({ ...node, targets: undefined }))
)

/**
 * ```
 * struct {
 *     HPKEPublicKey encryption_key;
 *     uint32 targets<V>;
 *     HPKECiphertext encrypted_path_secret<V>;
 * } TargetedPathNode;
 * ```
 * For senders that choose whom they seal to: node indices, in the order of the ciphertexts.
 */
export const explicitTargets: Codec<ReadonlyArray<UpdateNode>> = vector(
  struct<UpdateNode>("TargetedPathNode", {
    encryptionKey: opaque,
    targets: vector(nodeIndexCodec) as Codec<ReadonlyArray<NodeIndex> | undefined>,
    encryptedPathSecret: deferredVector(hpkeCiphertext)
  })
)
