import type { Cgka } from "@copath/contracts"
import { directPath, type LeafCount, toNode } from "@copath/tree-math"
import type { GroupState } from "../src/index.ts"

type Keys = ReturnType<Cgka["Service"]["knows"]>

const inOrder = (keys: Keys): Keys => keys.toSorted((a, b) => a.node - b.node)

/** The nodes whose private keys a member has, with the public halves as it knows them. */
export const keysOf = (cgka: Cgka["Service"], state: GroupState): Keys => inOrder(cgka.knows(state.cgka))

/** The nodes whose private keys a member must have, with the tree's public keys: its leaf, and those above that are set and do not list it as unmerged. */
export const keysDue = ({ me, tree }: GroupState): Keys => {
  const above = directPath(toNode(me), tree.leafCount as LeafCount).filter((node) => {
    const parent = tree.parentAt(node)
    return parent !== undefined && !parent.unmergedLeaves.includes(me)
  })
  return inOrder(
    [toNode(me), ...above].map((node) => {
      const publicKey = tree.keyAt(node)
      if (publicKey === undefined) throw new Error(`node ${node} is blank`)
      return { node, publicKey }
    })
  )
}
