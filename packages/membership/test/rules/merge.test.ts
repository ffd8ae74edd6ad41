import { leafIndex, nodeIndex } from "@copath/tree-math"
import { expect, test } from "vitest"
import { merge } from "../../src/index.ts"
import { TreeDraft } from "../../src/treeDraft.ts"
import { sha256 } from "../kit/digests.ts"
import { leafFor } from "../kit/leaves.ts"
import { groupOf } from "../kit/scene.ts"
import { pathEdits } from "../kit/story.ts"

/*
 *                7 [7]
 *          _____/ \_____
 *         3            11 [7]
 *        / \            / \
 *       1   5          9   13
 *      0 1 2 3        4 5  6 7       leaf 7 was added by the commit whose path is merged
 */
const before = merge(groupOf(7), leafIndex(4), pathEdits(groupOf(7), 4, "before"), "required", sha256)
const draft = new TreeDraft(before.tree)
draft.setLeaf(leafIndex(7), leafFor("new"))
draft.listUnmerged(leafIndex(7))
const tree = draft.finish()
const unmerged = (of: typeof tree, node: number) => of.parentAt(nodeIndex(node))?.unmergedLeaves

test.each([
  [0, [], [7]],
  [4, [], []]
] as const)(
  "V201: a path from leaf %i empties the lists of its own nodes, and a joiner stays unmerged beside it",
  (committer, top, right) => {
    expect([unmerged(tree, 7), unmerged(tree, 11)]).toEqual([[7], [7]])
    const { tree: next } = merge(tree, leafIndex(committer), pathEdits(tree, committer, "x"), "required", sha256)
    expect([unmerged(next, 7), unmerged(next, 11)]).toEqual([top, right])
  }
)
