import { blocksOf, fromBytes, toBytes } from "./numbers.ts"

/** x^7 + x^2 + x + 1 in GCM's order of bits, the coefficient of 1 on top (SP 800-38D, 6.3). */
const reduction = 0xe1n << 120n
const one = 1n << 127n

/** A product in GCM's GF(2^128). */
const times = (a: bigint, b: bigint): bigint => {
  let [product, shifted] = [0n, b]
  for (let bit = 127n; bit >= 0n; bit--) {
    if (((a >> bit) & 1n) === 1n) product ^= shifted
    shifted = (shifted & 1n) === 1n ? (shifted >> 1n) ^ reduction : shifted >> 1n
  }
  return product
}

const square = (a: bigint): bigint => times(a, a)

/** a^(2^128 - 2). */
const inverse = (a: bigint): bigint => {
  let [result, power] = [one, a]
  for (let i = 1; i < 128; i++) {
    power = square(power)
    result = times(result, power)
  }
  return result
}

/** Every element is a square here: a^(2^127). */
const squareRoot = (a: bigint): bigint => {
  let root = a
  for (let i = 0; i < 127; i++) root = square(root)
  return root
}

/** GHASH of associated data and ciphertext: a polynomial in the key, whose coefficients everybody sees. */
export const ghash = (key: bigint, aad: Uint8Array, ciphertext: Uint8Array): bigint => {
  const lengths = (BigInt(8 * aad.length) << 64n) | BigInt(8 * ciphertext.length)
  const blocks = [...blocksOf(aad), ...blocksOf(ciphertext), toBytes(lengths, 16)]
  return blocks.reduce((sum, block) => times(sum ^ fromBytes(block), key), 0n)
}

/**
 * The GHASH key from two ciphertexts of one block under one nonce and one associated data: their tags differ by (C ⊕ C') H², for the mask and all else cancel.
 */
export const recoverGhashKey = (one: Uint8Array, two: Uint8Array): bigint => {
  const part = (sealed: Uint8Array, from: number): bigint => fromBytes(sealed.subarray(from, from + 16))
  return squareRoot(times(part(one, 16) ^ part(two, 16), inverse(part(one, 0) ^ part(two, 0))))
}
