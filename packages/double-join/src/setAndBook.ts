import { type Change, type DoubleJoinPolicy, opaque, standingLeaves, type TreeView } from "@copath/contracts"
import { directPath, isLeaf, leafCountFor, type NodeIndex, sibling, standIn, toNode } from "@copath/tree-math"
import { type Knowers, knowersAfter, knowersCodec, knownBy } from "./knowers.ts"
import { refresh } from "./refresh.ts"
import { pathsOf } from "./touched.ts"

const box = opaque<"CgkaBook", Knowers>("CgkaBook", "set+book")

/** Which blank parents a committer sets besides its own path, to heal the tree. All members of a group must have the same wish. */
export type Wish = (tree: TreeView, change: Change) => ReadonlyArray<NodeIndex>

/** No parent is set but those of one's own path, and those that a creator fills. */
export const wishNothing: Wish = () => []

/** The blank parents right beside the committer's path under which more than one node holds a key: one more encryption now, fewer in every later commit. */
export const wishBesidePath: Wish = (tree, { committer }) => {
  const leaf = toNode(committer)
  const path = directPath(leaf, leafCountFor(tree.leafCount))
  return [leaf, ...path.slice(0, -1)]
    .map((node) => standIn(sibling(node), standingLeaves(tree)))
    .filter((node) => node !== undefined)
    .filter((node) => !isLeaf(node) && tree.keyAt(node) === undefined && tree.resolution(node).length > 1)
}

/**
 * The same book as `taint`, with refreshing on wish alone (November 2018): a member may set a blank parent that is not above it, and stands in
 * the book for it. Adding blanks the parents above the new leaf; a commit blanks what the book says of those that it removes or updates, and of
 * its committer.
 */
export const setAndBookPolicy = (wish: Wish = wishNothing): DoubleJoinPolicy["Service"] => ({
  id: "set+book",
  rules: { onAdd: "blank", onRemove: "blank", pathFor: new Set(["remove", "update"]) },
  reach: "anywhere",
  book: "exact",
  mayLeaveKnowledge: false,
  emptyBook: box.wrap(new Map()),
  bookCodec: box.codec(knowersCodec),
  outside: (book, node) => box.unwrap(book).get(node) ?? [],
  knowers: box.unwrap,
  plan: (book, tree, change, layout) => {
    const { committer, removed, updated } = change
    const before = box.unwrap(book)
    const nodes = pathsOf(tree, [committer])
    for (const node of layout.initial ?? wish(tree, change)) nodes.add(node)
    const dirty = new Set<NodeIndex>()
    for (const member of [...removed, ...updated, committer])
      for (const node of knownBy(before, member)) if (node < 2 * tree.leafCount - 1 && !nodes.has(node)) dirty.add(node)
    const refreshed = refresh(tree, change, nodes, layout, dirty)
    return { ...refreshed, book: box.wrap(knowersAfter(before, tree, change, refreshed)) }
  }
})
