import { type Change, nodeStands, type RefreshPlan } from "@copath/contracts"
import { covers, directPath, isLeaf, leafCountFor, level, type NodeIndex, root, toNode } from "@copath/tree-math"
import { LawBroken } from "../broken.ts"
import type { KeyTree } from "./keyTree.ts"

/** What is wrong with the form of a plan, whatever its policy. `tree`: after the proposals. */
export const planObjection = (
  tree: KeyTree,
  { added, committer }: Change,
  { blanked, steps }: RefreshPlan,
  reach: "path" | "anywhere"
): LawBroken | undefined => {
  const bad = (detail: string): LawBroken => new LawBroken({ law: "plans are well formed", detail })
  const own = toNode(committer)
  const joining = new Set<NodeIndex>(added.map(toNode))
  const path = new Set(directPath(own, leafCountFor(tree.leafCount)))
  const emptied = new Set(blanked)
  const all = new Set(steps.map(({ node }) => node))
  const done = new Set<NodeIndex>([own])
  const hashed = new Set<NodeIndex>()
  for (const { from, node, targets } of steps) {
    if (isLeaf(node) || !nodeStands(tree, node)) return bad(`node ${node} is no parent of the tree`)
    if (done.has(node) || emptied.has(node)) return bad(`node ${node} is named twice`)
    if (reach === "path" && !path.has(node)) return bad(`node ${node} is not above the committer`)
    if (from !== undefined && (!done.has(from) || hashed.has(from) || !below(from, node))) return bad(`node ${node} is hashed from ${from}`)
    if (from !== undefined) hashed.add(from)
    if (new Set(targets).size !== targets.length) return bad(`node ${node} is sealed twice to one key`)
    const wrong = targets.find(
      (target) =>
        target === own ||
        target === from ||
        joining.has(target) ||
        !below(target, node) ||
        emptied.has(target) ||
        (all.has(target) ? !done.has(target) : tree.idAt(target) === undefined)
    )
    if (wrong !== undefined) return bad(`node ${node} is sealed to ${wrong}`)
    done.add(node)
  }
  const last = steps.at(-1)
  const top = root(leafCountFor(tree.leafCount))
  const uncovered =
    last === undefined ? tree.members().find((leaf) => leaf !== committer) : tree.members().find((leaf) => !covers(last.node, leaf))
  if (uncovered !== undefined) return bad(`the last step is not above leaf ${uncovered}`)
  if (blanked.some((node) => isLeaf(node) || level(node) > level(top))) return bad("something else than a parent is blanked")
  return undefined
}

const below = (lower: NodeIndex, upper: NodeIndex): boolean => level(lower) < level(upper) && Math.abs(lower - upper) < 2 ** level(upper)
