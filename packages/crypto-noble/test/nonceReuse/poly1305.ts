import { blocksOf, fromReversed, toReversed } from "./numbers.ts"

const prime = 2n ** 130n - 5n
const word = 2n ** 128n
const unused = ~0x0ffffffc0ffffffc0ffffffc0fffffffn & (word - 1n)

const power = (base: bigint, exponent: bigint): bigint => {
  let [result, b] = [1n, base % prime]
  for (let e = exponent; e > 0n; e >>= 1n) {
    if ((e & 1n) === 1n) result = (result * b) % prime
    b = (b * b) % prime
  }
  return result
}

/** The polynomial of ChaCha20-Poly1305 (RFC 8439, 2.8), without associated data. */
const polynomial = (r: bigint, ciphertext: Uint8Array): bigint => {
  const lengths = new Uint8Array(16)
  new DataView(lengths.buffer).setBigUint64(8, BigInt(ciphertext.length), true)
  return [...blocksOf(ciphertext), lengths].reduce((sum, block) => ((sum + fromReversed(block) + word) * r) % prime, 0n)
}

/** Both halves of a one-time key. */
export interface PolyKey {
  readonly r: bigint
  readonly s: bigint
}

export const tagOf = ({ r, s }: PolyKey, ciphertext: Uint8Array): Uint8Array => toReversed((polynomial(r, ciphertext) + s) % word, 16)

/** One-time keys under which two ciphertexts of one block, sealed under one nonce, would have their tags; few, the right one among them. */
export const recoverPolyKeys = (one: Uint8Array, two: Uint8Array): ReadonlyArray<PolyKey> => {
  const [c1, c2] = [one, two].map((sealed) => sealed.subarray(0, 16)) as [Uint8Array, Uint8Array]
  const [t1, t2] = [one, two].map((sealed) => fromReversed(sealed.subarray(16))) as [bigint, bigint]
  const scale = power((((fromReversed(c1) - fromReversed(c2)) % prime) + prime) % prime, prime - 2n)
  const keys: Array<PolyKey> = []
  // The tags' difference is known modulo 2^128 only; the polynomial's is below 2^130 in size.
  for (let wraps = -5n; wraps <= 5n; wraps++) {
    const difference = (((t1 - t2 + wraps * word) % prime) + prime) % prime
    const square = (difference * scale) % prime
    const root = power(square, (prime + 1n) / 4n)
    for (const r of [root, prime - root]) {
      if ((r * r) % prime !== square || r >= word || (r & unused) !== 0n) continue
      const s = (((t1 - polynomial(r, c1)) % word) + word) % word
      keys.push({ r, s })
    }
  }
  return keys
}
