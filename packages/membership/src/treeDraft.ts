import {
  directPath,
  type LeafCount,
  leafCountFor,
  type LeafIndex,
  leafIndex,
  type NodeIndex,
  nodeIndex,
  parent as parentOfNode,
  toNode
} from "@copath/tree-math"
import type { LeafNode, ParentNode } from "@copath/wire"
import { Chunk, CHUNK_NODES, locate, tierSizes } from "./chunk.ts"
import { encodedLeaf, encodedParent, parentOf } from "./encodedNode.ts"
import { PublicTree } from "./publicTree.ts"
import { changedIndexes, type NodeChange } from "./treeIndexes.ts"

/** A parent while a draft is open. */
interface DraftParent {
  readonly encryptionKey: Uint8Array
  readonly parentHash: Uint8Array
  /** Ascending leaf indices. */
  readonly unmergedLeaves: Array<number>
}

/**
 * Changes to a tree, gathered and then written once: a node that a list of proposals touches a thousand times is encoded a single time, and each
 * chunk is copied once. `finish` gives the new tree; the old one stays as it was.
 */
export class TreeDraft {
  private readonly base: PublicTree
  /** Leaves of the drafted tree's full tree. */
  leafCount: number
  /** Leaves that stand in the drafted tree. */
  private standing: number
  private memberCount: number
  /** The fewest leaves that ever stood in the draft: what stood to the right of them in the base is gone. */
  private horizon: number
  private readonly leaves = new Map<number, Uint8Array | undefined>()
  private readonly parents = new Map<number, DraftParent | undefined>()
  /** Sixteen leaves each: those among which the draft changed something. */
  private readonly touched = new Set<number>()
  /** No leaf to the left of it is blank. */
  private firstBlank = 0

  constructor(base: PublicTree) {
    this.base = base
    this.leafCount = base.leafCount
    this.standing = base.standing
    this.memberCount = base.memberCount
    this.horizon = base.standing
  }

  private baseAt(node: number): Uint8Array | undefined {
    return node < 2 * this.horizon - 1 ? this.base.encodedAt(nodeIndex(node)) : undefined
  }

  occupied(leaf: LeafIndex): boolean {
    return (this.leaves.has(leaf) ? this.leaves.get(leaf) : this.baseAt(toNode(leaf))) !== undefined
  }

  /** Puts a leaf in place; a leaf beyond the right edge extends the tree (7.7). */
  setLeaf(leaf: LeafIndex, node: LeafNode): void {
    this.extendTo(leaf)
    if (!this.occupied(leaf)) this.memberCount++
    this.leaves.set(leaf, encodedLeaf(node))
    this.touched.add(leaf >>> 4)
  }

  /** Widens the tree until it has the leaf (7.7): in RFC 9420's shape, doubles it. Nodes that come to stand are blank. */
  extendTo(leaf: LeafIndex): void {
    if (leaf < this.standing) return
    this.standing = this.base.shape.leaves(leaf + 1)
    this.leafCount = leafCountFor(this.standing)
  }

  blankLeaf(leaf: LeafIndex): void {
    if (this.occupied(leaf)) this.memberCount--
    this.leaves.set(leaf, undefined)
    this.touched.add(leaf >>> 4)
    if (leaf < this.firstBlank) this.firstBlank = leaf
  }

  /** Sets a parent without unmerged leaves, or blanks it. */
  setParent(node: NodeIndex, parent: { readonly encryptionKey: Uint8Array; readonly parentHash: Uint8Array } | undefined): void {
    if (parent === undefined && !this.parents.has(node) && this.baseAt(node) === undefined) return
    this.parents.set(node, parent === undefined ? undefined : { ...parent, unmergedLeaves: [] })
  }

  /** Sets a parent as it is, unmerged leaves included. */
  setWholeParent(node: NodeIndex, parent: ParentNode): void {
    this.parents.set(node, { ...parent, unmergedLeaves: [...parent.unmergedLeaves] })
  }

  /** Blanks every node above a leaf. */
  blankAbove(leaf: LeafIndex): void {
    for (const node of directPath(toNode(leaf), this.leafCount as LeafCount)) this.setParent(node, undefined)
  }

  /** Lists a leaf as unmerged at every non-blank node above it (7.7). */
  listUnmerged(leaf: LeafIndex): void {
    for (const node of directPath(toNode(leaf), this.leafCount as LeafCount)) {
      const parent = this.parentToEdit(node)
      if (parent !== undefined) insert(parent.unmergedLeaves, leaf)
    }
  }

  private parentToEdit(node: NodeIndex): DraftParent | undefined {
    if (this.parents.has(node)) return this.parents.get(node)
    const bytes = this.baseAt(node)
    if (bytes === undefined) return undefined
    const { encryptionKey, parentHash, unmergedLeaves } = parentOf(bytes)
    const parent = { encryptionKey, parentHash, unmergedLeaves: [...unmergedLeaves] }
    this.parents.set(node, parent)
    return parent
  }

  /** The leaf that the next member takes (12.1.1): the leftmost blank one, else the first beyond the right edge. */
  leftmostBlank(): LeafIndex {
    let leaf = this.firstBlank
    while (leaf < this.leafCount) {
      if (leaf % 16 === 0 && this.isUntouched(leaf) && this.base.neighbourhood(leafIndex(leaf)) === "occupied") leaf += 16
      else if (this.occupied(leafIndex(leaf))) leaf++
      else break
    }
    this.firstBlank = leaf
    return leafIndex(leaf)
  }

  /** Narrows the tree to what its last member demands (7.7, 12.1.3): in RFC 9420's shape, halves it while its right half has no member. */
  truncate(): void {
    let last = this.standing - 1
    while (last > 0) {
      if (last % 16 === 15 && this.isUntouched(last) && this.base.neighbourhood(leafIndex(last)) === "blank") last -= 16
      else if (this.occupied(leafIndex(last))) break
      else last--
    }
    const standing = this.base.shape.leaves(last + 1)
    if (standing === this.standing) return
    this.standing = standing
    this.leafCount = leafCountFor(standing)
    this.horizon = Math.min(this.horizon, standing)
    for (const leaf of this.leaves.keys()) if (leaf >= standing) this.leaves.delete(leaf)
    for (const node of this.parents.keys()) if (node >= 2 * standing - 1) this.parents.delete(node)
  }

  /** Whether the base's word on the sixteen leaves around `leaf` still holds. */
  private isUntouched(leaf: number): boolean {
    return leaf < this.horizon && !this.touched.has(leaf >>> 4)
  }

  /** The drafted tree. The draft is used up. */
  finish(): PublicTree {
    const changes = this.changes()
    const tiers = this.tiersAfter(changes)
    const indexes = this.base.knownIndexes()
    const { shape } = this.base
    const tree = new PublicTree(shape, this.standing, this.memberCount, tiers, undefined)
    if (indexes === undefined) return tree
    return new PublicTree(shape, this.standing, this.memberCount, tiers, changedIndexes(indexes, tree, changes))
  }

  private changes(): ReadonlyArray<NodeChange> {
    const changes: Array<NodeChange> = []
    // First, so that what the draft put there since is written over it.
    if (this.horizon < this.base.standing) {
      for (const node of this.base.filledNodes(2 * this.horizon - 1)) {
        changes.push({ node, before: this.base.encodedAt(node), after: undefined })
      }
    }
    for (const [leaf, after] of this.leaves) changes.push({ node: 2 * leaf, before: this.baseAt(2 * leaf), after })
    for (const [node, after] of this.parents) {
      changes.push({ node, before: this.baseAt(node), after: after === undefined ? undefined : encodedParent(after) })
    }
    return changes
  }

  /** The smallest full tree that the draft ever was: the base's chunks are cut there. */
  private cutAt(): number {
    return leafCountFor(this.horizon)
  }

  private tiersAfter(changes: ReadonlyArray<NodeChange>): ReadonlyArray<ReadonlyArray<Chunk>> {
    const kept = tierSizes(this.cutAt())
    const tiers = tierSizes(this.leafCount).map((size, tier) => {
      const chunks = (this.base.tiers[tier] ?? []).slice(0, kept[tier] ?? 0)
      while (chunks.length < size) chunks.push(Chunk.blank())
      return chunks
    })
    for (const [at, edit] of this.edits(changes)) {
      const chunks = tiers[at.tier]
      const chunk = chunks?.[at.chunk]
      if (chunks !== undefined && chunk !== undefined) chunks[at.chunk] = chunk.edited(edit.contents, edit.stale)
    }
    return tiers
  }

  /** What happens to each chunk: new contents, and hashes of changed nodes and all nodes above them to forget. */
  private edits(changes: ReadonlyArray<NodeChange>): Iterable<readonly [ChunkAddress, ChunkEdit]> {
    const edits = new ChunkEdits()
    const cut = this.cutAt()
    if (cut < this.base.leafCount) edits.cut(cut - 1)
    const top = this.leafCount - 1
    for (const { after, node } of changes) {
      // Beyond the edge: gone with its chunk, or cut, unless the draft put something else there.
      if (node >= 2 * this.leafCount - 1) continue
      if (after === undefined && node >= 2 * cut - 1) continue
      edits.write(node, after)
      for (let x = nodeIndex(node); x !== top;) {
        x = parentOfNode(x)
        if (!edits.forget(x)) break
      }
    }
    return edits.all()
  }
}

/** Puts a number into its place in an ascending list, once. */
const insert = (list: Array<number>, item: number): void => {
  let at = list.length
  while (at > 0 && (list[at - 1] as number) > item) at--
  if (list[at - 1] !== item) list.splice(at, 0, item)
}

interface ChunkAddress {
  readonly tier: number
  readonly chunk: number
}
interface ChunkEdit {
  readonly contents: Map<number, Uint8Array | undefined>
  stale: number
}

class ChunkEdits {
  private readonly byChunk = new Map<number, readonly [ChunkAddress, ChunkEdit]>()
  /** Nodes whose hash, and those of all nodes above, are forgotten. */
  private readonly forgotten = new Set<number>()

  private at(tier: number, chunk: number): ChunkEdit {
    // At most five tiers.
    const key = chunk * 8 + tier
    const found = this.byChunk.get(key)
    if (found !== undefined) return found[1]
    const edit: ChunkEdit = { contents: new Map(), stale: 0 }
    this.byChunk.set(key, [{ tier, chunk }, edit])
    return edit
  }

  write(node: number, contents: Uint8Array | undefined): void {
    const { chunk, slot, tier } = locate(node)
    const edit = this.at(tier, chunk)
    edit.contents.set(slot, contents)
    edit.stale |= 1 << slot
  }

  /** `false` when it was forgotten before. */
  forget(node: number): boolean {
    if (this.forgotten.has(node)) return false
    this.forgotten.add(node)
    const { chunk, slot, tier } = locate(node)
    this.at(tier, chunk).stale |= 1 << slot
    return true
  }

  /** The tree ends with `root` for a root: the nodes to its right in the same chunk go. */
  cut(root: number): void {
    const { chunk, slot, tier } = locate(root)
    for (let beyond = slot * 2 + 1; beyond < CHUNK_NODES; beyond++) {
      const edit = this.at(tier, chunk)
      edit.contents.set(beyond, undefined)
      edit.stale |= 1 << beyond
    }
  }

  all(): Iterable<readonly [ChunkAddress, ChunkEdit]> {
    return this.byChunk.values()
  }
}
