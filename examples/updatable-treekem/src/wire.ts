import { type Codec, deferredVector, fixed, type Listed, mapped, opaque as bytes, optional, struct, uint32, vector } from "@copath/codec"
import { type HpkeCiphertext, opaque } from "@copath/contracts"
import { type NodeIndex, nodeIndex } from "@copath/tree-math"
import { lineSize } from "./upke.ts"

/** The part's id, and whose the opaque values are. */
export const id = "updatable-treekem"

const line = fixed(lineSize)
export const nodeCodec: Codec<NodeIndex> = mapped(uint32, "node", Number, nodeIndex)
const hpkeCiphertext: Codec<HpkeCiphertext> = struct("HPKECiphertext", { kemOutput: bytes, ciphertext: bytes })

/**
 * ```
 * struct {
 *     opaque next[32];
 *     opaque enc[32];
 *     opaque ciphertext<V>;
 *     optional<HPKECiphertext> mask;
 * } SealedOnce;
 * ```
 * A path secret and a step, sealed to a node by its line key, which is `next` from then on. A leaf's is masked, and the mask sealed to the leaf's own key.
 */
export interface SealedOnce {
  readonly next: Uint8Array
  readonly enc: Uint8Array
  readonly ciphertext: Uint8Array
  readonly mask: HpkeCiphertext | undefined
}
const sealedOnce: Codec<SealedOnce> = struct<SealedOnce>("SealedOnce", {
  next: line,
  enc: line,
  ciphertext: bytes,
  mask: optional(hpkeCiphertext)
})

/**
 * ```
 * struct {
 *     HPKEPublicKey encryption_key;
 *     opaque line[32];
 *     SealedOnce sealed<V>;
 * } UpdatableNode;
 * ```
 * A parent on the committer's path, with both of its new keys.
 */
export interface UpdatableNode {
  readonly encryptionKey: Uint8Array
  readonly line: Uint8Array
  readonly sealed: Listed<SealedOnce>
}

/**
 * ```
 * struct {
 *     opaque own[32];
 *     opaque joiners[32]<V>;
 *     UpdatableNode nodes<V>;
 * } UpdatablePath;
 * ```
 * The line keys of the committer's leaf and of those who join, and the path from below.
 */
export interface UpdatablePath {
  readonly own: Uint8Array
  readonly joiners: ReadonlyArray<Uint8Array>
  readonly nodes: ReadonlyArray<UpdatableNode>
}

/** What a joiner is told: the seed of its first line key, and the secret of the node where its path meets the committer's. */
export interface Invitation {
  readonly seed: Uint8Array
  readonly pathSecret: Uint8Array
}

/** The current line key of each node that holds any, by node index, ascending. */
export interface Lines {
  readonly lines: ReadonlyArray<{ readonly node: NodeIndex; readonly key: Uint8Array }>
}

export const updates = opaque<"CgkaUpdate", UpdatablePath>("CgkaUpdate", id)
export const updateCodec = updates.codec(
  struct<UpdatablePath>("UpdatablePath", {
    own: line,
    joiners: vector(line),
    nodes: vector(struct<UpdatableNode>("UpdatableNode", { encryptionKey: bytes, line, sealed: deferredVector(sealedOnce) }))
  })
)

export const welcomes = opaque<"CgkaWelcome", Invitation>("CgkaWelcome", id)
export const welcomeCodec = welcomes.codec(struct<Invitation>("Invitation", { seed: line, pathSecret: bytes }))

export const books = opaque<"CgkaBook", Lines>("CgkaBook", id)
export const bookCodec = books.codec(struct<Lines>("Lines", { lines: vector(struct("Line", { node: nodeCodec, key: line })) }))
