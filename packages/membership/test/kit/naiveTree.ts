import { encode } from "@copath/codec"
import {
  directPath,
  isLeaf,
  leafIndex,
  left,
  type LeafCount,
  nodeIndex,
  type NodeIndex,
  right,
  root,
  sibling,
  toNode
} from "@copath/tree-math"
import { type LeafNode, type Node, parentHashInput, treeHashInput } from "@copath/wire"
import type { Digest, TreeEdit } from "../../src/index.ts"

/**
 * The ratchet tree as section 7 tells it: one array, copied and walked whenever somebody asks. Slow, and simple enough to be believed.
 */
export interface NaiveTree {
  readonly nodes: ReadonlyArray<Node | undefined>
}

export const naiveOf = (nodes: ReadonlyArray<Node | undefined>): NaiveTree => {
  let size = 1
  while (2 * size - 1 < nodes.length) size *= 2
  return { nodes: Array.from({ length: 2 * size - 1 }, (_, i) => nodes[i]) }
}

export const leafCountOf = (t: NaiveTree): LeafCount => ((t.nodes.length + 1) / 2) as LeafCount

const path = (t: NaiveTree, leaf: number): ReadonlyArray<NodeIndex> => directPath(toNode(leafIndex(leaf)), leafCountOf(t))

const setting = (t: NaiveTree, changes: ReadonlyMap<number, Node | undefined>): NaiveTree => ({
  nodes: t.nodes.map((node, i) => (changes.has(i) ? changes.get(i) : node))
})

const leafSlot = (leafNode: LeafNode): Node => ({ _tag: "leaf", leafNode })

export const update = (t: NaiveTree, leaf: number, leafNode: LeafNode, blank = true): NaiveTree =>
  setting(
    t,
    new Map<number, Node | undefined>([...(blank ? path(t, leaf).map((x) => [x, undefined] as const) : []), [2 * leaf, leafSlot(leafNode)]])
  )

export const remove = (t: NaiveTree, leaf: number): NaiveTree =>
  setting(t, new Map<number, Node | undefined>([...path(t, leaf).map((x) => [x, undefined] as const), [2 * leaf, undefined]]))

export const truncate = (t: NaiveTree): NaiveTree => {
  const size = leafCountOf(t)
  const rightHalf = t.nodes.slice(size)
  if (size === 1 || rightHalf.some((node, i) => i % 2 === 0 && node !== undefined)) return t
  return truncate({ nodes: t.nodes.slice(0, size - 1) })
}

export const add = (t: NaiveTree, leafNode: LeafNode, onAdd: "unmerged" | "blank" | "keep" = "unmerged"): readonly [NaiveTree, number] => {
  const blank = t.nodes.findIndex((node, i) => i % 2 === 0 && node === undefined)
  if (blank < 0) return add({ nodes: [...t.nodes, ...Array.from({ length: t.nodes.length + 1 }, () => undefined)] }, leafNode, onAdd)
  const leaf = blank / 2
  const changes = new Map<number, Node | undefined>([[blank, leafSlot(leafNode)]])
  for (const x of path(t, leaf)) {
    const node = t.nodes[x]
    if (onAdd === "blank") changes.set(x, undefined)
    if (onAdd === "unmerged" && node?._tag === "parent") {
      const unmergedLeaves = [...node.parentNode.unmergedLeaves, leaf].toSorted((a, b) => a - b)
      changes.set(x, { _tag: "parent", parentNode: { ...node.parentNode, unmergedLeaves } })
    }
  }
  return [setting(t, changes), leaf]
}

export const resolution = (t: NaiveTree, x: NodeIndex): ReadonlyArray<number> => {
  const node = t.nodes[x]
  if (node?._tag === "leaf") return [x]
  if (node?._tag === "parent") return [x, ...node.parentNode.unmergedLeaves.map((leaf) => 2 * leaf)]
  return isLeaf(x) ? [] : [...resolution(t, left(x)), ...resolution(t, right(x))]
}

export const hashOf = (t: NaiveTree, x: NodeIndex, digest: Digest): Uint8Array => {
  const node = t.nodes[x]
  if (isLeaf(x)) {
    return digest(encode(treeHashInput, { _tag: "leaf", leafIndex: x / 2, leafNode: node?._tag === "leaf" ? node.leafNode : undefined }))
  }
  const parentNode = node?._tag === "parent" ? node.parentNode : undefined
  return digest(
    encode(treeHashInput, {
      _tag: "parent",
      parentNode,
      leftHash: hashOf(t, left(x), digest),
      rightHash: hashOf(t, right(x), digest)
    })
  )
}

export const rootHash = (t: NaiveTree, digest: Digest): Uint8Array => hashOf(t, root(leafCountOf(t)), digest)

export const filtered = (t: NaiveTree, leaf: number): ReadonlyArray<NodeIndex> => {
  const kept: Array<NodeIndex> = []
  let child = toNode(leafIndex(leaf))
  for (const x of path(t, leaf)) {
    if (resolution(t, sibling(child)).length > 0) kept.push(x)
    child = x
  }
  return kept
}

/** Merges a path with parent hashes; gives the tree and the hash for the leaf. */
export const merged = (t: NaiveTree, leaf: number, edits: ReadonlyArray<TreeEdit>, digest: Digest): readonly [NaiveTree, Uint8Array] => {
  const empty = new Uint8Array(0)
  let next = setting(
    t,
    new Map(
      edits.map(({ key, node }) => [
        node,
        key === undefined ? undefined : { _tag: "parent", parentNode: { encryptionKey: key, parentHash: empty, unmergedLeaves: [] } }
      ])
    )
  )
  const nodes = [toNode(leafIndex(leaf)), ...path(t, leaf)]
  let hash: Uint8Array = empty
  for (let i = nodes.length - 1; i > 0; i--) {
    const x = nodes[i] as NodeIndex
    const node = next.nodes[x]
    if (node?._tag !== "parent") continue
    next = setting(next, new Map([[x, { _tag: "parent", parentNode: { ...node.parentNode, parentHash: hash } }]]))
    hash = digest(
      encode(parentHashInput, {
        encryptionKey: node.parentNode.encryptionKey,
        parentHash: hash,
        originalSiblingTreeHash: hashOf(next, sibling(nodes[i - 1] as NodeIndex), digest)
      })
    )
  }
  return [next, hash]
}

export const trimmed = (t: NaiveTree): ReadonlyArray<Node | undefined> =>
  t.nodes.slice(0, t.nodes.findLastIndex((node) => node !== undefined) + 1)

export const everyNode = (t: NaiveTree): ReadonlyArray<NodeIndex> => t.nodes.map((_, i) => nodeIndex(i))
