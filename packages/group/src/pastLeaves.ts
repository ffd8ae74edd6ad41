import { type CodecType, opaque, optional, struct, uint32, vector } from "@copath/codec"
import { equalBytes } from "@copath/contracts"
import { type LeafIndex, leafIndex } from "@copath/tree-math"

/** An epoch's leaves: all that late messages need of its tree, namely who could speak and with which keys. A `PublicTree` is one. */
export interface Leaves {
  readonly leafCount: number
  /** The leaf's LeafNode as bytes; `undefined` for a blank one. */
  encodedLeafAt(leaf: LeafIndex): Uint8Array | undefined
}

/** A past epoch's leaves, written as what differs from the current ones: a state never repeats the whole tree for an epoch it remembers. */
export const leafChanges = struct("LeafChanges", {
  leafCount: uint32,
  changed: vector(struct("LeafChange", { leaf: uint32, leafNode: optional(opaque) }))
})
/** See {@link leafChanges}. */
export type LeafChanges = CodecType<typeof leafChanges>

const same = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && (isOnePlace(a, b) || equalBytes(a, b)))

/** What no commit between two epochs has touched stands in the same memory in both. */
const isOnePlace = (a: Uint8Array, b: Uint8Array): boolean =>
  a.buffer === b.buffer && a.byteOffset === b.byteOffset && a.length === b.length

const at = (leaves: Leaves, leaf: number): Uint8Array | undefined =>
  leaf < leaves.leafCount ? leaves.encodedLeafAt(leafIndex(leaf)) : undefined

const differences = (current: Leaves, past: Leaves): LeafChanges => {
  const changed: Array<LeafChanges["changed"][number]> = []
  for (let leaf = 0; leaf < past.leafCount; leaf++) {
    const leafNode = at(past, leaf)
    if (!same(leafNode, at(current, leaf))) changed.push({ leaf, leafNode })
  }
  return { leafCount: past.leafCount, changed }
}

/** By past leaves, then by current ones: a state is written after each message, and these move with commits alone. */
const found = new WeakMap<Leaves, WeakMap<Leaves, LeafChanges>>()

/** The leaves of `past` that `current` does not hold. */
export const changesFrom = (current: Leaves, past: Leaves): LeafChanges => {
  const ofPast = found.get(past) ?? new WeakMap<Leaves, LeafChanges>()
  const changes = ofPast.get(current) ?? differences(current, past)
  found.set(past, ofPast.set(current, changes))
  return changes
}

/** The past leaves again: what {@link changesFrom} found, laid over `current`. */
export const withChanges = (current: Leaves, { changed, leafCount }: LeafChanges): Leaves => {
  const old = new Map(changed.map(({ leaf, leafNode }) => [leaf, leafNode]))
  return { leafCount, encodedLeafAt: (leaf) => (old.has(leaf) ? old.get(leaf) : at(current, leaf)) }
}
