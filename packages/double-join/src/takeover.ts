import { type Codec, DecodeFault, mapped, struct, uint32, vector } from "@copath/codec"
import { type DoubleJoinPolicy, opaque } from "@copath/contracts"
import { covers, type LeafIndex, leafIndex } from "@copath/tree-math"
import { refresh } from "./refresh.ts"
import { pathsOf, reachesTop, renewsItself } from "./touched.ts"

/** By slot, the leaf of whoever set the nodes above it last without sitting there. Ascending. */
type Owners = ReadonlyMap<LeafIndex, LeafIndex>

interface Owned {
  readonly slot: LeafIndex
  readonly owner: LeafIndex
}

const leaf: Codec<LeafIndex> = mapped(uint32, "leaf", Number, leafIndex)
const owned: Codec<Owned> = struct<Owned>("Owned", { slot: leaf, owner: leaf })

/** `struct { uint32 slot; uint32 owner; } owned<V>`, by ascending slot: equal books have equal bytes. */
const owners: Codec<Owners> = mapped(
  vector(owned),
  "OwnersBook",
  (all) => [...all].map(([slot, owner]) => ({ slot, owner })),
  (list, offset) => {
    if (list.some(({ slot }, i) => i > 0 && (list[i - 1] as Owned).slot >= slot))
      throw new DecodeFault("UnknownEnum", offset, "slots in ascending order")
    return new Map(list.map(({ owner, slot }) => [slot, owner]))
  }
)

const box = opaque<"CgkaBook", Owners>("CgkaBook", "takeover")

/**
 * draft-01, 7.4: a removed slot belongs to its remover, and likewise a slot that somebody filled or updated for another, until its member
 * commits. Whoever owns slots renews the nodes above them together with its own; who removes an owner takes its slots over. The book bounds what
 * members know: an owner may have lost a node above a slot to a commit of somebody below.
 */
export const takeoverPolicy: DoubleJoinPolicy["Service"] = {
  id: "takeover",
  rules: { onAdd: "keep", onRemove: "keep", pathFor: new Set(["add", "remove", "update"]) },
  reach: "anywhere",
  book: "bound",
  mayLeaveKnowledge: false,
  emptyBook: box.wrap(new Map()),
  bookCodec: box.codec(owners),
  outside: (book, node) => {
    const above = [...box.unwrap(book)].filter(([slot, owner]) => covers(node, slot) && !covers(node, owner))
    return [...new Set(above.map(([, owner]) => owner))].toSorted((a, b) => a - b)
  },
  plan: (book, tree, change, layout) => {
    const { added, committer, removed, updated } = change
    const before = box.unwrap(book)
    const renewing = renewsItself(tree, change) || layout.initial !== undefined
    const dispossessed = new Set([...removed, ...updated, ...(renewing ? [committer] : [])])
    // What the creator's own path alone sets it does not own.
    const foreign = layout.initial === undefined || layout.initial.length > 0 ? added : []
    const taken = new Set([...foreign, ...removed, ...updated])
    for (const [slot, owner] of before) if (dispossessed.has(owner)) taken.add(slot)
    const ownSlot = taken.delete(committer)
    const nodes = pathsOf(tree, layout.initial === undefined ? taken : [])
    for (const node of layout.initial ?? []) nodes.add(node)
    const ownPath = renewing || ownSlot || !reachesTop(refresh(tree, change, nodes, layout), change)
    if (ownPath) for (const node of pathsOf(tree, [committer])) nodes.add(node)
    const after = new Map<LeafIndex, LeafIndex>(before)
    for (const slot of taken) after.set(slot, committer)
    if (ownPath) after.delete(committer)
    for (const slot of after.keys()) if (slot >= tree.leafCount) after.delete(slot)
    const ascending = new Map([...after].toSorted(([a], [b]) => a - b))
    return { ...refresh(tree, change, nodes, layout), book: box.wrap(ascending) }
  }
}
