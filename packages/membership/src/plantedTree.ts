import { encode } from "@copath/codec"
import {
  fullWithBlanks,
  isLeaf,
  leafCountFor,
  type LeafIndex,
  leafRange,
  left,
  type NodeIndex,
  right,
  root,
  toLeaf
} from "@copath/tree-math"
import { type LeafNode, parentHashInput } from "@copath/wire"
import type { Digest } from "./chunk.ts"
import { encodedLeaf, encodedParent } from "./encodedNode.ts"
import { PublicTree } from "./publicTree.ts"
import { leafInput, parentInput } from "./treeHash.ts"

/** A tree that nobody has grown, of any size. */
export interface Planted {
  /** Members, at the leaves from 0. */
  readonly members: number
  /**
   * Who has committed a path: every member once, from left to right, so that each parent's key is that of the last member below it; or the first member alone, as after
   * it has created the group; or nobody, as where parents hold no keys.
   */
  readonly committed: "all" | "first" | "none"
  /** A member's leaf; `parentHash`: what belongs into it (7.9), `undefined` for a member that has not committed. */
  readonly leaf: (leaf: LeafIndex, parentHash: Uint8Array | undefined) => LeafNode
  /** A parent's key. */
  readonly key: (node: NodeIndex) => Uint8Array
  /** Whether parent hashes are computed, as RFC 9420 has it, or left empty. */
  readonly parentHashes: "required" | "absent"
  /** The suite's hash. */
  readonly digest: Digest
}

/**
 * The tree of {@link Planted} in one pass, in RFC 9420's shape: what merging the members' paths one after the other would come to, in time proportional to the group. A
 * parent hash that a later commit has made meaningless is zeros. Every rule of a received tree holds if the leaves and keys keep theirs.
 */
export const plantedTree = (plant: Planted): PublicTree => {
  const leafCount = leafCountFor(plant.members)
  const nodes = new Slab(2 * leafCount - 1)
  const planting = new Planting(plant, nodes)
  planting.grow(root(leafCount), new Uint8Array(0), true)
  return PublicTree.of(plant.members, (node) => nodes.at(node), fullWithBlanks)
}

class Planting {
  private readonly plant: Planted
  private readonly nodes: Slab
  /** What a parent hash is that nobody looks at any more. */
  private readonly stale: Uint8Array

  constructor(plant: Planted, nodes: Slab) {
    this.plant = plant
    this.nodes = nodes
    const nothing = new Uint8Array(0)
    this.stale = plant.parentHashes === "absent" ? nothing : new Uint8Array(plant.digest(nothing).length)
  }

  /** Writes everything below `node`; gives its tree hash. `parentHash`: what belongs into it; `set`: whether the first member's path goes through it. */
  grow(node: NodeIndex, parentHash: Uint8Array, set: boolean): Uint8Array {
    const { committed, digest, key, leaf, members, parentHashes } = this.plant
    const own = committed === "all" || (committed === "first" && set)
    if (isLeaf(node)) {
      const at = toLeaf(node)
      const bytes = at < members ? encodedLeaf(leaf(at, own ? parentHash : undefined)) : undefined
      this.nodes.put(node, bytes)
      return digest(leafInput(at, bytes))
    }
    const [l, r] = [left(node), right(node)]
    if (!own || leafRange(r).from >= members) {
      // A parent with nobody on its right covers nobody but its left child's: it is left out of paths (4.1.2).
      const leftHash = this.grow(l, parentHash, set)
      return digest(parentInput(undefined, leftHash, this.grow(r, this.stale, false)))
    }
    const encryptionKey = key(node)
    const bytes = encodedParent({ encryptionKey, parentHash, unmergedLeaves: [] })
    this.nodes.put(node, bytes)
    const over = (originalSiblingTreeHash: Uint8Array): Uint8Array =>
      parentHashes === "absent" ? this.stale : digest(encode(parentHashInput, { encryptionKey, parentHash, originalSiblingTreeHash }))
    if (committed === "all") {
      const leftHash = this.grow(l, this.stale, false)
      return digest(parentInput(bytes, leftHash, this.grow(r, over(leftHash), false)))
    }
    const rightHash = this.grow(r, this.stale, false)
    return digest(parentInput(bytes, this.grow(l, over(rightHash), true), rightHash))
  }
}

const BLOCK = 1 << 24

/** The encodings of many nodes in few blocks: an array of each would take more room than its bytes do. */
class Slab {
  private readonly blocks: Array<Uint8Array> = []
  private used = BLOCK
  private readonly starts: Float64Array
  private readonly lengths: Uint32Array

  constructor(nodes: number) {
    this.starts = new Float64Array(nodes)
    this.lengths = new Uint32Array(nodes)
  }

  put(node: NodeIndex, bytes: Uint8Array | undefined): void {
    if (bytes === undefined) return
    if (this.used + bytes.length > BLOCK) {
      this.blocks.push(new Uint8Array(Math.max(BLOCK, bytes.length)))
      this.used = 0
    }
    this.blocks.at(-1)?.set(bytes, this.used)
    this.starts[node] = (this.blocks.length - 1) * BLOCK + this.used
    this.lengths[node] = bytes.length
    this.used += bytes.length
  }

  at(node: NodeIndex): Uint8Array | undefined {
    const length = this.lengths[node] ?? 0
    if (length === 0) return undefined
    const start = this.starts[node] as number
    const within = start % BLOCK
    return this.blocks[Math.floor(start / BLOCK)]?.subarray(within, within + length)
  }
}
