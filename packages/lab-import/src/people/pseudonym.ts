import { hmac } from "@noble/hashes/hmac.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js"

/** Bytes of a pseudonym: two of a million people share one with a chance of one in 37 million. */
const SIZE = 8

/**
 * Replaces names by the first bytes of their HMAC-SHA-256: equal names get equal pseudonyms, and without the key nobody can tell a guessed name from a wrong guess. A key from
 * the platform's generator, of 16 bytes, is forgotten after use; one from a seed lets others repeat the import, and test their guesses.
 */
export const pseudonyms = (key: Uint8Array): ((name: string) => string) => {
  const known = new Map<string, string>()
  return (name) => {
    const before = known.get(name)
    if (before !== undefined) return before
    const made = `m${bytesToHex(hmac(sha256, key, utf8ToBytes(name)).subarray(0, SIZE))}`
    known.set(name, made)
    return made
  }
}

/** A key for {@link pseudonyms} that anyone with the seed can make again. */
export const keyFromSeed = (seed: string): Uint8Array => hmac(sha256, utf8ToBytes("copath pseudonyms"), utf8ToBytes(seed)).slice(0, 16)
