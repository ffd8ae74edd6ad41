import { decode } from "@copath/codec"
import { type StoreFailure, TreeShaping } from "@copath/contracts"
import { type Digest, MAX_LEAVES, type PublicTree, treeFrom } from "@copath/membership"
import { isLeaf, left, type NodeIndex, standingRight, standingRoot, toLeaf, type TreeShape } from "@copath/tree-math"
import { type Node, treeHashInput, type TreeHashInput } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { type Blob, hexOf, same } from "./blob.ts"
import type { BlobForm } from "./form.ts"
import { BlobRefused, type Refusal } from "./refused.ts"
import { BlobStore } from "./store.ts"

/** What fetching needs: how blobs lie in the store, the suite's hash, and blobs that are at hand already. */
export interface Fetching {
  /** How blobs are named and laid in the store. */
  readonly form: BlobForm
  /** The suite's hash, by which what arrives is checked. */
  readonly digest: Digest
  /** Not asked for, and not checked against anything but their hashes. */
  readonly known?: ReadonlyArray<Blob>
}

type Failure = BlobRefused | StoreFailure

const refused = (reason: Refusal, hash: Uint8Array): BlobRefused => new BlobRefused({ reason, hash: hexOf(hash) })

/** The nodes with these tree hashes, from one batch. Each is checked: whatever the server says, it is the node that was hashed, or a refusal (R058). */
export const fetchNodes: (
  fetching: Fetching,
  hashes: ReadonlyArray<Uint8Array>
) => Effect.Effect<ReadonlyArray<TreeHashInput>, Failure, BlobStore> = Effect.fnUntraced(function* (
  { digest, form, known = [] }: Fetching,
  hashes: ReadonlyArray<Uint8Array>
) {
  const store = yield* BlobStore
  const athand = new Map(known.map(({ hash, input }) => [hexOf(hash), input]))
  const asked = hashes.filter((hash) => !athand.has(hexOf(hash)))
  const answers = asked.length === 0 ? [] : yield* store.get(asked.map(form.nameOf))
  for (const [i, hash] of asked.entries()) {
    const stored = answers[i]
    if (stored === undefined) return yield* refused("Missing", hash)
    const input = form.take(hash, stored)
    if (Result.isFailure(input)) return yield* refused(input.failure, hash)
    athand.set(hexOf(hash), input.success)
  }
  const nodes: Array<TreeHashInput> = []
  for (const hash of hashes) {
    const input = athand.get(hexOf(hash)) as Uint8Array
    if (!same(digest(input), hash)) return yield* refused("Altered", hash)
    const node = decode(treeHashInput, input)
    if (Result.isFailure(node)) return yield* refused("Malformed", hash)
    nodes.push(node.success)
  }
  return nodes
})

/** The whole tree with this hash, level by level: one batch for each, from the root to the leaves. How many levels there are shows only at the end. */
export const fetchTree: (fetching: Fetching, treeHash: Uint8Array) => Effect.Effect<PublicTree, Failure, BlobStore> = Effect.fnUntraced(
  function* (fetching: Fetching, treeHash: Uint8Array) {
    const levels: Array<ReadonlyArray<TreeHashInput>> = []
    let hashes: ReadonlyArray<Uint8Array> = [treeHash]
    while (hashes.length > 0) {
      if (hashes.length > MAX_LEAVES) return yield* refused("Malformed", treeHash)
      const nodes: ReadonlyArray<TreeHashInput> = yield* fetchNodes(fetching, hashes)
      levels.push(nodes)
      hashes = nodes.flatMap((node) => (node._tag === "parent" ? [node.leftHash, node.rightHash] : []))
    }
    const tree = assembled(levels, yield* TreeShaping)
    return tree === undefined ? yield* refused("Malformed", treeHash) : tree
  }
)

/** The tree of these nodes, root first; `undefined` if leaves and parents do not stand where they belong in a tree of this shape. */
const assembled = (levels: ReadonlyArray<ReadonlyArray<TreeHashInput>>, shape: TreeShape): PublicTree | undefined => {
  const leaves = levels.reduce((sum, level) => sum + level.filter((node) => node._tag === "leaf").length, 0)
  if (shape.leaves(leaves) !== leaves) return undefined
  const nodes: Array<Node | undefined> = Array.from({ length: 2 * leaves - 1 }, () => undefined)
  let row: ReadonlyArray<NodeIndex> = [standingRoot(leaves)]
  for (const level of levels) {
    if (level.length !== row.length) return undefined
    for (const [i, node] of level.entries()) {
      const at = row[i] as NodeIndex
      if ((node._tag === "leaf") !== isLeaf(at) || (node._tag === "leaf" && node.leafIndex !== toLeaf(at))) return undefined
      nodes[at] = nodeIn(node)
    }
    row = row.flatMap((node) => (isLeaf(node) ? [] : [left(node), standingRight(node, leaves)]))
  }
  const end = nodes.findLastIndex((node) => node !== undefined)
  const tree = Result.getOrElse(treeFrom(nodes.slice(0, end + 1), shape), () => undefined)
  return tree?.standing === leaves ? tree : undefined
}

const nodeIn = (input: TreeHashInput): Node | undefined => {
  if (input._tag === "leaf") return input.leafNode === undefined ? undefined : { _tag: "leaf", leafNode: input.leafNode }
  return input.parentNode === undefined ? undefined : { _tag: "parent", parentNode: input.parentNode }
}
