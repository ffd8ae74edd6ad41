import type { TreeRules, TreeView } from "@copath/contracts"
import { directPath, isLeaf, type LeafCount, leafCountFor, type LeafIndex, left, type NodeIndex, right, toNode } from "@copath/tree-math"

/** The keys of a tree whose members neither come nor go, for a key agreement that is counted by itself; changed in place. */
export class KeyTree implements TreeView {
  readonly leafCount: LeafCount
  private readonly members: number
  private readonly keys: Array<Uint8Array | undefined>
  private readonly rules: TreeRules

  /** All leaves and parents hold the keys that `key` gives, but for parents with nobody on their right. */
  constructor(members: number, rules: TreeRules, key: (node: NodeIndex) => Uint8Array | undefined) {
    this.leafCount = leafCountFor(members)
    this.members = members
    this.rules = rules
    this.keys = Array.from({ length: 2 * this.leafCount - 1 }, (_, at) => {
      const node = at as NodeIndex
      const covered = isLeaf(node) ? node : firstLeafBelow(right(node))
      return covered < 2 * members ? key(node) : undefined
    })
  }

  readonly occupied = (leaf: LeafIndex): boolean => leaf < this.members

  readonly keyAt = (node: NodeIndex): Uint8Array | undefined => this.keys[node]

  readonly resolution = (node: NodeIndex): ReadonlyArray<NodeIndex> => {
    const found: Array<NodeIndex> = []
    const resolve = (at: NodeIndex): void => {
      if (this.keys[at] !== undefined) found.push(at)
      else if (!isLeaf(at)) {
        resolve(left(at))
        resolve(right(at))
      }
    }
    resolve(node)
    return found
  }

  /** A parent's new key, or none; or a leaf's. */
  set(node: NodeIndex, key: Uint8Array | undefined): void {
    this.keys[node] = key
  }

  /** An Update of this leaf is in force: the parents above it are blank, if that is the key agreement's way. */
  update(leaf: LeafIndex, key: Uint8Array): void {
    this.set(toNode(leaf), key)
    if (this.rules.onRemove === "blank") for (const node of directPath(toNode(leaf), this.leafCount)) this.set(node, undefined)
  }
}

const firstLeafBelow = (node: NodeIndex): NodeIndex => (isLeaf(node) ? node : firstLeafBelow(left(node)))
