import { type DoubleJoinPolicy, opaque } from "@copath/contracts"
import { type Knowers, knowersAfter, knowersCodec, knownBy } from "./knowers.ts"
import { refresh } from "./refresh.ts"
import { pathsOf, renewsItself } from "./touched.ts"

const box = opaque<"CgkaBook", Knowers>("CgkaBook", "taint")

/**
 * Tainted TreeKEM (Klein and others, 2019): whoever adds or removes somebody sets the nodes above that leaf, and the book says so. A tainter's
 * commit of its own refreshes what it tainted, for a thief of its device knows those keys too; whoever removes it refreshes them for it.
 *
 * A newcomer's leaf is its own init key. If the adder drew it, nobody but the newcomer could ever complete the adder's eviction.
 */
export const taintPolicy: DoubleJoinPolicy["Service"] = {
  id: "taint",
  rules: { onAdd: "keep", onRemove: "keep", pathFor: new Set(["add", "remove", "update"]) },
  reach: "anywhere",
  book: "exact",
  mayLeaveKnowledge: false,
  emptyBook: box.wrap(new Map()),
  bookCodec: box.codec(knowersCodec),
  outside: (book, node) => box.unwrap(book).get(node) ?? [],
  knowers: box.unwrap,
  plan: (book, tree, change, layout) => {
    const { added, committer, removed, updated } = change
    const before = box.unwrap(book)
    const renewing = renewsItself(tree, change)
    const nodes = pathsOf(tree, layout.initial === undefined ? [...added, ...removed, ...updated] : [committer])
    // Who removes or updates somebody renews its own path on the occasion; who only adds does not.
    if (renewing || removed.length + updated.length > 0) for (const node of pathsOf(tree, [committer])) nodes.add(node)
    for (const node of layout.initial ?? []) nodes.add(node)
    for (const member of [...removed, ...updated, ...(renewing ? [committer] : [])])
      for (const node of knownBy(before, member)) if (node < 2 * tree.leafCount - 1) nodes.add(node)
    const refreshed = refresh(tree, change, nodes, layout)
    return { ...refreshed, book: box.wrap(knowersAfter(before, tree, change, refreshed)) }
  }
}
