import { isLeaf, type LeafIndex, leafIndex, type NodeIndex, nodeIndex, toLeaf } from "@copath/tree-math"
import type { LeafNode } from "@copath/wire"
import { CapabilityCounts } from "./capabilityCounts.ts"
import { encryptionKeyOf, leafOf, signatureKeyOf } from "./encodedNode.ts"
import { KeyIndex, type KeyOf } from "./keyIndex.ts"

/** What the rules ask of a whole tree, answered without walking it. */
export interface TreeIndexes {
  /** Nodes by encryption key, parents included. */
  readonly encryption: KeyIndex
  /** Leaves by signature key. */
  readonly signature: KeyIndex
  readonly capabilities: CapabilityCounts
}

/** As much of a tree as is indexed. */
export interface IndexedTree {
  readonly filledNodes: () => Iterable<NodeIndex>
  readonly encodedAt: (node: NodeIndex) => Uint8Array | undefined
  readonly keyAt: (node: NodeIndex) => Uint8Array | undefined
  readonly signatureKeyAt: (leaf: LeafIndex) => Uint8Array | undefined
}

const held = (key: Uint8Array | undefined): Uint8Array => {
  if (key === undefined) throw new Error("an index names a blank node")
  return key
}

/** The key of a node that an index names. */
export const encryptionKeyIn =
  (tree: IndexedTree): KeyOf =>
  (node) =>
    held(tree.keyAt(nodeIndex(node)))

/** The signature key of a leaf that an index names. */
export const signatureKeyIn =
  (tree: IndexedTree): KeyOf =>
  (leaf) =>
    held(tree.signatureKeyAt(leafIndex(leaf)))

type Held = readonly [holder: number, key: Uint8Array]

/** The indexes of a tree, from scratch: a few passes over its nodes, none of which keeps anything of a node that it has passed. */
export const indexesOf = (tree: IndexedTree): TreeIndexes => ({
  encryption: KeyIndex.empty.change([], encryptionKeys(tree), encryptionKeyIn(tree)),
  signature: KeyIndex.empty.change([], signatureKeys(tree), signatureKeyIn(tree)),
  capabilities: CapabilityCounts.none.change([], leavesOf(tree))
})

const filled = function* (tree: IndexedTree): Generator<readonly [node: NodeIndex, bytes: Uint8Array]> {
  for (const node of tree.filledNodes()) {
    const bytes = tree.encodedAt(node)
    if (bytes !== undefined) yield [node, bytes]
  }
}

const encryptionKeys = function* (tree: IndexedTree): Generator<Held> {
  for (const [node, bytes] of filled(tree)) yield [node, encryptionKeyOf(bytes)]
}

const signatureKeys = function* (tree: IndexedTree): Generator<Held> {
  for (const [node, bytes] of filled(tree)) if (isLeaf(node)) yield [toLeaf(node), signatureKeyOf(bytes)]
}

const leavesOf = function* (tree: IndexedTree): Generator<LeafNode> {
  for (const [node, bytes] of filled(tree)) if (isLeaf(node)) yield leafOf(bytes)
}

/** A node before and after a change; `undefined` is blank. */
export interface NodeChange {
  readonly node: number
  readonly before: Uint8Array | undefined
  readonly after: Uint8Array | undefined
}

/** The indexes of `tree`, which came from one with indexes `old` by `changes`. */
export const changedIndexes = (old: TreeIndexes, tree: IndexedTree, changes: ReadonlyArray<NodeChange>): TreeIndexes => {
  const leafChanges = changes.filter((c) => c.node % 2 === 0)
  const keys = (side: "before" | "after"): ReadonlyArray<Held> => present(changes, side, (c, bytes) => [c.node, encryptionKeyOf(bytes)])
  const signatureKeys = (side: "before" | "after"): ReadonlyArray<Held> =>
    present(leafChanges, side, (c, bytes) => [c.node / 2, signatureKeyOf(bytes)])
  const leaves = (side: "before" | "after"): ReadonlyArray<LeafNode> => present(leafChanges, side, (_, bytes) => leafOf(bytes))
  return {
    encryption: old.encryption.change(keys("before"), keys("after"), encryptionKeyIn(tree)),
    signature: old.signature.change(signatureKeys("before"), signatureKeys("after"), signatureKeyIn(tree)),
    capabilities: old.capabilities.change(leaves("before"), leaves("after"))
  }
}

const present = <A>(
  changes: ReadonlyArray<NodeChange>,
  side: "before" | "after",
  of: (c: NodeChange, bytes: Uint8Array) => A
): ReadonlyArray<A> => {
  const found: Array<A> = []
  for (const c of changes) {
    const bytes = c[side]
    if (bytes !== undefined) found.push(of(c, bytes))
  }
  return found
}
