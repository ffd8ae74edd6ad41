import { type Codec, mapped, struct, uint32, vector } from "@copath/codec"
import { type CgkaState, type KeyPair, keyPairCodec, opaque } from "@copath/contracts"
import { type LeafIndex, leafIndex, type NodeIndex, nodeIndex } from "@copath/tree-math"

/** The key pair of one parent node on the member's direct path. */
export interface PathKey {
  readonly node: NodeIndex
  readonly pair: KeyPair
}

/**
 * One member's private part of the ratchet tree: its leaf's key pair, and those of its ancestors that it was told (RFC 9420, 7.4, the tree
 * invariant). `path` is ordered from the leaf upward; an ancestor is missing where the tree is blank or the member unmerged.
 */
export interface TreeKemState {
  readonly me: LeafIndex
  readonly leaf: KeyPair
  readonly path: ReadonlyArray<PathKey>
}

const leafIndexCodec: Codec<LeafIndex> = mapped(uint32, "leaf", Number, leafIndex)
const nodeIndexCodec: Codec<NodeIndex> = mapped(uint32, "node", Number, nodeIndex)
const pathKey: Codec<PathKey> = struct<PathKey>("PathKey", { node: nodeIndexCodec, pair: keyPairCodec })

/** How a state is written down. Public keys are kept beside the secret ones: recomputing each costs a scalar multiplication. */
const treeKemState: Codec<TreeKemState> = struct<TreeKemState>("TreeKemState", {
  me: leafIndexCodec,
  leaf: keyPairCodec,
  path: vector(pathKey)
})

const box = opaque<"CgkaState", TreeKemState>("CgkaState", "treekem9420")
export const wrapState = (state: TreeKemState): CgkaState => box.wrap(state)
export const unwrapState = (state: CgkaState): TreeKemState => box.unwrap(state)
export const stateCodec: Codec<CgkaState> = box.codec(treeKemState)
