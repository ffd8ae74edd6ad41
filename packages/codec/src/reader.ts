import { DecodeFault } from "./fault.ts"
import { readLength } from "./length.ts"

/** A byte field is short if the input is more than so many times as long. */
const SHORT = 8

/**
 * A cursor over input bytes. Numbers are big-endian; every method throws a {@link DecodeFault} rather than read past `end`.
 * Byte fields are views of the bytes given to the constructor: `decode` copies its input once, so they never alias the caller's buffer. A detaching reader
 * copies short ones, for a view of 32 bytes would keep the whole input alive.
 */
export class Reader {
  /** The whole input; positions count from its start. */
  readonly bytes: Uint8Array
  /** Position of the next byte, from the start of the input. */
  offset: number
  /** First position that may not be read; a vector narrows it while its contents are read. */
  end: number

  private readonly detaching: boolean

  constructor(bytes: Uint8Array, detaching = false) {
    this.bytes = bytes
    this.detaching = detaching
    this.offset = 0
    this.end = bytes.length
  }

  /** Bytes left before `end`. */
  get remaining(): number {
    return this.end - this.offset
  }

  private need(count: number, what?: string): number {
    const at = this.offset
    if (this.end - at < count) throw new DecodeFault("Truncated", at, what ?? `${count} bytes`)
    this.offset = at + count
    return at
  }

  /** One byte, 0..255. */
  u8(): number {
    return this.bytes[this.need(1, "uint8")] as number
  }

  /** Two bytes. */
  u16(): number {
    const at = this.need(2, "uint16")
    const b = this.bytes
    return ((b[at] as number) << 8) | (b[at + 1] as number)
  }

  /** Four bytes, as a number from 0 to 2^32 - 1 (V020). */
  u32(): number {
    const at = this.need(4, "uint32")
    const b = this.bytes
    return (((b[at] as number) << 24) | ((b[at + 1] as number) << 16) | ((b[at + 2] as number) << 8) | (b[at + 3] as number)) >>> 0
  }

  /** Eight bytes, as a bigint: all 64 bits count (V019). */
  u64(): bigint {
    const high = this.u32()
    return (BigInt(high) << 32n) | BigInt(this.u32())
  }

  /** The next `count` bytes, as a view; when detaching, a short part of the input as a copy. */
  take(count: number): Uint8Array {
    const at = this.need(count)
    return this.detaching && this.bytes.length > SHORT * count ? this.bytes.slice(at, at + count) : this.bytes.subarray(at, at + count)
  }

  /** Passes over the next `count` bytes. */
  skip(count: number): void {
    this.need(count)
  }

  /** A variable-size vector header (RFC 9420, 2.1.2); the announced bytes are checked to be there. */
  length(): number {
    return readLength(this)
  }
}
