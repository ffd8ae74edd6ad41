import { encode, opaque, struct } from "@copath/codec"
import { refHash, type Suite } from "@copath/contracts"

/*
 *            root                 Levels of 5 leaves: neighbours are hashed together, and who has none goes up as it is.
 *           /    \
 *         n       \               The place 2 of 5 has the path  l3, n01, l4
 *       /   \      \              the place 4 of 5 has the path  n0123
 *     n01   n23     \
 *    /  \   /  \     \            A leaf's place and the number of leaves say which side each hash of the path stands on,
 *   l0  l1 l2  l3    l4           and how many there are: no two places share a path.
 */

/** All levels of a tree, leaves first; the last one is the root alone. */
export type Levels = ReadonlyArray<ReadonlyArray<Uint8Array>>

/** `struct { opaque left<V>; opaque right<V>; } MerkleNode`. */
const merkleNode = struct("MerkleNode", { left: opaque, right: opaque })

/** The hash of a node. Its label keeps it from ever being a leaf's. */
const nodeHash = (suite: Suite, left: Uint8Array, right: Uint8Array): Uint8Array =>
  refHash(suite, "MLS 1.0 MerkleNode", encode(merkleNode, { left, right }))

/** The tree over leaf hashes, of which there is at least one. */
export const levelsOver = (suite: Suite, leaves: ReadonlyArray<Uint8Array>): Levels => {
  const levels = [leaves]
  for (let below = leaves; below.length > 1;) {
    const level: Array<Uint8Array> = []
    for (let i = 0; i < below.length; i += 2) {
      const [left, right] = [below[i] as Uint8Array, below[i + 1]]
      level.push(right === undefined ? left : nodeHash(suite, left, right))
    }
    levels.push(level)
    below = level
  }
  return levels
}

/** The root of a tree. */
export const rootOf = (levels: Levels): Uint8Array => levels.at(-1)?.[0] as Uint8Array

/** Which of a leaf's ancestors have two children, from below: `true` where the leaf is on the left. */
const sides = (index: number, size: number): ReadonlyArray<boolean> => {
  const found: Array<boolean> = []
  for (let [i, count] = [index, size]; count > 1; [i, count] = [i >>> 1, (count + 1) >>> 1]) if ((i ^ 1) < count) found.push((i & 1) === 0)
  return found
}

/** How many hashes lead from a leaf to the root. */
export const pathLength = (index: number, size: number): number => sides(index, size).length

/** The hashes beside a leaf's way to the root, from below. */
export const pathFrom = (levels: Levels, index: number): ReadonlyArray<Uint8Array> =>
  levels.flatMap((level, height) => level[(index >>> height) ^ 1] ?? [])

/** The root to which a leaf at this place leads; `path` has {@link pathLength} hashes. */
export const rootAbove = (suite: Suite, leaf: Uint8Array, index: number, size: number, path: ReadonlyArray<Uint8Array>): Uint8Array =>
  sides(index, size).reduce((below, isLeft, i) => {
    const beside = path[i] as Uint8Array
    return isLeft ? nodeHash(suite, below, beside) : nodeHash(suite, beside, below)
  }, leaf)
