import { headerSize, MAX_LENGTH } from "./length.ts"

/**
 * A growing output buffer. Numbers are big-endian and unsigned. A value that does not fit its field is our own mistake
 * and throws a `RangeError`.
 */
export class Writer {
  private buffer: Uint8Array
  private size = 0

  constructor(capacity = 256) {
    this.buffer = new Uint8Array(capacity)
  }

  /** Bytes written so far. */
  get length(): number {
    return this.size
  }

  private room(count: number): number {
    const at = this.size
    const wanted = at + count
    if (wanted > this.buffer.length) {
      const grown = new Uint8Array(Math.max(wanted, this.buffer.length * 2))
      grown.set(this.buffer.subarray(0, at))
      this.buffer = grown
    }
    this.size = wanted
    return at
  }

  /** One byte, 0..255. */
  u8(n: number): void {
    if ((n & 0xff) !== n) throw new RangeError(`${n} is not a uint8`)
    const at = this.room(1)
    this.buffer[at] = n
  }

  /** Two bytes, 0..65535. */
  u16(n: number): void {
    if ((n & 0xffff) !== n) throw new RangeError(`${n} is not a uint16`)
    const at = this.room(2)
    const b = this.buffer
    b[at] = n >>> 8
    b[at + 1] = n
  }

  /** Four bytes, 0..2^32 - 1. */
  u32(n: number): void {
    if (n >>> 0 !== n) throw new RangeError(`${n} is not a uint32`)
    const at = this.room(4)
    const b = this.buffer
    b[at] = n >>> 24
    b[at + 1] = n >>> 16
    b[at + 2] = n >>> 8
    b[at + 3] = n
  }

  /** Eight bytes, 0..2^64 - 1. */
  u64(n: bigint): void {
    if (n < 0n || n > 0xffffffffffffffffn) throw new RangeError(`${n} is not a uint64`)
    this.u32(Number(n >> 32n))
    this.u32(Number(n & 0xffffffffn))
  }

  /** These bytes as they are, without a length header. */
  bytes(b: Uint8Array): void {
    const at = this.room(b.length)
    this.buffer.set(b, at)
  }

  /** The shortest vector header for `length` bytes (RFC 9420, 2.1.2). */
  vectorLength(length: number): void {
    if (length > MAX_LENGTH) throw new RangeError(`${length} bytes do not fit a vector`)
    const size = headerSize(length)
    if (size === 1) this.u8(length)
    else if (size === 2) this.u16(0x4000 | length)
    else this.u32((0x80000000 | length) >>> 0)
  }

  /**
   * Writes what `body` writes, with its length in bytes as header before it. One byte is set aside for the header;
   * longer contents are moved up once, which is cheaper than measuring them first.
   */
  vector(body: () => void): void {
    const start = this.room(1)
    body()
    const length = this.size - start - 1
    const size = headerSize(length)
    if (size > 1) {
      this.room(size - 1)
      this.buffer.copyWithin(start + size, start + 1, start + 1 + length)
    }
    const end = this.size
    this.size = start
    this.vectorLength(length)
    this.size = end
  }

  /** Everything written, as a view until the next call of a method. */
  written(): Uint8Array {
    return this.buffer.subarray(0, this.size)
  }

  /** A copy of everything written. */
  finish(): Uint8Array {
    return this.buffer.slice(0, this.size)
  }

  /** Forget everything written and overwrite it, for it may have held keys; keep the buffer. */
  reset(): void {
    this.buffer.fill(0, 0, this.size)
    this.size = 0
  }
}
