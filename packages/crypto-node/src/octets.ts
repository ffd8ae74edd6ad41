/*
 * Node answers in Buffers, whose `slice` is a view where a Uint8Array's is a copy, and which may share one slab. What leaves this package
 * is a plain Uint8Array.
 */

/** The same memory without Buffer's methods. */
export const plain = (buffer: Buffer): Uint8Array => new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length)

/** The parts, one after the other, in memory of their own. */
export const concat = (...parts: ReadonlyArray<Uint8Array>): Uint8Array => {
  let length = 0
  for (const part of parts) length += part.length
  const whole = new Uint8Array(length)
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}

/** A Buffer over the same memory. */
export const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)

/** Big-endian integer of two bytes. */
export const uint16 = (n: number): Uint8Array => Uint8Array.of(n >>> 8, n & 0xff)

/** Big-endian integer. */
export const toInteger = (bytes: Uint8Array): bigint => BigInt(`0x${asBuffer(bytes).toString("hex") || "0"}`)

/** Big-endian integer of `size` bytes. */
export const fromInteger = (n: bigint, size: number): Uint8Array =>
  new Uint8Array(Buffer.from(n.toString(16).padStart(2 * size, "0"), "hex"))
