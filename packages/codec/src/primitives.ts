import type { Codec } from "./codec.ts"
import { DecodeFault } from "./fault.ts"

/** One byte, 0..255. */
export const uint8: Codec<number> = { name: "uint8", write: (w, n) => w.u8(n), read: (r) => r.u8() }
/** Two bytes, big-endian. */
export const uint16: Codec<number> = { name: "uint16", write: (w, n) => w.u16(n), read: (r) => r.u16() }
/** Four bytes, big-endian, unsigned (V020). */
export const uint32: Codec<number> = { name: "uint32", write: (w, n) => w.u32(n), read: (r) => r.u32() }
/** Eight bytes, big-endian, as a bigint: all 64 bits count (V019). */
export const uint64: Codec<bigint> = { name: "uint64", write: (w, n) => w.u64(n), read: (r) => r.u64() }

/** `opaque<V>`: bytes after a length header (RFC 9420, 2.1.2). */
export const opaque: Codec<Uint8Array> = {
  name: "opaque",
  write: (w, b) => {
    w.vectorLength(b.length)
    w.bytes(b)
  },
  read: (r) => r.take(r.length()),
  skip: (r) => r.skip(r.length())
}

/** `opaque[size]`: exactly `size` bytes without a header. */
export const fixed = (size: number): Codec<Uint8Array> => ({
  name: `opaque[${size}]`,
  write: (w, b) => {
    if (b.length !== size) throw new RangeError(`${b.length} bytes where ${size} belong`)
    w.bytes(b)
  },
  read: (r) => r.take(size),
  skip: (r) => r.skip(size)
})

/** All bytes that are left, without a header: for the last field of a message whose length is known from outside. */
export const rest: Codec<Uint8Array> = { name: "rest", write: (w, b) => w.bytes(b), read: (r) => r.take(r.remaining) }

/** Text as `opaque<V>` in UTF-8; bytes that are no UTF-8 are refused. */
export const text: Codec<string> = {
  name: "text",
  write: (w, s) => opaque.write(w, new TextEncoder().encode(s)),
  read: (r) => {
    const at = r.offset
    const bytes = opaque.read(r)
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
    } catch {
      throw new DecodeFault("UnknownEnum", at, "UTF-8 text")
    }
  }
}

/** A number that must be one of `values` (V010). */
export const oneOf = <N extends number>(name: string, of: Codec<number>, values: ReadonlyArray<N>): Codec<N> => ({
  name,
  write: (w, n) => of.write(w, n),
  read: (r) => {
    const at = r.offset
    const n = of.read(r)
    const known = values.find((v) => v === n)
    if (known === undefined) throw new DecodeFault("UnknownEnum", at, `${name}: ${values.join(", ")}`)
    return known
  }
})
