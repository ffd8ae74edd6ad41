import { type Codec, DecodeFault, mapped, struct, uint32, vector } from "@copath/codec"
import { type Change, type TreeView } from "@copath/contracts"
import { covers, isLeaf, leafCountFor, type LeafIndex, leafIndex, isNode, type NodeIndex, nodeIndex } from "@copath/tree-math"
import type { Refreshed } from "./path.ts"

/** T: by parent node, the leaves that know its key without being below it. Ascending both, and no empty lists. */
export type Knowers = ReadonlyMap<NodeIndex, ReadonlyArray<LeafIndex>>

interface Entry {
  readonly node: NodeIndex
  readonly leaves: ReadonlyArray<LeafIndex>
}

const entry: Codec<Entry> = struct<Entry>("Knowers", {
  node: mapped(uint32, "node", Number, nodeIndex),
  leaves: vector(mapped(uint32, "leaf", Number, leafIndex))
})

const ascending = (list: ReadonlyArray<number>): boolean => list.every((n, i) => i === 0 || (list[i - 1] as number) < n)

/** `struct { uint32 node; uint32 leaves<V>; } knowers<V>`, by ascending node: equal books have equal bytes. */
export const knowersCodec: Codec<Knowers> = mapped(
  vector(entry),
  "KnowersBook",
  (knowers) => [...knowers].map(([node, leaves]) => ({ node, leaves })),
  (list, offset) => {
    if (!ascending(list.map(({ node }) => node)) || list.some(({ node }) => isLeaf(node)))
      throw new DecodeFault("UnknownEnum", offset, "parents in ascending order")
    if (list.some(({ leaves }) => leaves.length === 0 || !ascending(leaves)))
      throw new DecodeFault("UnknownEnum", offset, "leaves in ascending order")
    return new Map(list.map(({ leaves, node }) => [node, leaves]))
  }
)

/** by[m]: the nodes that m knows from outside. */
export const knownBy = (knowers: Knowers, member: LeafIndex): ReadonlyArray<NodeIndex> =>
  [...knowers].flatMap(([node, leaves]) => (leaves.includes(member) ? [node] : []))

/**
 * T after a commit. Of each parent that was set, the committer knows the secret, whoever knew what it was hashed from computes it, and whoever knew a
 * key that it was sealed to reads it; those below are entitled to it. Parents that were blanked or cut off leave the book, all others stay.
 */
export const knowersAfter = (
  before: Knowers,
  tree: TreeView,
  { committer }: Pick<Change, "committer">,
  { blanked, steps }: Refreshed
): Knowers => {
  const size = leafCountFor(tree.leafCount)
  const after = new Map([...before].filter(([node]) => isNode(node, size) && tree.keyAt(node) !== undefined))
  for (const node of blanked) after.delete(node)
  for (const { from, node, targets } of steps) {
    const sources = from === undefined ? targets : [from, ...targets]
    const outside = new Set([committer, ...sources.flatMap((source) => after.get(source) ?? [])])
    const leaves = [...outside].filter((leaf) => !covers(node, leaf)).toSorted((a, b) => a - b)
    if (leaves.length > 0) after.set(node, leaves)
    else after.delete(node)
  }
  return new Map([...after].toSorted(([a], [b]) => a - b))
}
