import { decode, encode, type Codec, Reader } from "@copath/codec"
import { type LeafNode, leafNode, type ParentNode, parentNode } from "@copath/wire"
import * as Result from "effect/Result"

/*
 * Nodes are kept as their encodings, without the node type: a position's parity tells it. Both kinds begin with their encryption key, so most
 * questions are answered without decoding the node:
 *
 *   leaf    V(encryption_key) V(signature_key) …
 *   parent  V(encryption_key) V(parent_hash) V(unmerged_leaves)
 */

/** The field before which `skip` other `opaque<V>` fields stand, as a view. */
const fieldAt = (bytes: Uint8Array, skip: number): Uint8Array => {
  const r = new Reader(bytes)
  for (let i = 0; i < skip; i++) r.take(r.length())
  return r.take(r.length())
}

/** A leaf's or parent's `encryption_key`. */
export const encryptionKeyOf = (node: Uint8Array): Uint8Array => fieldAt(node, 0)

/** A leaf's `signature_key`. */
export const signatureKeyOf = (leaf: Uint8Array): Uint8Array => fieldAt(leaf, 1)

/** A parent's `unmerged_leaves`, as leaf indices. */
export const unmergedLeavesOf = (parent: Uint8Array): ReadonlyArray<number> => {
  const r = new Reader(fieldAt(parent, 2))
  const leaves: Array<number> = []
  while (r.remaining > 0) leaves.push(r.u32())
  return leaves
}

/** Our own encodings decode; anything else is a defect of this package. */
const own = <A>(codec: Codec<A>, bytes: Uint8Array): A => Result.getOrThrow(decode(codec, bytes))

export const leafOf = (bytes: Uint8Array): LeafNode => own(leafNode, bytes)
export const parentOf = (bytes: Uint8Array): ParentNode => own(parentNode, bytes)
export const encodedLeaf = (leaf: LeafNode): Uint8Array => encode(leafNode, leaf)
export const encodedParent = (parent: ParentNode): Uint8Array => encode(parentNode, parent)
