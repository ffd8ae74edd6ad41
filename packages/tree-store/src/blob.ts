import { encode } from "@copath/codec"
import { type Digest, nodeHash, nodeHashInput, type PublicTree } from "@copath/membership"
import { isLeaf, left, type NodeIndex, nodeIndex, standingRight, standingRoot, stands } from "@copath/tree-math"
import { treeHashInput, type TreeHashInput } from "@copath/wire"

/**
 * A node as its tree hash sees it (RFC 9420, 7.8): the node itself, or that it is blank, and for a parent the hashes of its children. So a tree is a Merkle
 * tree of blobs already, and the hash in the group context, which every member confirmed, vouches for each of them:
 *
 * ```
 *   tree hash ──► 02 | parent? | left hash | right hash          a parent's blob
 *                                   │            │
 *                                   ▼            ▼
 *                    01 | leaf index | leaf?    01 | …           a leaf's blob
 * ```
 */
export interface Blob {
  /** Its tree hash, Nh bytes. */
  readonly hash: Uint8Array
  /** The encoded `TreeHashInput`: what the hash is of. */
  readonly input: Uint8Array
}

/** What a tree is known by: enough to fetch it, and to tell whether it is the right one. */
export interface TreeRoot {
  /** As in the group context, Nh bytes. */
  readonly treeHash: Uint8Array
  /** Leaves that stand, blank ones included: a power of two, or up to the last member, as the group's shape has it. */
  readonly leafCount: number
}

/** The root of a tree at hand. */
export const rootOf = (tree: PublicTree, digest: Digest): TreeRoot => ({
  treeHash: nodeHash(tree, top(tree), digest),
  leafCount: tree.standing
})

/** The blob of one node. */
export const blobAt = (tree: PublicTree, node: NodeIndex, digest: Digest): Blob => ({
  hash: nodeHash(tree, node, digest),
  input: nodeHashInput(tree, node, digest)
})

/** All blobs of a tree of which n leaves stand, 2n - 1 of them. */
export const blobsOf = (tree: PublicTree, digest: Digest): ReadonlyArray<Blob> =>
  Array.from({ length: 2 * tree.standing - 1 }, (_, i) => blobAt(tree, nodeIndex(i), digest))

/**
 * The blobs of `after` that `before` has not: those of the nodes that changed and of all nodes above them. Nothing below an unchanged hash is looked at, and a
 * tree knows the hashes that it shares with the one it came from: O(log n) for an Update. The other way round, what the new tree no longer needs.
 */
export const changedBlobs = (before: PublicTree, after: PublicTree, digest: Digest): ReadonlyArray<Blob> => {
  const changed: Array<Blob> = []
  const visit = (node: NodeIndex): void => {
    if (stands(node, before.standing) && same(nodeHash(before, node, digest), nodeHash(after, node, digest))) return
    changed.push(blobAt(after, node, digest))
    if (isLeaf(node)) return
    visit(left(node))
    visit(standingRight(node, after.standing))
  }
  visit(top(after))
  return changed
}

/** The root's node index. */
export const top = ({ leafCount }: { readonly leafCount: number }): NodeIndex => standingRoot(leafCount)

/** A blob of a node in its parts; the hash of its encoding is its name. */
export const blobFrom = (input: TreeHashInput, digest: Digest): Blob => {
  const bytes = encode(treeHashInput, input)
  return { hash: digest(bytes), input: bytes }
}

/** Hashes are public: no constant time is asked for. */
export const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i])

/** How hashes and names stand in tables. */
export const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("")
