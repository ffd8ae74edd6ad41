import type { Change, RefreshPlan, TreeView } from "@copath/contracts"
import { nodeStands } from "@copath/contracts"
import { unmergedPolicy } from "@copath/double-join"
import { isLeaf, isNode, leafCountFor, type NodeIndex, toLeaf, toNode } from "@copath/tree-math"
import type { Lines } from "./wire.ts"

/** What proposals do to the tree: what RFC 9420 has them do. Whoever adds somebody starts that member's line, so an Add needs a path, too. */
export const rules = { ...unmergedPolicy.rules, pathFor: new Set(["add", "remove", "update"] as const) }

/** The committer's filtered direct path and its targets (RFC 9420, 4.1.2 and 7.5). `tree`: after the proposals. */
export const pathOf = (tree: TreeView, change: Change): Pick<RefreshPlan, "steps" | "blanked"> =>
  unmergedPolicy.plan(unmergedPolicy.emptyBook, tree, change, {
    populated: (node) => nodeStands(tree, node),
    initial: undefined,
    filtered: true
  })

/** A node and its line key. */
export interface Moved {
  readonly node: NodeIndex
  readonly key: Uint8Array
}

/** What a commit does to lines. */
export interface Moves {
  readonly own: Uint8Array
  readonly joiners: ReadonlyArray<Uint8Array>
  /** Targets, each one step further, and parents on the path, with new lines. */
  readonly moved: ReadonlyArray<Moved>
  readonly blanked: ReadonlyArray<NodeIndex>
}

/** The book after a commit. `tree`: after the proposals and before the path. */
export const linesAfter = ({ lines }: Lines, tree: TreeView, change: Change, { blanked, joiners, moved, own }: Moves): Lines => {
  const gone = new Set(blanked)
  const lives = (node: NodeIndex): boolean =>
    isNode(node, leafCountFor(tree.leafCount)) &&
    !gone.has(node) &&
    (isLeaf(node) ? tree.occupied(toLeaf(node)) : tree.keyAt(node) !== undefined)
  const after = new Map(lines.flatMap(({ key, node }) => (lives(node) ? [[node, key] as const] : [])))
  for (const [i, leaf] of change.added.entries()) after.set(toNode(leaf), joiners[i] as Uint8Array)
  after.set(toNode(change.committer), own)
  for (const { key, node } of moved) after.set(node, key)
  return { lines: [...after].map(([node, key]) => ({ node, key })).toSorted((a, b) => a.node - b.node) }
}
