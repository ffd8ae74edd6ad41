import type { ValueId } from "../graph.ts"

/** Bytes that a scan looks at before it compares: shorter values cannot be found. */
const PREFIX = 8
/** Bits of the filter that is asked before the table: most offsets of a blob begin no value. */
const FILTER_BITS = 1 << 21
/** Atoms whose slices are looked for: a slice of fewer bytes is not secret. */
const WINDOW_STEP = 4

const word = (bytes: Uint8Array, at: number): number =>
  (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24)

const mix = (a: number, b: number): number => {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77)
  h = Math.imul(h ^ (h >>> 15), 0xc2b2ae3d)
  return h ^ (h >>> 13)
}

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

  /** The first of the values with this key for which `fits` holds; -1 if there is none. */
  find(a: number, b: number, fits: (value: number) => boolean): number {
    for (let at = mix(a, b) & (this.values.length - 1); this.values[at] !== -1; at = (at + 1) & (this.values.length - 1)) {
      const value = this.values[at] as number
      if (this.keys[2 * at] === a && this.keys[2 * at + 1] === b && fits(value)) return value
    }
    return -1
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
  /** In bytes. */
  readonly offset: number
}

/**
 * Finds values by their bytes, whole or anywhere inside of other bytes: a secret is usually seen inside of something, such as the plaintext of a ciphertext, and
 * whatever encoded it need not be known. Values have 8 bytes at least; their beginnings are taken to be random.
 */
export class ContentIndex {
  private readonly bytes = new Map<ValueId, Uint8Array>()
  private readonly whole = new PrefixTable()
  private readonly windows = new PrefixTable()
  private readonly filter = new Uint32Array(FILTER_BITS / 32)
  /** Of each window: which value, and at which offset. */
  private readonly windowOf: Array<Hit> = []

  /** Takes a copy of a value's bytes, under its id. */
  add(value: ValueId, bytes: Uint8Array): void {
    const copy = bytes.slice()
    this.bytes.set(value, copy)
    const [a, b] = [word(copy, 0), word(copy, 4)]
    this.whole.add(a, b, value)
    const bit = mix(a, 0) & (FILTER_BITS - 1)
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
    const bytes = this.bytes.get(value)
    if (bytes === undefined) throw new Error(`value ${value} has no bytes`)
    return bytes
  }

  /** The value that has exactly these bytes; -1 if there is none. */
  find(bytes: Uint8Array): ValueId {
    if (bytes.length < PREFIX) return -1
    return this.whole.find(word(bytes, 0), word(bytes, 4), (value) => {
      const known = this.of(value)
      return known.length === bytes.length && startsWith(bytes, 0, known)
    })
  }

  /** A longer value of which these bytes are a slice, and where it begins. */
  sliceOf(bytes: Uint8Array): Hit | undefined {
    if (bytes.length < PREFIX) return undefined
    const found = this.windows.find(word(bytes, 0), word(bytes, 4), (window) => {
      const { offset, value } = this.windowOf[window] as Hit
      const known = this.of(value)
      if (known.length - offset < bytes.length || known.length === bytes.length) return false
      for (let i = 0; i < bytes.length; i++) if (known[offset + i] !== bytes[i]) return false
      return true
    })
    return found === -1 ? undefined : this.windowOf[found]
  }

  /** All values that stand inside, the longest where several begin, and none inside of another. */
  scan(bytes: Uint8Array): ReadonlyArray<Hit> {
    const { filter } = this
    const end = bytes.length - PREFIX
    let hits: Array<Hit> | undefined
    for (let at = 0; at <= end; at++) {
      const a = word(bytes, at)
      const bit = mix(a, 0) & (FILTER_BITS - 1)
      if (((filter[bit >>> 5] as number) & (1 << (bit & 31))) === 0) continue
      let longest = -1
      let length = 0
      this.whole.find(a, word(bytes, at + 4), (value) => {
        const known = this.of(value)
        if (known.length > length && startsWith(bytes, at, known)) [longest, length] = [value, known.length]
        return false
      })
      if (longest === -1) continue
      hits ??= []
      hits.push({ value: longest, offset: at })
      at += length - 1
    }
    return hits ?? none
  }
}

const none: ReadonlyArray<Hit> = []

const startsWith = (bytes: Uint8Array, at: number, known: Uint8Array): boolean => {
  if (bytes.length - at < known.length) return false
  for (let i = 0; i < known.length; i++) if (bytes[at + i] !== known[i]) return false
  return true
}
