import { Writer } from "@copath/codec"
import {
  covers,
  isLeaf,
  leafIndex,
  leafRange,
  left,
  type LeafCount,
  nodeIndex,
  type NodeIndex,
  right,
  root,
  stands,
  toLeaf
} from "@copath/tree-math"
import type { Digest } from "./chunk.ts"
import { encodedParent, parentOf } from "./encodedNode.ts"
import type { PublicTree } from "./publicTree.ts"

/*
 * struct {
 *   NodeType node_type;
 *   select (TreeHashInput.node_type) {
 *     case leaf:   uint32 leaf_index; optional<LeafNode> leaf_node;
 *     case parent: optional<ParentNode> parent_node; opaque left_hash<V>; opaque right_hash<V>;
 *   };
 * } TreeHashInput;
 *
 * Section 7.8, with the two inputs' fields in place. The inputs are put together from the nodes' encodings, which are never made twice.
 */
const writer = new Writer(1024)

/** The encoded `TreeHashInput` of a leaf; `bytes`: its encoding, `undefined` for a blank one. */
export const leafInput = (leaf: number, bytes: Uint8Array | undefined): Uint8Array => {
  writer.reset()
  writer.u8(1)
  writer.u32(leaf)
  writer.u8(bytes === undefined ? 0 : 1)
  if (bytes !== undefined) writer.bytes(bytes)
  return writer.finish()
}

/** The encoded `TreeHashInput` of a parent; `bytes`: its encoding, `undefined` for a blank one. */
export const parentInput = (bytes: Uint8Array | undefined, leftHash: Uint8Array, rightHash: Uint8Array): Uint8Array => {
  writer.reset()
  writer.u8(2)
  writer.u8(bytes === undefined ? 0 : 1)
  if (bytes !== undefined) writer.bytes(bytes)
  writer.vectorLength(leftHash.length)
  writer.bytes(leftHash)
  writer.vectorLength(rightHash.length)
  writer.bytes(rightHash)
  return writer.finish()
}

/**
 * The hash of `node` in the full tree, as a view into the cache that must not be written or kept. Hashes known from this or an earlier version of the tree
 * are not computed again. It hangs on what is below the node alone, and not on how many leaves stand: a tree that grows or shrinks keeps it.
 */
const hashAt = (tree: PublicTree, node: NodeIndex, digest: Digest): Uint8Array => {
  const { chunk, slot } = tree.chunkOf(node)
  const known = chunk.hashAt(slot, digest)
  if (known !== undefined) return known
  const bytes = tree.encodedAt(node)
  const input = isLeaf(node)
    ? leafInput(toLeaf(node), bytes)
    : parentInput(bytes, hashAt(tree, left(node), digest), hashAt(tree, right(node), digest))
  const hash = digest(input)
  chunk.remember(slot, digest, hash)
  return hash
}

/**
 * The tree hash of `node` among the nodes that stand. Where all of them do below it, that is {@link hashAt}; else an elided node has its left child's, and
 * what stands at the right edge is hashed each time: at most one node a level.
 */
const standingHash = (tree: PublicTree, node: NodeIndex, digest: Digest): Uint8Array => {
  if (tree.standing === tree.leafCount || leafRange(node).to <= tree.standing) return hashAt(tree, node, digest)
  return stands(node, tree.standing) ? digest(edgeInput(tree, node, digest)) : standingHash(tree, belowElided(tree, node), digest)
}

const edgeInput = (tree: PublicTree, node: NodeIndex, digest: Digest): Uint8Array => {
  const rightHash = standingHash(tree, right(node), digest)
  return parentInput(tree.encodedAt(node), hashAt(tree, left(node), digest), rightHash)
}

const belowElided = (tree: PublicTree, node: NodeIndex): NodeIndex => {
  if (isLeaf(node)) throw new RangeError(`node ${node} is not in a tree of which ${tree.standing} leaves stand`)
  return left(node)
}

/** The encoded `TreeHashInput` of `node` (7.8): what its tree hash is the hash of. Of an elided node, that of its left child. */
export const nodeHashInput = (tree: PublicTree, node: NodeIndex, digest: Digest): Uint8Array => {
  if (!stands(node, tree.standing)) return nodeHashInput(tree, belowElided(tree, node), digest)
  return isLeaf(node) ? leafInput(toLeaf(node), tree.encodedAt(node)) : edgeInput(tree, node, digest)
}

/** The tree hash of `node` (7.8): a summary of everything below it. An elided node has that of its left child. */
export const nodeHash = (tree: PublicTree, node: NodeIndex, digest: Digest): Uint8Array => standingHash(tree, node, digest).slice()

/** The tree hash of the whole tree: that of its root (7.8). */
export const treeHash = (tree: PublicTree, digest: Digest): Uint8Array => nodeHash(tree, root(tree.leafCount as LeafCount), digest)

/**
 * The hash of `node` in the full tree as if `without` (ascending leaf indices) had never been added: they are blank, and no parent lists them as unmerged.
 * Section 7.9 calls it the original tree hash. Subtrees without such leaves are not hashed anew.
 *
 * In every shape it is the full tree's: an Add can make a node stand, and a Remove elide one, below a parent that neither touches, and nobody could tell
 * afterwards of which tree its parent hash was. So parent hashes are the same in all shapes.
 */
export const originalHash = (tree: PublicTree, node: NodeIndex, without: ReadonlyArray<number>, digest: Digest): Uint8Array => {
  const concerned = without.filter((leaf) => covers(node, leafIndex(leaf)))
  if (concerned.length === 0) return hashAt(tree, node, digest)
  if (isLeaf(node)) return digest(leafInput(toLeaf(node), undefined))
  const leftHash = originalHash(tree, left(node), concerned, digest)
  const rightHash = originalHash(tree, right(node), concerned, digest)
  return digest(parentInput(withoutUnmerged(tree, node, concerned), leftHash, rightHash))
}

const withoutUnmerged = (tree: PublicTree, node: NodeIndex, leaves: ReadonlyArray<number>): Uint8Array | undefined => {
  const bytes = tree.encodedAt(nodeIndex(node))
  if (bytes === undefined) return undefined
  const parent = parentOf(bytes)
  const gone = new Set(leaves)
  return encodedParent({ ...parent, unmergedLeaves: parent.unmergedLeaves.filter((leaf) => !gone.has(leaf)) })
}
