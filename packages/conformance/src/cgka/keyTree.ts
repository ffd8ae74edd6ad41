import type { Change, RefreshPlan, TreeRules, TreeView } from "@copath/contracts"
import {
  directPath,
  fullWithBlanks,
  isLeaf,
  type LeafIndex,
  leafCountFor,
  leafIndex,
  left,
  type NodeIndex,
  nodeIndex,
  right,
  toNode,
  type TreeShape
} from "@copath/tree-math"

/** Whom a commit adds, removes and updates. */
export interface KeyChange {
  /** Where new members go; a number takes so many of the leftmost blank leaves, as RFC 9420 does (12.1.1). */
  readonly adds: number | ReadonlyArray<LeafIndex>
  /** Leaves of those removed. */
  readonly removes: ReadonlyArray<LeafIndex>
  /** Leaves of those whose Update is committed. */
  readonly updates: ReadonlyArray<LeafIndex>
}

const nothing: KeyChange = { adds: 0, removes: [], updates: [] }

/**
 * A public tree whose keys are serial numbers: no cryptography, so that plans can be counted and knowledge followed in groups of thousands. It changes in
 * place. A key's number is never used again; as the tree's `TreeView` shows it, it is four bytes long.
 */
export class KeyTree implements TreeView {
  /** Leaves of the full tree, blank ones included: a power of two. */
  leafCount: number
  /** Leaves that stand, blank ones included. */
  standing: number
  /** RFC 9420's, unless told otherwise. */
  readonly shape: TreeShape
  private readonly ids: Array<number | undefined>
  private readonly unmerged = new Map<NodeIndex, ReadonlyArray<LeafIndex>>()
  private next = 0

  /** A tree of `leafCount` leaves, those in `members` occupied and all parents blank. */
  constructor(leafCount: number, members: Iterable<LeafIndex>, shape: TreeShape = fullWithBlanks) {
    this.shape = shape
    this.standing = shape.leaves(leafCount)
    this.leafCount = leafCountFor(this.standing)
    this.ids = Array.from({ length: 2 * this.leafCount - 1 }, () => undefined)
    for (const leaf of members) this.set(toNode(leaf))
  }

  /** A tree with a member at each leaf. */
  static full(leafCount: number): KeyTree {
    return new KeyTree(
      leafCount,
      Array.from({ length: leafCount }, (_, leaf) => leafIndex(leaf))
    )
  }

  /** The serial number of a node's key. */
  readonly idAt = (node: NodeIndex): number | undefined => (node < 2 * this.leafCount - 1 ? this.ids[node] : undefined)
  /** Whether the leaf has a key. */
  readonly occupied = (leaf: LeafIndex): boolean => this.idAt(toNode(leaf)) !== undefined

  /** The serial number of a node's key as four bytes, big-endian; `undefined` for a blank node. */
  readonly keyAt = (node: NodeIndex): Uint8Array | undefined => {
    const id = this.idAt(node)
    return id === undefined ? undefined : Uint8Array.of(id >>> 24, id >>> 16, id >>> 8, id)
  }

  /** RFC 9420, 4.1.1: the non-blank nodes that cover the members below `node`, left to right. */
  readonly resolution = (node: NodeIndex): ReadonlyArray<NodeIndex> => {
    const found: Array<NodeIndex> = []
    const visit = (x: NodeIndex): void => {
      if (this.ids[x] !== undefined) {
        found.push(x)
        for (const leaf of this.unmerged.get(x) ?? []) found.push(toNode(leaf))
      } else if (!isLeaf(x)) {
        visit(left(x))
        visit(right(x))
      }
    }
    visit(node)
    return found
  }

  /** Occupied leaves, left to right. */
  members(): ReadonlyArray<LeafIndex> {
    return Array.from({ length: this.leafCount }, (_, leaf) => leafIndex(leaf)).filter(this.occupied)
  }

  /** Parents with a key. */
  filledParents(): ReadonlyArray<NodeIndex> {
    return this.ids.flatMap((id, node) => (id !== undefined && node % 2 === 1 ? [nodeIndex(node)] : []))
  }

  /** Leaves listed as unmerged at a parent. */
  unmergedAt(node: NodeIndex): ReadonlyArray<LeafIndex> {
    return this.unmerged.get(node) ?? []
  }

  /** Applies proposals: Updates, Removes, the tree shrinks, Adds (RFC 9420, 12.3). `undefined`: an outsider commits, and takes a leaf. */
  propose(rules: TreeRules, committer: LeafIndex | undefined, proposals: Partial<KeyChange> = {}): Change {
    const { adds, removes, updates } = { ...nothing, ...proposals }
    for (const leaf of updates) {
      this.set(toNode(leaf))
      if (rules.onRemove === "blank") this.blankAbove(leaf)
    }
    for (const leaf of removes) {
      if (rules.onRemove === "blank") this.blankAbove(leaf)
      this.clear(toNode(leaf))
      for (const [node, leaves] of this.unmerged)
        this.unmerged.set(
          node,
          leaves.filter((other) => other !== leaf)
        )
    }
    if (removes.length > 0) this.truncate()
    const added =
      typeof adds === "number"
        ? Array.from({ length: adds }, () => this.add(this.leftmostBlank(), rules))
        : adds.map((leaf) => this.add(leaf, rules))
    const joiner = committer ?? this.leftmostBlank()
    this.extendTo(joiner)
    return { added, removed: removes, updated: updates, committer: joiner }
  }

  /** Merges a commit: the committer's new leaf, the plan's new keys, its blanks. */
  merge(plan: RefreshPlan, committer: LeafIndex): void {
    for (const node of plan.blanked) this.clear(node)
    for (const { node } of plan.steps) this.set(node)
    this.set(toNode(committer))
  }

  private add(leaf: LeafIndex, { onAdd }: TreeRules): LeafIndex {
    this.extendTo(leaf)
    this.set(toNode(leaf))
    if (onAdd === "blank") this.blankAbove(leaf)
    if (onAdd === "unmerged")
      for (const node of this.above(leaf))
        if (this.ids[node] !== undefined)
          this.unmerged.set(
            node,
            [...this.unmergedAt(node), leaf].toSorted((a, b) => a - b)
          )
    return leaf
  }

  private above(leaf: LeafIndex): ReadonlyArray<NodeIndex> {
    return directPath(toNode(leaf), leafCountFor(this.leafCount))
  }

  private blankAbove(leaf: LeafIndex): void {
    for (const node of this.above(leaf)) this.clear(node)
  }

  private set(node: NodeIndex): void {
    this.ids[node] = this.next++
    this.unmerged.delete(node)
  }

  private clear(node: NodeIndex): void {
    this.ids[node] = undefined
    this.unmerged.delete(node)
  }

  private leftmostBlank(): LeafIndex {
    let leaf = 0
    while (this.idAt(nodeIndex(2 * leaf)) !== undefined) leaf++
    return leafIndex(leaf)
  }

  private extendTo(leaf: LeafIndex): void {
    if (leaf < this.standing) return
    this.standing = this.shape.leaves(leaf + 1)
    this.resize()
  }

  private truncate(): void {
    let end = this.standing
    while (end > 1 && this.ids[2 * (end - 1)] === undefined) end--
    this.standing = this.shape.leaves(end)
    this.resize()
  }

  /** Whatever does not stand is blank. */
  private resize(): void {
    this.leafCount = leafCountFor(this.standing)
    this.ids.length = Math.min(this.ids.length, 2 * this.standing - 1)
    while (this.ids.length < 2 * this.leafCount - 1) this.ids.push(undefined)
    for (const node of this.unmerged.keys()) if (node >= 2 * this.standing - 1) this.unmerged.delete(node)
  }
}
