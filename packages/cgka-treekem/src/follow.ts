import { equalBytes, type KeyPair, type Secret, type TreeView } from "@copath/contracts"
import { isNode, leafCountFor } from "@copath/tree-math"
import type { PathKey, TreeKemState } from "./state.ts"

/** A state and the secrets that only its predecessor needs. */
export interface Followed {
  readonly state: TreeKemState
  readonly retired: ReadonlyArray<Secret>
}

const live = (tree: TreeView, { node, pair }: PathKey): boolean => {
  const key = isNode(node, leafCountFor(tree.leafCount)) ? tree.keyAt(node) : undefined
  return key !== undefined && equalBytes(key, pair.publicKey)
}

/** Forgets the key pairs of nodes that the tree no longer holds: blanked, replaced or cut off. */
export const follow = (state: TreeKemState, tree: TreeView): Followed => {
  const path = state.path.filter((key) => live(tree, key))
  if (path.length === state.path.length) return { state, retired: [] }
  const retired = state.path.filter((key) => !path.includes(key)).map(({ pair }) => pair.secretKey)
  return { state: { ...state, path }, retired }
}

/** My Update was committed: `leaf` is my leaf's pair now. Whoever might have had the old one is to lose the parents above it as well, by the same commit. */
export const renew = (state: TreeKemState, leaf: KeyPair): Followed => ({
  state: { me: state.me, leaf, path: [] },
  retired: [state.leaf.secretKey, ...state.path.map(({ pair }) => pair.secretKey)]
})
