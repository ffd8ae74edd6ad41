import type { HashFunction } from "./hashFunction.ts"
import { concat, uint16 } from "./octets.ts"

const version = Buffer.from("HPKE-v1", "latin1")

/** RFC 9180's `LabeledExtract` and `LabeledExpand` (section 4) under one `suite_id`. Lengths in bytes. */
export interface Labeled {
  readonly extract: (salt: Uint8Array, label: string, ikm: Uint8Array) => Uint8Array
  readonly expand: (prk: Uint8Array, label: string, info: Uint8Array, length: number) => Uint8Array
}

/** `suiteId` is "KEM" and one number, or "HPKE" and three (RFC 9180, 4.1 and 5.1). */
export const labeled = (hash: HashFunction, name: "KEM" | "HPKE", ...ids: ReadonlyArray<number>): Labeled => {
  const prefix = concat(version, Buffer.from(name, "latin1"), ...ids.map(uint16))
  // A handful of labels, spelt out once.
  const prefixed = new Map<string, Uint8Array>()
  const withPrefix = (label: string): Uint8Array => {
    const known = prefixed.get(label) ?? concat(prefix, Buffer.from(label, "latin1"))
    prefixed.set(label, known)
    return known
  }
  return {
    extract: (salt, label, ikm) => hash.hmac(salt, withPrefix(label), ikm),
    expand: (prk, label, info, length) => hash.expand(prk, concat(uint16(length), withPrefix(label), info), length)
  }
}
