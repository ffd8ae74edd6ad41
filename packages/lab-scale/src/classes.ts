import type { TreeView } from "@copath/contracts"
import type { PublicTree } from "@copath/membership"
import {
  isLeaf,
  type LeafCount,
  leafIndex,
  type LeafIndex,
  leafRange,
  left,
  type NodeIndex,
  parent,
  right,
  root,
  toLeaf,
  toNode
} from "@copath/tree-math"

/** Members who do equal work on a commit. */
export interface Class {
  /** In whatever word the key agreement has for it. */
  readonly route: string
  /** How many members. */
  readonly members: number
  /** Of these, who is to be looked for in what comes back, as it has sent something itself. */
  readonly speakers: number
  /** One of them. */
  readonly sample: LeafIndex
}

/** By what a commit's receivers are told apart. */
export interface Division {
  /** After the commit. */
  readonly tree: PublicTree
  /** Parents that the commit has set or blanked. */
  readonly edited: Iterable<NodeIndex>
  /** Leaves of members who are in no class. */
  readonly out: Iterable<LeafIndex>
  /** Leaves that are to be looked at one by one. */
  readonly apart: Iterable<LeafIndex>
  readonly route: (member: LeafIndex) => string
  /** How many of the members at leaves `from` to below `to` have sent something. */
  readonly speakersIn: (from: number, to: number) => number
}

/**
 * A commit's receivers by what they have to do, without looking at each: those below a child of an edited parent do the same, if no edited parent and nobody who is apart
 * stands there. Where the first and the last of them disagree, the halves are looked at.
 */
export const classesOf = ({ apart, edited, out, route, speakersIn, tree }: Division): ReadonlyArray<Class> => {
  const excluded = new Set(out)
  const divided = dividedBy(tree, [...edited, ...[...excluded, ...apart].map(toNode)])
  const classes = new Map<string, { members: number; speakers: number; readonly sample: LeafIndex }>()
  const visit = (node: NodeIndex): void => {
    if (!isLeaf(node) && divided.has(node)) return both(node)
    if (isLeaf(node) && excluded.has(toLeaf(node))) return
    const members = tree.membersBelow(node)
    if (members === 0) return
    const sample = firstBelow(tree, node)
    const told = route(sample)
    if (members > 1 && route(lastBelow(tree, node)) !== told) return both(node)
    const { from, to } = leafRange(node)
    const speakers = speakersIn(from, to)
    const found = classes.get(told)
    if (found === undefined) return void classes.set(told, { members, speakers, sample })
    found.members += members
    found.speakers += speakers
  }
  const both = (node: NodeIndex): void => {
    visit(left(node))
    visit(right(node))
  }
  visit(root(tree.leafCount as LeafCount))
  return [...classes].map(([name, found]) => ({ route: name, ...found }))
}

/** All parents at or above these nodes. */
const dividedBy = ({ leafCount }: Pick<TreeView, "leafCount">, nodes: ReadonlyArray<NodeIndex>): ReadonlySet<NodeIndex> => {
  const found = new Set<NodeIndex>()
  const top = root(leafCount as LeafCount)
  for (const start of nodes) {
    for (let node = start; !found.has(node); node = parent(node)) {
      if (!isLeaf(node)) found.add(node)
      if (node === top) break
    }
  }
  return found
}

const firstBelow = (tree: PublicTree, node: NodeIndex): LeafIndex => {
  let at = node
  while (!isLeaf(at)) at = tree.membersBelow(left(at)) > 0 ? left(at) : right(at)
  return toLeaf(at)
}

const lastBelow = (tree: PublicTree, node: NodeIndex): LeafIndex => {
  let at = node
  while (!isLeaf(at)) at = tree.membersBelow(right(at)) > 0 ? right(at) : left(at)
  return toLeaf(at)
}

/** A leaf near `wanted` where a member stands that is not left out. */
export const memberNear = (tree: PublicTree, wanted: number, out: (leaf: LeafIndex) => boolean): LeafIndex | undefined => {
  for (let step = 0; step < tree.leafCount; step++) {
    const leaf = leafIndex((wanted + step) % tree.leafCount)
    if (tree.occupied(leaf) && !out(leaf)) return leaf
  }
  return undefined
}
