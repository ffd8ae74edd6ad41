import type { DoubleJoinPolicy } from "@copath/contracts"
import { noBook } from "./emptyBook.ts"
import { refresh } from "./refresh.ts"
import { pathsOf, reachesTop, renewsItself } from "./touched.ts"

const book = noBook("naive")

/**
 * draft-00 and -01: who adds or removes somebody sets all nodes above that leaf, and so is double-joined at each that is not above itself. Nobody
 * writes it down. For teaching, and to show that the attack works.
 */
export const naivePolicy: DoubleJoinPolicy["Service"] = {
  id: "naive",
  rules: { onAdd: "keep", onRemove: "keep", pathFor: new Set(["add", "remove", "update"]) },
  reach: "anywhere",
  book: "none",
  mayLeaveKnowledge: true,
  ...book,
  plan: (before, tree, change, layout) => {
    const { added, committer, removed, updated } = change
    const nodes = pathsOf(tree, layout.initial === undefined ? [...added, ...removed, ...updated] : [committer])
    const own = pathsOf(tree, [committer])
    if (renewsItself(tree, change)) for (const node of own) nodes.add(node)
    for (const node of layout.initial ?? []) nodes.add(node)
    const refreshed = refresh(tree, change, nodes, layout)
    const rooted = reachesTop(refreshed, change) ? refreshed : refresh(tree, change, new Set([...nodes, ...own]), layout)
    return { ...rooted, book: before }
  }
}
