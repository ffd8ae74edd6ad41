import { type CgkaCounting, memberKeyAt } from "@copath/contracts"
import { directPath, leafCountFor, type LeafIndex, type NodeIndex, toNode } from "@copath/tree-math"
import type { Boxes } from "./boxes.ts"
import type { Family } from "./family.ts"

/**
 * Members' states from public data: a member holds its leaf's key, those of its ancestors that do not list it as unmerged (RFC 9420, 7.4, the tree invariant), and
 * those that the policy's book says it knows from outside.
 */
export const countingOf = ({ policy }: Pick<Family, "policy">, boxes: Boxes): CgkaCounting => ({
  parents: "any",
  apart: (book) => [...new Set([...(policy.knowers?.(book).values() ?? [])].flat())],
  stateOf: (me, tree, book, pairOf) => {
    const own = toNode(me)
    const above = directPath(own, leafCountFor(tree.leafCount))
    const path = [...foreignTo(me, policy.knowers?.(book)), ...above].flatMap((node) => {
      const key = tree.keyAt(node)
      return key === undefined || tree.resolution(node).includes(own) ? [] : [{ node, pair: pairOf(key) }]
    })
    return boxes.state.wrap({ me, leaf: pairOf(memberKeyAt(tree, me)), path })
  }
})

const foreignTo = (
  me: LeafIndex,
  knowers: ReadonlyMap<NodeIndex, ReadonlyArray<LeafIndex>> | undefined = new Map()
): ReadonlyArray<NodeIndex> => [...knowers].flatMap(([node, leaves]) => (leaves.includes(me) ? [node] : []))
