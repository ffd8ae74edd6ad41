import { sameBytes } from "./byteStrings.ts"
import { keyHash } from "./keyHash.ts"

/*
 * A hash table whose entries are holders (node or leaf indices), not keys: the tree knows each holder's key, so no key is stored twice. Six bytes
 * for each key, and a change copies the buckets that it touches; the others are shared between versions.
 *
 *   hash of a key  = fffffffffff ………… bbbbbb      b: which bucket
 *   entry          = fffffffffff holder            11 bits of the hash, so that a key is only fetched for the one that is looked for, and 21 of the holder
 */
type Entry = number
/** Entries in no order. */
type Bucket = Uint32Array

const HOLDER_BITS = 21
const HOLDERS = 2 ** HOLDER_BITS
const entryOf = (hash: number, holder: number): Entry => (((hash >>> HOLDER_BITS) << HOLDER_BITS) | holder) >>> 0
const holderOf = (entry: Entry): number => entry & (HOLDERS - 1)

/** Entries a bucket holds on average before there are twice as many buckets. */
const FULL = 128

const bucketsFor = (size: number): number => {
  let count = 1
  while (count * FULL < size) count *= 2
  return count
}

const none: Bucket = new Uint32Array(0)

/** The key of a holder that is in the index. */
export type KeyOf = (holder: number) => Uint8Array

/** A bucket while a batch changes it, with room to grow. */
class OpenBucket {
  private entries: Bucket
  private length: number

  constructor(bucket: Bucket) {
    this.entries = new Uint32Array(bucket.length + 2)
    this.entries.set(bucket)
    this.length = bucket.length
  }

  push(entry: Entry): void {
    if (this.length === this.entries.length) {
      const larger = new Uint32Array(2 * this.length)
      larger.set(this.entries)
      this.entries = larger
    }
    this.entries[this.length++] = entry
  }

  /** Whether it was there. */
  remove(entry: Entry): boolean {
    const at = this.entries.indexOf(entry)
    if (at < 0 || at >= this.length) return false
    this.length--
    this.entries[at] = this.entries[this.length] as Entry
    return true
  }

  /** The entries in an array made to measure. */
  close(): Bucket {
    return this.entries.slice(0, this.length)
  }
}

/** Buckets while a batch changes them; those it does not touch are shared. */
class Draft {
  private readonly buckets: Array<Bucket>
  private readonly touched = new Map<number, OpenBucket>()

  constructor(buckets: ReadonlyArray<Bucket>) {
    this.buckets = buckets.slice()
  }

  private opened(hash: number): OpenBucket {
    const at = hash & (this.buckets.length - 1)
    const known = this.touched.get(at)
    if (known !== undefined) return known
    const bucket = new OpenBucket(this.buckets[at] as Bucket)
    this.touched.set(at, bucket)
    return bucket
  }

  add(hash: number, holder: number): void {
    this.opened(hash).push(entryOf(hash, holder))
  }

  /** Whether it was there. */
  remove(hash: number, holder: number): boolean {
    return this.opened(hash).remove(entryOf(hash, holder))
  }

  finish(): ReadonlyArray<Bucket> {
    for (const [at, bucket] of this.touched) this.buckets[at] = bucket.close()
    return this.buckets
  }
}

/** Which nodes hold which key. Immutable; `change` gives the next version and shares what did not change. Holders are below 2^21. */
export class KeyIndex {
  /** A power of two. */
  private readonly buckets: ReadonlyArray<Bucket>
  private readonly size: number

  private constructor(buckets: ReadonlyArray<Bucket>, size: number) {
    this.buckets = buckets
    this.size = size
  }

  static readonly empty = new KeyIndex([none], 0)

  /** Holders of `key`, none or one in a valid tree. */
  holders(key: Uint8Array, keyOf: KeyOf): ReadonlyArray<number> {
    const hash = keyHash(key)
    const bucket = this.buckets[hash & (this.buckets.length - 1)] as Bucket
    const mark = hash >>> HOLDER_BITS
    const found: Array<number> = []
    for (const entry of bucket) {
      if (entry >>> HOLDER_BITS === mark && sameBytes(keyOf(holderOf(entry)), key)) found.push(holderOf(entry))
    }
    return found
  }

  /** First takes out `removed`, by the keys that they had, then puts in `added`. `keyOf` speaks of the state after both. */
  change(
    removed: Iterable<readonly [holder: number, key: Uint8Array]>,
    added: Iterable<readonly [holder: number, key: Uint8Array]>,
    keyOf: KeyOf
  ): KeyIndex {
    const draft = new Draft(this.buckets)
    let size = this.size
    for (const [holder, key] of removed) if (draft.remove(keyHash(key), holder)) size--
    // Hashes and holders in turns: of two million nodes, pairs would take some room.
    const newcomers: Array<number> = []
    for (const [holder, key] of added) newcomers.push(keyHash(key), holder)
    size += newcomers.length / 2
    const count = bucketsFor(size)
    // Shrinking waits until it is worth the work.
    const enough = count <= this.buckets.length && count * 8 > this.buckets.length
    const target = enough ? draft : respread(draft.finish(), count, keyOf)
    for (let i = 0; i < newcomers.length; i += 2) target.add(newcomers[i] as number, newcomers[i + 1] as number)
    return new KeyIndex(target.finish(), size)
  }
}

/** The same entries in `count` buckets. */
const respread = (buckets: ReadonlyArray<Bucket>, count: number, keyOf: KeyOf): Draft => {
  const draft = new Draft(Array.from({ length: count }, () => none))
  for (const bucket of buckets) for (const entry of bucket) draft.add(keyHash(keyOf(holderOf(entry))), holderOf(entry))
  return draft
}
