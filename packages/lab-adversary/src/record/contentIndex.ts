import type { ValueId } from "../graph/graph.ts"
import { decoded, type Encoded, encodedIn } from "./encoded.ts"

/** Bytes that a scan looks at before it compares: shorter values cannot be found. */
const PREFIX = 8
/** Bits of the filter that is asked before the table, by the first four bytes: most offsets of a blob begin no value. 64 kB, so that it stays near the processor. */
const FILTER_BITS = 19
/** Atoms whose slices are looked for: a slice of fewer bytes is not secret. */
const WINDOW_STEP = 4

const word = (bytes: Uint8Array, at: number): number =>
  (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24)

const mix = (a: number, b: number): number => {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77)
  h = Math.imul(h ^ (h >>> 15), 0xc2b2ae3d)
  return h ^ (h >>> 13)
}

/** Which bit of the filter stands for values that begin with these four bytes. */
const bitOf = (a: number): number => Math.imul(a, 0x9e3779b1) >>> (32 - FILTER_BITS)

/** Open addressing from the first eight bytes of a byte string to numbers; several may have one key. */
class PrefixTable {
  private keys = new Int32Array(1 << 13)
  private values = new Int32Array(1 << 12).fill(-1)
  private count = 0

  add(a: number, b: number, value: number): void {
    if (this.count * 2 >= this.values.length) this.grow()
    let at = mix(a, b) & (this.values.length - 1)
    while (this.values[at] !== -1) at = (at + 1) & (this.values.length - 1)
    this.keys[2 * at] = a
    this.keys[2 * at + 1] = b
    this.values[at] = value
    this.count++
  }

  /** A place of a value with this key, from a place on; -1 if there is none. */
  place(a: number, b: number, from = mix(a, b)): number {
    const mask = this.values.length - 1
    for (let at = from & mask; this.values[at] !== -1; at = (at + 1) & mask) {
      if (this.keys[2 * at] === a && this.keys[2 * at + 1] === b) return at
    }
    return -1
  }

  /** The value in a place. */
  at(place: number): number {
    return this.values[place] as number
  }

  private grow(): void {
    const { keys, values } = this
    this.keys = new Int32Array(keys.length * 2)
    this.values = new Int32Array(values.length * 2).fill(-1)
    this.count = 0
    for (let at = 0; at < values.length; at++)
      if (values[at] !== -1) this.add(keys[2 * at] as number, keys[2 * at + 1] as number, values[at] as number)
  }
}

/** A place in a byte string at which a value stands. */
export interface Hit {
  /** The value. */
  readonly value: ValueId
  /** In bytes; of what is written as text, in bytes of what the text says. */
  readonly offset: number
  /** The text that it stands in, where it is written as such. */
  readonly within?: Encoded
}

/**
 * Finds values by their bytes, whole or anywhere inside of other bytes: a secret is usually seen inside of something, such as the plaintext of a ciphertext, and
 * whatever encoded it need not be known. Values have 8 bytes at least; their beginnings are taken to be random.
 */
export class ContentIndex {
  /** By value; values without bytes have none. */
  private readonly bytes: Array<Uint8Array | undefined> = []
  private readonly whole = new PrefixTable()
  private readonly windows = new PrefixTable()
  private readonly filter = new Uint32Array(2 ** (FILTER_BITS - 5))
  /** Of each window: which value, and at which offset. */
  private readonly windowOf: Array<Hit> = []

  /** Takes a copy of a value's bytes, under its id. */
  add(value: ValueId, bytes: Uint8Array): void {
    const copy = bytes.slice()
    while (this.bytes.length <= value) this.bytes.push(undefined)
    this.bytes[value] = copy
    const [a, b] = [word(copy, 0), word(copy, 4)]
    this.whole.add(a, b, value)
    const bit = bitOf(a)
    this.filter[bit >>> 5] = (this.filter[bit >>> 5] as number) | (1 << (bit & 31))
  }

  /** Makes the slices of a value findable that begin at a multiple of four bytes. */
  addWindows(value: ValueId): void {
    const bytes = this.of(value)
    for (let offset = 0; offset + PREFIX <= bytes.length; offset += WINDOW_STEP) {
      this.windows.add(word(bytes, offset), word(bytes, offset + 4), this.windowOf.length)
      this.windowOf.push({ value, offset })
    }
  }

  /** The bytes of a value that was added. */
  of(value: ValueId): Uint8Array {
    const bytes = this.bytes[value]
    if (bytes === undefined) throw new Error(`value ${value} has no bytes`)
    return bytes
  }

  /** The value that has exactly these bytes; -1 if there is none. */
  find(bytes: Uint8Array): ValueId {
    if (bytes.length < PREFIX) return -1
    const [a, b] = [word(bytes, 0), word(bytes, 4)]
    for (let place = this.whole.place(a, b); place !== -1; place = this.whole.place(a, b, place + 1)) {
      const value = this.whole.at(place)
      const known = this.of(value)
      if (known.length === bytes.length && startsWith(bytes, 0, known)) return value
    }
    return -1
  }

  /** A longer value of which these bytes are a slice, and where it begins. */
  sliceOf(bytes: Uint8Array): Hit | undefined {
    if (bytes.length < PREFIX) return undefined
    const [a, b] = [word(bytes, 0), word(bytes, 4)]
    for (let place = this.windows.place(a, b); place !== -1; place = this.windows.place(a, b, place + 1)) {
      const hit = this.windowOf[this.windows.at(place)] as Hit
      const known = this.of(hit.value)
      if (known.length !== bytes.length && startsWith(known, hit.offset, bytes)) return hit
    }
    return undefined
  }

  /**
   * All values that stand inside, the longest where several begin, and none inside of another; after them, those that are written as hexadecimal digits or in Base64.
   */
  scan(bytes: Uint8Array): ReadonlyArray<Hit> {
    const plain = this.scanPlain(bytes)
    const encoded = encodedIn(bytes).flatMap((within) =>
      this.scanPlain(decoded(bytes, within)).map(({ offset, value }): Hit => ({ value, offset, within }))
    )
    return encoded.length === 0 ? plain : [...plain, ...encoded]
  }

  private scanPlain(bytes: Uint8Array): ReadonlyArray<Hit> {
    const { filter } = this
    const end = bytes.length - PREFIX
    let hits: Array<Hit> | undefined
    let a = end < 0 ? 0 : word(bytes, 0) << 8
    for (let at = 0; at <= end; at++) {
      a = (a >>> 8) | ((bytes[at + 3] as number) << 24)
      const bit = bitOf(a)
      if (((filter[bit >>> 5] as number) & (1 << (bit & 31))) === 0) continue
      const longest = this.longestAt(bytes, at, a)
      if (longest === -1) continue
      hits ??= []
      hits.push({ value: longest, offset: at })
      at += this.of(longest).length - 1
      if (at < end) a = word(bytes, at)
    }
    return hits ?? none
  }

  /** The longest value that begins there; `a`: the four bytes there. Of equal ones the first; -1 if there is none. */
  private longestAt(bytes: Uint8Array, at: number, a: number): ValueId {
    const b = word(bytes, at + 4)
    let longest = -1
    let length = 0
    for (let place = this.whole.place(a, b); place !== -1; place = this.whole.place(a, b, place + 1)) {
      const value = this.whole.at(place)
      const known = this.of(value)
      if (known.length > length && startsWith(bytes, at, known)) [longest, length] = [value, known.length]
    }
    return longest
  }
}

const none: ReadonlyArray<Hit> = []

const startsWith = (bytes: Uint8Array, at: number, known: Uint8Array): boolean => {
  if (bytes.length - at < known.length) return false
  for (let i = 0; i < known.length; i++) if (bytes[at + i] !== known[i]) return false
  return true
}
