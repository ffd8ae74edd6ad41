import { type StoreFailure, TreeShaping, type TreeView } from "@copath/contracts"
import {
  childToward,
  isLeaf,
  leafCountFor,
  type LeafIndex,
  leafIndex,
  left,
  type NodeIndex,
  standIn,
  standingCopath,
  standingPath,
  standingRight,
  stands,
  toLeaf,
  toNode,
  type TreeShape
} from "@copath/tree-math"
import type { TreeHashInput } from "@copath/wire"
import * as Effect from "effect/Effect"
import { hexOf, top, type TreeRoot } from "./blob.ts"
import { type Fetching, fetchNodes } from "./fetch.ts"
import type { LeafProof } from "./proof.ts"
import { BlobRefused } from "./refused.ts"
import type { BlobStore } from "./store.ts"

/** Some nodes of a tree, each verified: a node is reached from the root down, and its parent names its hash. */
class Part {
  readonly root: TreeRoot
  private readonly nodes = new Map<NodeIndex, TreeHashInput>()
  /** Nodes that were looked for and are not here, with their hashes. */
  readonly missing = new Map<NodeIndex, Uint8Array>()

  constructor(root: TreeRoot) {
    this.root = root
  }

  add(node: NodeIndex, input: TreeHashInput): void {
    this.nodes.set(node, input)
    this.missing.delete(node)
  }

  /** The node, if it and all above it are here; what is missing is noted. */
  reach(node: NodeIndex): TreeHashInput | undefined {
    let at = top(this.root)
    let hash = this.root.treeHash
    for (;;) {
      const input = this.nodes.get(at)
      if (input === undefined) {
        this.missing.set(at, hash)
        return undefined
      }
      if (at === node || input._tag === "leaf") return input
      const next = node < at ? left(at) : standingRight(at, this.root.leafCount)
      hash = next < at ? input.leftHash : input.rightHash
      at = next
    }
  }

  /** RFC 9420, 4.1.1, as far as the nodes are here. Of an elided parent, that of what stands below it. */
  resolution(above: NodeIndex): ReadonlyArray<NodeIndex> {
    const node = standIn(above, this.root.leafCount)
    const input = node === undefined ? undefined : this.reach(node)
    if (node === undefined || input === undefined) return []
    if (input._tag === "leaf") return input.leafNode === undefined ? [] : [node]
    if (input.parentNode === undefined)
      return [...this.resolution(left(node)), ...this.resolution(standingRight(node, this.root.leafCount))]
    const unmerged = input.parentNode.unmergedLeaves.map((leaf) => toNode(leafIndex(leaf)))
    unmerged.forEach((leaf) => this.reach(leaf))
    return [node, ...unmerged]
  }
}

/** Fetches until `walk` finds all that it looks for: a batch for each round. */
const complete: (
  fetching: Fetching,
  root: TreeRoot,
  walk: (part: Part) => void
) => Effect.Effect<Part, BlobRefused | StoreFailure, BlobStore> = Effect.fnUntraced(function* (
  fetching: Fetching,
  root: TreeRoot,
  walk: (part: Part) => void
) {
  const part = new Part(root)
  const athand = new Set(fetching.known?.map(({ hash }) => hexOf(hash)))
  for (;;) {
    walk(part)
    const wanted = [...part.missing]
    if (wanted.length === 0) return part
    // Without a batch as far as it goes: what is at hand tells what to ask for.
    const here = wanted.filter(([, hash]) => athand.has(hexOf(hash)))
    const asked = here.length > 0 ? here : wanted
    const found = yield* fetchNodes(
      fetching,
      asked.map(([, hash]) => hash)
    )
    for (const [i, [node, hash]] of asked.entries()) {
      const input = found[i] as TreeHashInput
      const fits = input._tag === "leaf" ? isLeaf(node) && input.leafIndex === toLeaf(node) : !isLeaf(node)
      if (!fits) return yield* new BlobRefused({ reason: "Malformed", hash: hexOf(hash) })
      part.add(node, input)
    }
  }
})

/**
 * As much of the tree as a path of `me` is made from: its own leaf and path, and the resolutions of its copath, which are the keys to seal to (RFC 9420, 7.5).
 * O(log n) blobs where the copath is filled, more where it is blank or has unmerged leaves. A key agreement may be given this view; asked about anything else
 * it throws.
 */
export const fetchCopath: (
  fetching: Fetching,
  root: TreeRoot,
  me: LeafIndex
) => Effect.Effect<TreeView, BlobRefused | StoreFailure, BlobStore> = Effect.fnUntraced(function* (
  fetching: Fetching,
  root: TreeRoot,
  me: LeafIndex
) {
  const part = yield* complete(fetching, root, (p) => {
    p.reach(toNode(me))
    for (const node of standingCopath(toNode(me), root.leafCount)) p.resolution(node)
  })
  return viewOf(part, yield* TreeShaping)
})

const viewOf = (part: Part, shape: TreeShape): TreeView => {
  const standing = part.root.leafCount
  const seen = <A>(node: NodeIndex, answer: (input: TreeHashInput) => A): A => {
    const input = part.reach(node)
    if (input === undefined) throw new RangeError(`node ${node} was not fetched`)
    return answer(input)
  }
  return {
    leafCount: leafCountFor(standing),
    standing,
    shape,
    occupied: (leaf) => leaf < standing && seen(toNode(leaf), (input) => input._tag === "leaf" && input.leafNode !== undefined),
    keyAt: (node) =>
      stands(node, standing)
        ? seen(node, (input) => (input._tag === "leaf" ? input.leafNode : input.parentNode)?.encryptionKey)
        : undefined,
    resolution: (above) => {
      const node = standIn(above, standing)
      return node === undefined ? [] : seen(node, () => part.resolution(node))
    }
  }
}

/** One leaf with its proof, for a message's author: the leaf, its path, and nothing else; a batch for each level. */
export const fetchProof: (
  fetching: Fetching,
  root: TreeRoot,
  leaf: LeafIndex
) => Effect.Effect<LeafProof, BlobRefused | StoreFailure, BlobStore> = Effect.fnUntraced(function* (
  fetching: Fetching,
  root: TreeRoot,
  leaf: LeafIndex
) {
  const part = yield* complete(fetching, root, (p) => p.reach(toNode(leaf)))
  const at = part.reach(toNode(leaf))
  const path = standingPath(toNode(leaf), root.leafCount).flatMap((node) => {
    const input = part.reach(node)
    if (input?._tag !== "parent") return []
    return [{ parentNode: input.parentNode, siblingHash: childToward(node, leaf) < node ? input.rightHash : input.leftHash }]
  })
  return { leafIndex: leaf, leafNode: at?._tag === "leaf" ? at.leafNode : undefined, path }
})
