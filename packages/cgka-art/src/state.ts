import { type Codec, mapped, optional, struct, uint32, vector } from "@copath/codec"
import { type CgkaState, type KeyPair, keyPairCodec, opaque } from "@copath/contracts"
import { type LeafIndex, leafIndex, type NodeIndex, nodeIndex } from "@copath/tree-math"

/** The key pair of one parent node on the member's direct path. */
export interface PathKey {
  readonly node: NodeIndex
  readonly pair: KeyPair
}

/** One member's private state. Everything follows from its leaf and public data; slot and path are kept to spare the computing. */
export interface ArtState {
  readonly me: LeafIndex
  /** The pair of the member's own, signed leaf. */
  readonly leaf: KeyPair
  /** The pair at the foot of the tree where somebody else has filled the member's slot; else the leaf's is there. */
  readonly slot: KeyPair | undefined
  /** From the leaf upward; ancestors with one present child have no pair of their own. */
  readonly path: ReadonlyArray<PathKey>
}

const leaf: Codec<LeafIndex> = mapped(uint32, "leaf", Number, leafIndex)
const node: Codec<NodeIndex> = mapped(uint32, "node", Number, nodeIndex)
const pathKey: Codec<PathKey> = struct<PathKey>("PathKey", { node, pair: keyPairCodec })
const artState: Codec<ArtState> = struct<ArtState>("ArtState", {
  me: leaf,
  leaf: keyPairCodec,
  slot: optional(keyPairCodec),
  path: vector(pathKey)
})

const box = opaque<"CgkaState", ArtState>("CgkaState", "art")
export const wrapState = (state: ArtState): CgkaState => box.wrap(state)
export const unwrapState = (state: CgkaState): ArtState => box.unwrap(state)
export const stateCodec: Codec<CgkaState> = box.codec(artState)
