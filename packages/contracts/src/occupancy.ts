import type { Change, TreeView } from "./cgka.ts"
import { type LeafIndex, leafIndex } from "@copath/tree-math"

/** Which leaves of an epoch's tree are members: one bit a leaf, leaf 0 lowest in byte 0. Never changed once made. */
export type Occupancy = Uint8Array

const set = (bits: Uint8Array, leaf: number): void => {
  bits[leaf >>> 3] = (bits[leaf >>> 3] as number) | (1 << (leaf & 7))
}

const clear = (bits: Uint8Array, leaf: number): void => {
  if (leaf >>> 3 < bits.length) bits[leaf >>> 3] = (bits[leaf >>> 3] as number) & ~(1 << (leaf & 7))
}

/** Read off the tree: n questions, for the first epoch that a member sees. */
export const occupancyOf = (tree: TreeView): Occupancy => {
  const bits = new Uint8Array(Math.ceil(tree.leafCount / 8))
  for (let leaf = 0; leaf < tree.leafCount; leaf++) if (tree.occupied(leafIndex(leaf))) set(bits, leaf)
  return bits
}

/** Brought forward from the epoch before: n/8 bytes are copied and only changed leaves are looked at. */
export const occupancyAfter = (previous: Occupancy, tree: TreeView, { added, committer, removed }: Change): Occupancy => {
  const bits = new Uint8Array(Math.ceil(tree.leafCount / 8))
  bits.set(previous.subarray(0, bits.length))
  for (const leaf of removed) clear(bits, leaf)
  for (const leaf of added) set(bits, leaf)
  // An external joiner is in no list.
  set(bits, committer)
  return bits
}

/** V067: whether `leaf` names a member of this epoch. */
export const isMember = (occupancy: Occupancy, leafCount: number, leaf: number): leaf is LeafIndex =>
  leaf < leafCount && (((occupancy[leaf >>> 3] as number) >>> (leaf & 7)) & 1) === 1
