import { encode } from "@copath/codec"
import { type NodeIndex } from "@copath/tree-math"
import { parentHashInput } from "@copath/wire"
import type { Digest } from "./chunk.ts"
import type { PublicTree } from "./publicTree.ts"
import { originalHash } from "./treeHash.ts"

/** What a parent hash is computed from, beside the tree. */
export interface HashedParent {
  readonly encryptionKey: Uint8Array
  readonly parentHash: Uint8Array
  readonly unmergedLeaves: ReadonlyArray<number>
}

/**
 * The parent hash of a parent node with copath child `sibling` (7.9):
 *
 * ```
 *        P          hash of P's key, P's own parent_hash, and the tree hash of S
 *      __|__        as it was when P was set
 *     D     S
 * ```
 *
 * It belongs into `parent_hash` of D.
 */
export const parentHashOver = (tree: PublicTree, parent: HashedParent, sibling: NodeIndex, digest: Digest): Uint8Array =>
  digest(
    encode(parentHashInput, {
      encryptionKey: parent.encryptionKey,
      parentHash: parent.parentHash,
      originalSiblingTreeHash: originalHash(tree, sibling, parent.unmergedLeaves, digest)
    })
  )
