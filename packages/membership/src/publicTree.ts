import {
  fullWithBlanks,
  isLeaf,
  leafCountFor,
  type LeafIndex,
  leafIndex,
  leafRange,
  left,
  level,
  type NodeIndex,
  nodeIndex,
  right,
  toNode,
  type TreeShape
} from "@copath/tree-math"
import type { LeafNode, ParentNode } from "@copath/wire"
import type { CapabilityCounts } from "./capabilityCounts.ts"
import { Chunk, CHUNK_NODES, CHUNK_SPAN, locate, tierSizes } from "./chunk.ts"
import { encryptionKeyOf, leafOf, parentOf, signatureKeyOf, unmergedLeavesOf } from "./encodedNode.ts"
import { encryptionKeyIn, indexesOf, signatureKeyIn, type TreeIndexes } from "./treeIndexes.ts"

/** The most leaves a tree may have: 2^20, so at most 2^21 - 1 nodes (V221). Node indices have 21 bits, as in `KeyIndex`. */
export const MAX_LEAVES = 2 ** 20

/** The slots of a lowest-tier chunk that are leaves. */
const LEAF_SLOTS = 0x55555555

/**
 * The ratchet tree as everybody sees it (RFC 9420, section 7): full, with blanks, immutable. A changed tree shares all untouched chunks with the
 * one it came from, their tree hashes included. It fits the `TreeView` that key agreements read.
 *
 * In another shape than RFC 9420's some nodes at the right edge do not stand: they are blank and stay so until the tree has grown over them.
 *
 * Nodes are held encoded and decoded on each call of {@link leafAt} and {@link parentAt}; keys, resolutions and hashes need no decoding.
 */
export class PublicTree {
  /** Leaves of the full tree, blank ones included: a power of two. */
  readonly leafCount: number
  /** Leaves that stand, blank ones included: more than half of the leaf count, or all of it. Node x stands if x is below twice as much less one. */
  readonly standing: number
  /** Tells how many leaves stand. */
  readonly shape: TreeShape
  /** Leaves that are not blank. */
  readonly memberCount: number
  /** Chunks by tier; see {@link locate}. */
  readonly tiers: ReadonlyArray<ReadonlyArray<Chunk>>
  private known: TreeIndexes | undefined

  constructor(
    shape: TreeShape,
    standing: number,
    memberCount: number,
    tiers: ReadonlyArray<ReadonlyArray<Chunk>>,
    indexes: TreeIndexes | undefined
  ) {
    this.shape = shape
    this.standing = standing
    this.leafCount = leafCountFor(standing)
    this.memberCount = memberCount
    this.tiers = tiers
    this.known = indexes
  }

  /** A tree of blank nodes. */
  static blank(leafCount: number, shape: TreeShape = fullWithBlanks): PublicTree {
    const standing = shape.leaves(leafCount)
    return new PublicTree(shape, standing, 0, tierSizes(leafCountFor(standing)).map(blanks), undefined)
  }

  /** A tree of these encoded nodes; `encoded` is asked once for each node. `leafCount`: up to the last leaf that is not blank. */
  static of(leafCount: number, encoded: (node: NodeIndex) => Uint8Array | undefined, shape: TreeShape = fullWithBlanks): PublicTree {
    const standing = shape.leaves(leafCount)
    const size = leafCountFor(standing)
    let members = 0
    const tiers = tierSizes(size).map((chunks, tier) =>
      Array.from({ length: chunks }, (_, c) => {
        const parts: Array<Uint8Array | undefined> = []
        for (let slot = 0; slot < CHUNK_NODES; slot++) {
          const node = nodeAt(tier, c * CHUNK_SPAN + slot)
          const part = node < 2 * size - 1 ? encoded(nodeIndex(node)) : undefined
          if (part !== undefined && node % 2 === 0) members++
          parts.push(part)
        }
        return Chunk.of(parts)
      })
    )
    return new PublicTree(shape, standing, members, tiers, undefined)
  }

  /** Whether a member stands at `leaf`. */
  readonly occupied = (leaf: LeafIndex): boolean => this.encodedAt(toNode(leaf)) !== undefined

  /** The node's public key: a leaf's `encryption_key`, a parent's; `undefined` for a blank node. */
  readonly keyAt = (node: NodeIndex): Uint8Array | undefined => {
    const bytes = this.encodedAt(node)
    return bytes === undefined ? undefined : encryptionKeyOf(bytes)
  }

  /** RFC 9420, 4.1.1: the non-blank nodes that cover the members below `node`, left to right. */
  readonly resolution = (node: NodeIndex): ReadonlyArray<NodeIndex> => {
    const found: Array<NodeIndex> = []
    this.resolve(node, found)
    return found
  }

  private resolve(node: NodeIndex, into: Array<NodeIndex>): void {
    if (level(node) < 5) {
      const filled = this.filledBelow(node)
      // Leaves alone, as all over a tree that nobody has committed a path in: their bits tell them.
      if ((filled & ~LEAF_SLOTS) === 0) {
        for (let rest = filled; rest !== 0; rest &= rest - 1) into.push(nodeIndex((node & ~31) + 31 - Math.clz32(rest & -rest)))
        return
      }
    }
    const bytes = this.encodedAt(node)
    if (bytes !== undefined) {
      into.push(node)
      for (const leaf of unmergedLeavesOf(bytes)) into.push(nodeIndex(2 * leaf))
      return
    }
    this.resolve(left(node), into)
    this.resolve(right(node), into)
  }

  /** Whether `node` and everything below it is blank: an empty resolution. */
  isBlankBelow(node: NodeIndex): boolean {
    if (level(node) < 5) return this.filledBelow(node) === 0
    return this.encodedAt(node) === undefined && this.isBlankBelow(left(node)) && this.isBlankBelow(right(node))
  }

  /** Of a node inside a lowest-tier chunk: bit i for the chunk's slot i, if that is `node` or below it and not blank. */
  private filledBelow(node: NodeIndex): number {
    const reach = 2 ** level(node) - 1
    const { chunk, slot } = locate(node)
    return (this.tiers[0]?.[chunk]?.filled ?? 0) & ((2 ** (2 * reach + 1) - 1) << (slot - reach))
  }

  /** The node's encoding without its type, as a view that must not be written; `undefined` for a blank node or one outside the tree. */
  encodedAt(node: NodeIndex): Uint8Array | undefined {
    if (node >= 2 * this.leafCount - 1) return undefined
    const { chunk, slot, tier } = locate(node)
    return this.tiers[tier]?.[chunk]?.at(slot)
  }

  /** The chunk that holds `node`. A node outside the tree is a defect. */
  chunkOf(node: NodeIndex): { readonly chunk: Chunk; readonly slot: number } {
    const at = locate(node)
    const chunk = this.tiers[at.tier]?.[at.chunk]
    if (chunk === undefined) throw new RangeError(`node ${node} is not in a tree of ${this.leafCount} leaves`)
    return { chunk, slot: at.slot }
  }

  /** The encoded leaf node at `leaf`, as a view that must not be written. */
  encodedLeafAt(leaf: LeafIndex): Uint8Array | undefined {
    return this.encodedAt(toNode(leaf))
  }

  /** The leaf node at `leaf`, decoded anew; `undefined` when blank or outside the tree. */
  leafAt(leaf: LeafIndex): LeafNode | undefined {
    const bytes = this.encodedLeafAt(leaf)
    return bytes === undefined ? undefined : leafOf(bytes)
  }

  /** The `signature_key` at `leaf`, without decoding the rest. */
  signatureKeyAt(leaf: LeafIndex): Uint8Array | undefined {
    const bytes = this.encodedLeafAt(leaf)
    return bytes === undefined ? undefined : signatureKeyOf(bytes)
  }

  /** The parent at `node`, decoded anew; `undefined` when blank, outside the tree, or a leaf. */
  parentAt(node: NodeIndex): ParentNode | undefined {
    const bytes = isLeaf(node) ? undefined : this.encodedAt(node)
    return bytes === undefined ? undefined : parentOf(bytes)
  }

  /** Leaves that are not blank, left to right. Takes time proportional to the group. */
  members(): ReadonlyArray<LeafIndex> {
    const found: Array<LeafIndex> = []
    this.tiers[0]?.forEach((chunk, c) => {
      for (let bits = chunk.filled & LEAF_SLOTS; bits !== 0; bits &= bits - 1) {
        found.push(leafIndex((c * CHUNK_SPAN + 31 - Math.clz32(bits & -bits)) / 2))
      }
    })
    return found
  }

  /** Nodes that are not blank, from node index `from`; in no particular order. */
  *filledNodes(from = 0): Generator<NodeIndex> {
    for (const [tier, chunks] of this.tiers.entries()) {
      for (const [c, chunk] of chunks.entries()) {
        if (nodeAt(tier, c * CHUNK_SPAN + 30) < from) continue
        for (let bits = chunk.filled; bits !== 0; bits &= bits - 1) {
          const node = nodeAt(tier, c * CHUNK_SPAN + 31 - Math.clz32(bits & -bits))
          if (node >= from) yield nodeIndex(node)
        }
      }
    }
  }

  /** The index behind the last node that is not blank. */
  end(): number {
    let end = 0
    for (const [tier, chunks] of this.tiers.entries()) {
      const c = chunks.findLastIndex(({ filled }) => filled !== 0)
      const filled = chunks[c]?.filled ?? 0
      if (filled !== 0) end = Math.max(end, nodeAt(tier, c * CHUNK_SPAN + 31 - Math.clz32(filled)) + 1)
    }
    return end
  }

  /** How many members stand below `node`. */
  membersBelow(node: NodeIndex): number {
    const { from, to } = leafRange(node)
    let count = 0
    for (let leaf = from; leaf < to; leaf = (leaf | 15) + 1) {
      const within = to - from >= 16 ? LEAF_SLOTS : ((2 ** (2 * (to - from)) - 1) << (2 * (leaf & 15))) & LEAF_SLOTS
      count += ones((this.tiers[0]?.[leaf >>> 4]?.filled ?? 0) & within)
    }
    return count
  }

  /** Whether the sixteen leaves around `leaf` are all blank, or all occupied; `undefined` for mixed. */
  neighbourhood(leaf: LeafIndex): "blank" | "occupied" | undefined {
    const leaves = (this.tiers[0]?.[leaf >>> 4]?.filled ?? 0) & LEAF_SLOTS
    return leaves === 0 ? "blank" : leaves === LEAF_SLOTS ? "occupied" : undefined
  }

  /** Who holds which key and who can do what; built on first use, then kept up to date from version to version. */
  indexes(): TreeIndexes {
    this.known ??= indexesOf(this)
    return this.known
  }

  /** The indexes, if somebody asked for them before. */
  knownIndexes(): TreeIndexes | undefined {
    return this.known
  }

  /** Nodes with this encryption key: none or one in a valid tree. */
  holdersOfEncryptionKey(key: Uint8Array): ReadonlyArray<NodeIndex> {
    return this.indexes().encryption.holders(key, encryptionKeyIn(this)) as ReadonlyArray<NodeIndex>
  }

  /** Leaves with this signature key: none or one in a valid tree. */
  holdersOfSignatureKey(key: Uint8Array): ReadonlyArray<LeafIndex> {
    return this.indexes().signature.holders(key, signatureKeyIn(this)) as ReadonlyArray<LeafIndex>
  }

  /** How many members support what. */
  capabilities(): CapabilityCounts {
    return this.indexes().capabilities
  }
}

/** How many bits are set, of those that stand for leaves: every second one. */
const ones = (bits: number): number => {
  const pairs = (bits & 0x11111111) + ((bits >>> 2) & 0x11111111)
  return Math.imul((pairs & 0x03030303) + ((pairs >>> 4) & 0x03030303), 0x01010101) >>> 24
}

const blanks = (count: number): ReadonlyArray<Chunk> => Array.from({ length: count }, () => Chunk.blank())

/** The inverse of {@link locate}. */
const nodeAt = (tier: number, position: number): number => {
  let node = position
  for (let t = 0; t < tier; t++) node = node * CHUNK_SPAN + 31
  return node
}
