import { isCreating, type TreeFill } from "@copath/contracts"
import { leafCountFor, level, nodeIndex, type NodeIndex, root } from "@copath/tree-math"

type Fill = TreeFill["Service"]

const everyNode = (): boolean => true

/** Parents of the top `levels` levels, the root being the first of them; left to right, lower ones first. */
const topParents = (leafCount: number, levels: number): ReadonlyArray<NodeIndex> => {
  const height = level(root(leafCountFor(leafCount)))
  const nodes: Array<NodeIndex> = []
  for (let k = Math.max(1, height - levels + 1); k <= height; k++)
    for (let node = 2 ** k - 1; node < 2 * leafCount - 1; node += 2 ** (k + 1)) nodes.push(nodeIndex(node))
  return nodes
}

/** draft-00 to -06: a group of one, then an Add for each member, each in a commit of its own; what an Add does to the tree is the policy's affair. */
export const sequentialFill: Fill = {
  id: "sequential",
  reach: "path",
  parentHashes: true,
  batches: (members) => Array.from({ length: members }, () => 1),
  initial: () => undefined,
  populated: everyNode
}

/** draft-07 and RFC 9420, 11: one commit adds everybody, all parents are blank but the creator's own. */
export const blankInitFill: Fill = {
  ...sequentialFill,
  id: "blank-init",
  batches: (members) => (members === 0 ? [] : [members]),
  initial: (tree, change) => (isCreating(tree, change) ? [] : undefined)
}

/** As with ART: the creator sets every parent, so everybody's first update is as cheap as any; and knows every key off its path until it is replaced. */
export const fullInitFill: Fill = {
  ...blankInitFill,
  id: "full-init",
  reach: "anywhere",
  parentHashes: false,
  initial: (tree, change) => (isCreating(tree, change) ? topParents(tree.leafCount, Infinity) : undefined)
}

/** As many levels as {@link warmTopFill} sets unless told otherwise. */
export const warmTopLevels = 4

/** The creator sets the parents of the top `levels` levels, the root being the first: less than 2^levels of them. */
export const warmTopFill = (levels: number = warmTopLevels): Fill => ({
  ...fullInitFill,
  id: levels === warmTopLevels ? "warm-top" : `warm-top-${levels}`,
  initial: (tree, change) => (isCreating(tree, change) ? topParents(tree.leafCount, levels) : undefined)
})

/**
 * `fill` with keys at every `every`-th level above the leaves and at the root alone: fewer keys to keep, more ciphertexts to send. `every` = 1 is `fill`,
 * `every` = the tree's height one encryption per member.
 */
export const everyLevelFill = (every: number, fill: Fill = blankInitFill): Fill =>
  every === 1
    ? fill
    : {
        ...fill,
        id: `${fill.id}/${every}`,
        parentHashes: false,
        populated: (node, tree) => (level(node) % every === 0 || node === root(leafCountFor(tree.leafCount))) && fill.populated(node, tree)
      }
