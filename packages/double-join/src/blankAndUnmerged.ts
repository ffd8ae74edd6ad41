import type { DoubleJoinPolicy } from "@copath/contracts"
import { noBook } from "./emptyBook.ts"
import { committersPath } from "./path.ts"
import { refresh } from "./refresh.ts"
import { pathsOf } from "./touched.ts"

/*
 * Nobody ever sets a node off its own path, so nobody is double-joined (unless a creator filled the tree). What proposals have done to the tree,
 * the tree rules say; the commit's plan is the committer's own path.
 */
const plan: DoubleJoinPolicy["Service"]["plan"] = (book, tree, change, layout) => {
  if (layout.initial === undefined || layout.initial.length === 0) return { ...committersPath(tree, change, layout), book }
  const nodes = pathsOf(tree, [change.committer])
  for (const node of layout.initial) nodes.add(node)
  return { ...refresh(tree, change, nodes, layout), book }
}

/** RFC 9420, 7: an added leaf is listed at each parent above it that has a key, until somebody below that parent commits; a removed leaf blanks them. */
export const unmergedPolicy: DoubleJoinPolicy["Service"] = {
  id: "unmerged",
  rules: { onAdd: "unmerged", onRemove: "blank", pathFor: new Set(["remove", "update"]) },
  reach: "path",
  book: "none",
  mayLeaveKnowledge: false,
  ...noBook("unmerged"),
  plan
}

/** draft-02 to -08: an Add blanks all parents above the new leaf, a Remove those above the removed one before the remover sets its own path (draft-06). */
export const blankPolicy: DoubleJoinPolicy["Service"] = {
  id: "blank",
  rules: { onAdd: "blank", onRemove: "blank", pathFor: new Set(["remove", "update"]) },
  reach: "path",
  book: "none",
  mayLeaveKnowledge: false,
  ...noBook("blank"),
  plan
}
