/** Computes a hash; the suite's. Caches are bound to this function's identity: pass the same one each time. */
export type Digest = (bytes: Uint8Array) => Uint8Array

/** Nodes a chunk holds: five levels of the tree. */
export const CHUNK_NODES = 31
/** Slots a chunk is addressed by; the last one belongs to the tier above. */
export const CHUNK_SPAN = 32

const nothing = new Uint8Array(0)
const noEnds: ReadonlyArray<number> = Array.from({ length: CHUNK_NODES }, () => 0)

/**
 * Where a node is stored. Five levels of the tree in in-order form make a chunk of 31 nodes; every 32nd node belongs to a level above them, and
 * those nodes form an in-order tree of their own, one tier up:
 *
 * ```
 * tier 1               31                63                95          y = node >> 5
 * tier 0   0 … 30            32 … 62           64 … 94
 * ```
 *
 * So a path from leaf to root crosses one chunk for every five levels: four chunks in a group of 50,000.
 */
export const locate = (node: number): { readonly tier: number; readonly chunk: number; readonly slot: number } => {
  let tier = 0
  let y = node
  while ((y & 31) === 31) {
    y >>>= 5
    tier++
  }
  return { tier, chunk: y >>> 5, slot: y & 31 }
}

/** How many chunks each tier of a tree with `leafCount` leaves has. */
export const tierSizes = (leafCount: number): ReadonlyArray<number> => {
  const sizes: Array<number> = []
  for (let nodes = 2 * leafCount - 1; nodes > 0; nodes = Math.floor((nodes + 1) / CHUNK_SPAN) - 1) sizes.push(Math.ceil(nodes / CHUNK_SPAN))
  return sizes
}

/**
 * Up to 31 nodes: their encodings end to end in one slab, and their tree hashes as far as somebody asked. The encodings never change; the hashes
 * are filled in lazily, which nobody can observe. A node without bytes is blank.
 */
export class Chunk {
  private readonly slab: Uint8Array
  /** Where the node in slot i ends in the slab. */
  private readonly ends: ReadonlyArray<number>
  /** Bit i: slot i is not blank. */
  readonly filled: number
  private digest: Digest | undefined
  private hashes: Uint8Array = nothing
  /** Bit i: the hash of slot i is known. */
  private known = 0

  private constructor(slab: Uint8Array, ends: ReadonlyArray<number>, filled: number) {
    this.slab = slab
    this.ends = ends
    this.filled = filled
  }

  /** A chunk of blank nodes. Each has its own: blank leaves hash with their index. */
  static blank(): Chunk {
    return new Chunk(nothing, noEnds, 0)
  }

  /** A chunk of these encoded nodes, by slot; blank where there are none. */
  static of(parts: ReadonlyArray<Uint8Array | undefined>): Chunk {
    const ends = Array.from(noEnds)
    let size = 0
    let filled = 0
    for (let slot = 0; slot < CHUNK_NODES; slot++) {
      const part = parts[slot]
      if (part !== undefined) {
        size += part.length
        filled |= 1 << slot
      }
      ends[slot] = size
    }
    if (filled === 0) return Chunk.blank()
    const slab = new Uint8Array(size)
    parts.forEach((part, slot) => {
      if (part !== undefined) slab.set(part, (ends[slot] as number) - part.length)
    })
    return new Chunk(slab, ends, filled)
  }

  /** The encoded node in a slot, as a view; `undefined` when blank. */
  at(slot: number): Uint8Array | undefined {
    if ((this.filled & (1 << slot)) === 0) return undefined
    return this.slab.subarray(slot === 0 ? 0 : this.ends[slot - 1], this.ends[slot])
  }

  /** How many nodes are not blank. */
  get count(): number {
    let count = 0
    for (let bits = this.filled; bits !== 0; bits &= bits - 1) count++
    return count
  }

  /** Bytes of all encodings together. */
  get size(): number {
    return this.slab.length
  }

  /** The known tree hash of a slot under `digest`, as a view. */
  hashAt(slot: number, digest: Digest): Uint8Array | undefined {
    if (this.digest !== digest || (this.known & (1 << slot)) === 0) return undefined
    const size = this.hashes.length / CHUNK_NODES
    return this.hashes.subarray(slot * size, (slot + 1) * size)
  }

  /** Remembers a slot's tree hash. A chunk remembers for one digest function: the latest. */
  remember(slot: number, digest: Digest, hash: Uint8Array): void {
    if (this.digest !== digest) {
      this.digest = digest
      this.hashes = new Uint8Array(hash.length * CHUNK_NODES)
      this.known = 0
    }
    this.hashes.set(hash, slot * hash.length)
    this.known |= 1 << slot
  }

  /**
   * The chunk after some slots got other contents (`undefined` blanks), with the hashes in `stale` (bits) forgotten. Without new contents the
   * encodings are shared.
   */
  edited(contents: ReadonlyMap<number, Uint8Array | undefined>, stale: number): Chunk {
    const next = contents.size === 0 ? new Chunk(this.slab, this.ends, this.filled) : this.rewritten(contents)
    next.known = this.known & ~stale
    if (next.known !== 0) {
      next.digest = this.digest
      next.hashes = this.hashes.slice()
    }
    return next
  }

  private rewritten(contents: ReadonlyMap<number, Uint8Array | undefined>): Chunk {
    const parts: Array<Uint8Array | undefined> = []
    for (let slot = 0; slot < CHUNK_NODES; slot++) parts.push(contents.has(slot) ? contents.get(slot) : this.at(slot))
    return Chunk.of(parts)
  }
}
