import { covers, fullWithBlanks, isLeaf, type LeafIndex, leafIndex, nodeIndex, toLeaf, type TreeShape } from "@copath/tree-math"
import type { LeafNode, Node, ParentNode } from "@copath/wire"
import * as Result from "effect/Result"
import { encodedLeaf, encodedParent } from "./encodedNode.ts"
import { type Invalid, invalid } from "./invalid.ts"
import { MAX_LEAVES, PublicTree } from "./publicTree.ts"
import { TreeDraft } from "./treeDraft.ts"

/** One blank leaf: a tree before its first member. */
export const emptyTree: PublicTree = PublicTree.blank(1)

/** The tree of a new group: its creator's leaf (section 11). Whatever comes of it keeps its shape. */
export const singleton = (leaf: LeafNode, shape: TreeShape = fullWithBlanks): PublicTree =>
  setLeaf(PublicTree.blank(1, shape), leafIndex(0), leaf)

/** The tree with another leaf node at `leaf`; beyond the right edge the tree is extended (7.7). The nodes above stay as they are. */
export const setLeaf = (tree: PublicTree, leaf: LeafIndex, node: LeafNode): PublicTree => {
  const draft = new TreeDraft(tree)
  draft.setLeaf(leaf, node)
  return draft.finish()
}

/** The leaf of the next member to come: the leftmost blank one, or the leaf count when all are taken (12.4.3.2). */
export const externalLeaf = (tree: PublicTree): LeafIndex => new TreeDraft(tree).leftmostBlank()

type Nodes = ReadonlyArray<Node | undefined>
type FormRule = (nodes: Nodes, shape: TreeShape) => Invalid | undefined

/** V221. */
const withinLimit: FormRule = (nodes) =>
  nodes.length < 2 * MAX_LEAVES
    ? undefined
    : invalid("V221", undefined, `a tree of ${nodes.length} nodes was given; at most ${2 * MAX_LEAVES - 1} are accepted`)

/** V219, 12.4.3.3: the last node of a transmitted tree is not blank. */
const endsFilled: FormRule = (nodes) =>
  nodes.length > 0 && nodes.at(-1) !== undefined
    ? undefined
    : invalid("V219", nodes.length - 1, "the last node listed is blank; the sender leaves out blanks at the right end")

/** V219 where trees end with their last member: a parent beyond it does not stand. */
const endsWithLeaf: FormRule = (nodes, { padded }) => {
  const last = nodes.length - 1
  return padded || isLeaf(nodeIndex(last))
    ? undefined
    : invalid("V219", last, "the last node listed is a parent without a member on its right; in a tree of this shape none stands there")
}

/** V220, 12.4.3.3: leaves at even positions, parents at odd ones. */
const kindsByPosition: FormRule = (nodes) => {
  const at = nodes.findIndex((node, i) => node !== undefined && (node._tag === "leaf") !== isLeaf(nodeIndex(i)))
  return at < 0 ? undefined : invalid("V220", at, `node ${at} must be a ${isLeaf(nodeIndex(at)) ? "leaf" : "parent"} or blank`)
}

/** V231, 7.1: unmerged leaves are strictly increasing. */
const unmergedAscend: FormRule = (nodes) =>
  atParents(nodes, ({ unmergedLeaves }, node) => {
    for (let i = 1; i < unmergedLeaves.length; i++) {
      if ((unmergedLeaves[i - 1] as number) >= (unmergedLeaves[i] as number)) {
        return invalid("V231", node, `the unmerged leaves of node ${node} must be listed once each, in increasing order`)
      }
    }
    return undefined
  })

/** V229, 12.4.3.1: each unmerged entry is a non-blank leaf and a descendant of its parent. */
const unmergedAreMembersBelow: FormRule = (nodes) =>
  atParents(nodes, ({ unmergedLeaves }, node) => {
    const stray = unmergedLeaves.find((leaf) => nodes[2 * leaf] === undefined || !covers(nodeIndex(node), leafIndex(leaf)))
    return stray === undefined
      ? undefined
      : invalid("V229", node, `node ${node} lists leaf ${stray} as unmerged, which is not a member below it`)
  })

/** What a list of nodes must satisfy to be a tree at all; in the order in which they are asked. */
export const formRules: ReadonlyArray<FormRule> = [
  withinLimit,
  endsFilled,
  endsWithLeaf,
  kindsByPosition,
  unmergedAscend,
  unmergedAreMembersBelow
]

const atParents = (nodes: Nodes, rule: (parent: ParentNode, node: number) => Invalid | undefined): Invalid | undefined => {
  for (let i = 1; i < nodes.length; i += 2) {
    const node = nodes[i]
    const objection = node?._tag === "parent" ? rule(node.parentNode, i) : undefined
    if (objection !== undefined) return objection
  }
  return undefined
}

/** The tree that a `ratchet_tree` lists, filled up with blanks to the next full size (12.4.3.3). Its form is checked, not yet its contents. */
export const treeFrom = (nodes: Nodes, shape: TreeShape = fullWithBlanks): Result.Result<PublicTree, Invalid> =>
  treeOfNodes(
    nodes,
    (index) => {
      const node = nodes[index]
      if (node === undefined) return undefined
      return node._tag === "leaf" ? encodedLeaf(node.leafNode) : encodedParent(node.parentNode)
    },
    shape
  )

/** As {@link treeFrom}, where the encodings are at hand: `encoded` is asked for those of nodes that are not blank. */
export const treeOfNodes = (
  nodes: Nodes,
  encoded: (index: number) => Uint8Array | undefined,
  shape: TreeShape
): Result.Result<PublicTree, Invalid> => {
  for (const rule of formRules) {
    const objection = rule(nodes, shape)
    if (objection !== undefined) return Result.fail(objection)
  }
  return Result.succeed(
    PublicTree.of(Math.ceil((nodes.length + 1) / 2), (index) => (nodes[index] === undefined ? undefined : encoded(index)), shape)
  )
}

/** The nodes as a `ratchet_tree` lists them: in order, blanks at the right end left out (V307). */
export const nodesOf = (tree: PublicTree): Nodes => {
  const nodes: Array<Node | undefined> = []
  let end = 0
  for (let i = 0; i < 2 * tree.leafCount - 1; i++) {
    const node = nodeAt(tree, i)
    nodes.push(node)
    if (node !== undefined) end = i + 1
  }
  return nodes.slice(0, end)
}

const nodeAt = (tree: PublicTree, i: number): Node | undefined => {
  const index = nodeIndex(i)
  if (isLeaf(index)) {
    const leafNode = tree.leafAt(toLeaf(index))
    return leafNode === undefined ? undefined : { _tag: "leaf", leafNode }
  }
  const parentNode = tree.parentAt(index)
  return parentNode === undefined ? undefined : { _tag: "parent", parentNode }
}
