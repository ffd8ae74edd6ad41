import { type Random, Secret } from "@copath/contracts"
import { hkdf } from "@noble/hashes/hkdf.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { concatBytes, randomBytes } from "@noble/hashes/utils.js"

/** The platform's generator (`crypto.getRandomValues`), up to 65,536 bytes at once. */
export const platformRandom: Random = (length) => new Secret(randomBytes(length))

const utf8 = new TextEncoder()
const domain = "copath seeded entropy 1"

const uint64 = (n: number): Uint8Array => {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(n))
  return bytes
}

/**
 * A stream of bytes fixed by `seed` (a string stands for its UTF-8): equal seeds give equal answers to equal sequences of calls. Block i is
 * SHA-256 of a key made from the seed and i; each call starts at a new block.
 *
 * *When to use*: tests, simulations, reproducible transcripts. *Gotcha*: whoever knows the seed knows every key. Never for a real group.
 */
export const seededRandom = (seed: Uint8Array | string): Random => {
  const key = hkdf(sha256, typeof seed === "string" ? utf8.encode(seed) : seed, undefined, utf8.encode(domain), 32)
  let block = 0
  return (length) => {
    const bytes = new Uint8Array(length)
    for (let offset = 0; offset < length; offset += 32) {
      bytes.set(sha256(concatBytes(key, uint64(block++))).subarray(0, length - offset), offset)
    }
    return new Secret(bytes)
  }
}
