import { type Codec, mapped, struct, uint32, vector } from "@copath/codec"
import { type KeyPair, keyPairCodec } from "@copath/contracts"
import { type LeafIndex, leafIndex, type NodeIndex, nodeIndex } from "@copath/tree-math"

/** The key pair of one parent node. */
export interface PathKey {
  readonly node: NodeIndex
  readonly pair: KeyPair
}

/**
 * One member's private part of the ratchet tree: its leaf's key pair, and those of its ancestors that it was told (RFC 9420, 7.4, the tree
 * invariant); an ancestor is missing where the tree is blank or the member unmerged. Where a policy lets members set nodes off their own path, `path`
 * holds those too for as long as they live: what a seized device would yield is what the policy's book says.
 */
export interface TreeKemState {
  readonly me: LeafIndex
  readonly leaf: KeyPair
  readonly path: ReadonlyArray<PathKey>
}

const leafIndexCodec: Codec<LeafIndex> = mapped(uint32, "leaf", Number, leafIndex)
export const nodeIndexCodec: Codec<NodeIndex> = mapped(uint32, "node", Number, nodeIndex)
const pathKey: Codec<PathKey> = struct<PathKey>("PathKey", { node: nodeIndexCodec, pair: keyPairCodec })

/** How a state is written down. Public keys are kept beside the secret ones: recomputing each costs a scalar multiplication. */
export const treeKemState: Codec<TreeKemState> = struct<TreeKemState>("TreeKemState", {
  me: leafIndexCodec,
  leaf: keyPairCodec,
  path: vector(pathKey)
})
