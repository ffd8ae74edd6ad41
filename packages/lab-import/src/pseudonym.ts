import { seeded } from "@copath/lab-core"

const MASK = 0xffff_ffff_ffff_ffffn
const rotate = (x: bigint, by: bigint): bigint => ((x << by) | (x >> (64n - by))) & MASK

const word = (bytes: Uint8Array, at: number): bigint => {
  let w = 0n
  for (let i = 7; i >= 0; i--) w = (w << 8n) | BigInt(bytes[at + i] ?? 0)
  return w
}

/** SipHash-2-4: a keyed hash of 64 bits. `key` is 16 bytes. */
export const sipHash = (key: Uint8Array, bytes: Uint8Array): bigint => {
  if (key.length !== 16) throw new RangeError(`a key of ${key.length} bytes, where 16 belong`)
  const [k0, k1] = [word(key, 0), word(key, 8)]
  let [a, b, c, d] = [k0 ^ 0x736f6d6570736575n, k1 ^ 0x646f72616e646f6dn, k0 ^ 0x6c7967656e657261n, k1 ^ 0x7465646279746573n]
  const rounds = (n: number): void => {
    for (let i = 0; i < n; i++) {
      a = (a + b) & MASK
      b = rotate(b, 13n) ^ a
      a = rotate(a, 32n)
      c = (c + d) & MASK
      d = rotate(d, 16n) ^ c
      a = (a + d) & MASK
      d = rotate(d, 21n) ^ a
      c = (c + b) & MASK
      b = rotate(b, 17n) ^ c
      c = rotate(c, 32n)
    }
  }
  const whole = bytes.length - (bytes.length % 8)
  for (let at = 0; at <= whole; at += 8) {
    // The last word carries what is left over, and the length in its top byte.
    const m = word(bytes, at) | (at === whole ? BigInt(bytes.length & 255) << 56n : 0n)
    d ^= m
    rounds(2)
    a ^= m
  }
  c ^= 0xffn
  rounds(4)
  return a ^ b ^ c ^ d
}

/**
 * Replaces names: equal names get equal pseudonyms, and without the key nobody can tell a guessed name from a wrong guess. A key from the
 * platform's generator is forgotten after use; one from a seed lets others repeat the import, and test their guesses.
 */
export const pseudonyms = (key: Uint8Array): ((name: string) => string) => {
  const known = new Map<string, string>()
  return (name) => {
    const before = known.get(name)
    if (before !== undefined) return before
    const made = `m${sipHash(key, new TextEncoder().encode(name)).toString(16).padStart(16, "0")}`
    known.set(name, made)
    return made
  }
}

/** A key for {@link pseudonyms} that anyone with the seed can make again. */
export const keyFromSeed = (seed: string): Uint8Array => {
  const random = seeded(seed, "pseudonyms")
  return Uint8Array.from({ length: 16 }, () => random.bits() >>> 24)
}
