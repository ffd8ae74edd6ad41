import { concatBytes } from "@noble/hashes/utils.js"
import type { HashFunction } from "./hashFunction.ts"

const ascii = new TextEncoder()
const version = ascii.encode("HPKE-v1")

/** Big-endian integer of two bytes. */
export const uint16 = (n: number): Uint8Array => Uint8Array.of(n >>> 8, n & 0xff)

/** RFC 9180's `LabeledExtract` and `LabeledExpand` (section 4) under one `suite_id`. Lengths in bytes. */
export interface Labeled {
  readonly extract: (salt: Uint8Array, label: string, ikm: Uint8Array) => Uint8Array
  readonly expand: (prk: Uint8Array, label: string, info: Uint8Array, length: number) => Uint8Array
}

/** `suiteId` is "KEM" and one number, or "HPKE" and three (RFC 9180, 4.1 and 5.1). */
export const labeled = (hash: HashFunction, name: "KEM" | "HPKE", ...ids: ReadonlyArray<number>): Labeled => {
  const prefix = concatBytes(version, ascii.encode(name), ...ids.map(uint16))
  return {
    extract: (salt, label, ikm) => hash.extract(salt, concatBytes(prefix, ascii.encode(label), ikm)),
    expand: (prk, label, info, length) => hash.expand(prk, concatBytes(uint16(length), prefix, ascii.encode(label), info), length)
  }
}
