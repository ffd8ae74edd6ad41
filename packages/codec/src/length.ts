import { DecodeFault } from "./fault.ts"
import type { Reader } from "./reader.ts"

/** The largest length a vector header can hold: 2^30 - 1 bytes (RFC 9420, 2.1.2). */
export const MAX_LENGTH = 0x3fffffff

/** Bytes taken by the shortest header that holds `length`: 1, 2 or 4. */
export const headerSize = (length: number): 1 | 2 | 4 => (length < 0x40 ? 1 : length < 0x4000 ? 2 : 4)

/**
 * Reads a vector header (RFC 9420, 2.1.2): two bits of size, then 6, 14 or 30 bits of length in bytes.
 * Refuses the prefix `11` (V003), a header longer than needed (V002), and a length beyond the bytes that are there (V004, V005).
 */
export const readLength = (r: Reader): number => {
  const at = r.offset
  const first = r.u8()
  const prefix = first >>> 6
  if (prefix === 3) throw new DecodeFault("VarintPrefix", at, "a length header of 1, 2 or 4 bytes")
  let length = first & 0x3f
  if (prefix === 1) length = (length << 8) | r.u8()
  else if (prefix === 2) length = (length << 24) | (r.u8() << 16) | r.u16()
  if (prefix !== 0 && headerSize(length) !== 1 << prefix) throw new DecodeFault("VarintNotMinimal", at, "the shortest length header")
  if (length > r.remaining) throw new DecodeFault("LengthOverrun", at, `at most ${r.remaining} bytes`)
  return length
}
