import { type Change, CgkaRejected, type Refresh, type RefreshPlan, type TreeView } from "@copath/contracts"
import { isLeaf, left, leafNodes, type NodeIndex, right, toLeaf, toNode } from "@copath/tree-math"

/** To which nodes below a target a sender seals in its stead; the target itself for no change. */
export type Choose = (tree: TreeView, target: NodeIndex) => ReadonlyArray<NodeIndex>

/** Seals to every member itself: whoever holds an inner key alone reads nothing. */
export const toLeaves: Choose = (tree, target) => leafNodes(target).filter((leaf) => tree.occupied(toLeaf(leaf)))

/** Seals to the two children of a target, or to what stands for them. */
export const toChildren: Choose = (tree, target) =>
  isLeaf(target) ? [target] : [...tree.resolution(left(target)), ...tree.resolution(right(target))]

type Planned = Pick<RefreshPlan, "blanked" | "steps">

/** Steps with the targets that their sender lists, and the inner nodes that it passes over: those are blanked, for it does not trust their keys. */
export interface Listed {
  readonly steps: ReadonlyArray<Refresh>
  readonly passed: ReadonlyArray<NodeIndex>
}

/**
 * A plan's steps with targets of the sender's choice. Targets that the plan itself sets stay, as nobody can suspect those; for a node that it blanks
 * stand the members below.
 */
export const listed = ({ blanked, steps }: Planned, choose: Choose, tree: TreeView, change: Change): Listed => {
  const gone = new Set(blanked)
  const joining = new Set<NodeIndex>(change.added.map(toNode))
  const made = new Set(steps.map(({ node }) => node))
  const chosen = steps.map((step) => ({
    ...step,
    targets: [
      ...new Set(
        step.targets.flatMap((t) =>
          made.has(t)
            ? [t]
            : choose(tree, t)
                .flatMap((x) => (gone.has(x) ? toLeaves(tree, x) : [x]))
                .filter((x) => !joining.has(x))
        )
      )
    ]
  }))
  return { steps: chosen, passed: passedOver(steps, chosen, tree, made) }
}

/** Parents with a key above a listed target and within a planned one. */
const passedOver = (
  planned: ReadonlyArray<Refresh>,
  chosen: ReadonlyArray<Refresh>,
  tree: TreeView,
  made: ReadonlySet<NodeIndex>
): ReadonlyArray<NodeIndex> => {
  const passed: Array<NodeIndex> = []
  for (const [i, { targets }] of planned.entries()) {
    const list = new Set(chosen[i]?.targets)
    const visit = (node: NodeIndex): void => {
      if (isLeaf(node) || list.has(node) || made.has(node)) return
      if (tree.keyAt(node) !== undefined) passed.push(node)
      visit(left(node))
      visit(right(node))
    }
    for (const target of targets) visit(target)
  }
  return passed
}

/** The plan with a received list of targets, if it is one that a sender may choose: nothing twice, nothing beside the planned targets, nobody left out. */
export const readTargets = (
  { blanked, steps: planned }: Planned,
  lists: ReadonlyArray<ReadonlyArray<NodeIndex>>,
  tree: TreeView,
  change: Change
): Listed | CgkaRejected => {
  const joining = new Set<NodeIndex>(change.added.map(toNode))
  const made = new Set(planned.map(({ node }) => node))
  const gone = new Set(blanked)
  for (const [i, step] of planned.entries()) {
    const list = lists[i] ?? []
    const set = new Set(list)
    const used = new Set<NodeIndex>()
    // Everybody below a planned target is reached: by name, or by a node between that holds a key, and those whom that node does not know by name.
    const reaches = (node: NodeIndex, named: ReadonlySet<NodeIndex>): boolean => {
      if (set.has(node)) {
        used.add(node)
        // What the commit itself sets, everybody below learns with it.
        if (made.has(node)) return true
        return tree
          .resolution(node)
          .slice(1)
          .every((leaf) => set.has(leaf) || named.has(leaf) || joining.has(leaf))
      }
      if (isLeaf(node)) return !tree.occupied(toLeaf(node)) || joining.has(node) || named.has(node)
      return !made.has(node) && reaches(left(node), named) && reaches(right(node), named)
    }
    const named = new Set(step.targets.filter(isLeaf))
    const complete = step.targets.every((target) => reaches(target, isLeaf(target) ? new Set() : named))
    const foreign = list.find((target) => !used.has(target) || gone.has(target) || (tree.keyAt(target) === undefined && !made.has(target)))
    if (!complete || set.size !== list.length || foreign !== undefined) return new CgkaRejected({ reason: "Malformed", node: step.node })
  }
  const chosen = planned.map((step, i) => ({ ...step, targets: lists[i] as ReadonlyArray<NodeIndex> }))
  return { steps: chosen, passed: passedOver(planned, chosen, tree, made) }
}
