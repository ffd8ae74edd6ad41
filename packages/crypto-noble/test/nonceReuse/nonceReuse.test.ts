import { type Aead, Secret } from "@copath/contracts"
import { describe, expect, test } from "vitest"
import { aeads, platformRandom } from "../../src/index.ts"
import { ghash, recoverGhashKey } from "./ghash.ts"
import { fromBytes, toBytes, xor } from "./numbers.ts"
import { recoverPolyKeys, tagOf } from "./poly1305.ts"

/*
 * What somebody who sees the ciphertexts, and has no key, gets when a sender's state was copied and one key and nonce served two messages (R043, R138).
 */

const hex = (bytes: Uint8Array | undefined): string | undefined => (bytes === undefined ? undefined : Buffer.from(bytes).toString("hex"))
const text = (words: string): Uint8Array => new TextEncoder().encode(words)
const noAad = new Uint8Array(0)

/** Two messages of a block, sealed by a sender and by its copy. */
const [yes, no, lie] = [text("meet me at noon!"), text("stay where I am!"), text("bring the money!")] as [
  Uint8Array,
  Uint8Array,
  Uint8Array
]

/** A sender that somebody listens to. */
const sender = (aead: Aead) => {
  const secret = platformRandom(aead.keySize).expose()
  const key = () => new Secret(secret.slice())
  return {
    seal: (nonce: Uint8Array, aad: Uint8Array, plain: Uint8Array) => aead.seal(key(), nonce, aad, plain),
    open: (nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array) => hex(aead.open(key(), nonce, aad, sealed))
  }
}
const nonce = platformRandom(12).expose()
const body = (sealed: Uint8Array): Uint8Array => sealed.subarray(0, -16)
const joined = (head: Uint8Array, tail: Uint8Array): Uint8Array => new Uint8Array([...head, ...tail])

const streams = [
  ["AES-128-GCM", aeads["aes-gcm"][16] as Aead],
  ["AES-256-GCM", aeads["aes-gcm"][32]],
  ["ChaCha20-Poly1305", aeads["chacha20-poly1305"][32]]
] as const

describe("one nonce for two plaintexts", () => {
  test.each(streams)("under %s gives away their difference, and with one of them the other", (_name, aead) => {
    const { seal } = sender(aead)
    const [one, two] = [body(seal(nonce, noAad, yes)), body(seal(nonce, noAad, no))]
    expect(hex(xor(one, two))).toBe(hex(xor(yes, no)))
    expect(hex(xor(xor(one, two), yes))).toBe(hex(no))
  })

  test.each(streams.slice(0, 2))(
    "under %s gives away the GHASH key: whoever has it forges any message, under the nonce and under others",
    (_name, aead) => {
      const aad = text("group, epoch, content type")
      const { open, seal } = sender(aead)
      const [one, two] = [seal(nonce, aad, yes), seal(nonce, aad, no)]
      const H = recoverGhashKey(one, two)
      // The mask of the tag, from any message under the nonce; so too under a nonce that was used just once.
      const forged = (from: Uint8Array, known: Uint8Array, wanted: Uint8Array, data: Uint8Array): Uint8Array => {
        const ciphertext = xor(xor(body(from), known), wanted)
        const mask = fromBytes(from.subarray(-16)) ^ ghash(H, aad, body(from))
        return joined(ciphertext, toBytes(mask ^ ghash(H, data, ciphertext), 16))
      }
      expect(open(nonce, aad, forged(one, yes, lie, aad))).toBe(hex(lie))
      expect(open(nonce, text("another epoch"), forged(one, yes, lie, text("another epoch")))).toBe(hex(lie))
      const other = platformRandom(12).expose()
      const long = text("a longer message, of more blocks than one, under a nonce of its own")
      expect(open(other, aad, forged(seal(other, aad, long), long, long.toReversed(), aad))).toBe(hex(long.toReversed()))
    }
  )

  test("under ChaCha20-Poly1305 gives away the one-time key of Poly1305: whoever has it forges under this nonce", () => {
    const { open, seal } = sender(aeads["chacha20-poly1305"][32])
    const [one, two] = [seal(nonce, noAad, yes), seal(nonce, noAad, no)]
    const ciphertext = xor(xor(body(one), yes), lie)
    const opened = recoverPolyKeys(one, two).map((key) => open(nonce, noAad, joined(ciphertext, tagOf(key, ciphertext))))
    expect(opened).toContain(hex(lie))
    expect(opened.length).toBeLessThan(12)
  })
})

describe.each([16, 32] as const)("one nonce for two plaintexts under AES-GCM-SIV with keys of %i bytes", (size) => {
  const aead = aeads["aes-gcm-siv"][size] as Aead
  const aad = text("group, epoch, content type")

  test("shows that two messages are equal, in plaintext and associated data, and shows no more", () => {
    const { seal } = sender(aead)
    const sealed = (data: Uint8Array, plain: Uint8Array): string | undefined => hex(seal(nonce, data, plain))
    expect(sealed(aad, yes)).toBe(sealed(aad, yes))
    const seen = [seal(nonce, aad, yes), seal(nonce, aad, no), seal(nonce, noAad, yes)] as const
    for (const [i, a] of seen.entries()) {
      for (const b of seen.slice(0, i)) {
        expect(hex(xor(body(a), body(b)))).not.toBe(hex(xor(yes, no)))
        // No block is repeated, and no tag.
        expect(hex(body(a))).not.toBe(hex(body(b)))
        expect(hex(a.subarray(-16))).not.toBe(hex(b.subarray(-16)))
      }
    }
  })

  test("a common beginning of two plaintexts does not show", () => {
    const { seal } = sender(aead)
    const [one, two] = ["1", "2"].map((end) => seal(nonce, aad, text(`${"the same words ".repeat(20)}${end}`))) as [Uint8Array, Uint8Array]
    // By chance one byte in 256 is equal: of 301, some.
    expect(xor(body(one), body(two)).filter((byte) => byte === 0).length).toBeLessThan(20)
  })

  test("the forgeries that take in GCM and ChaCha20-Poly1305 do not open", () => {
    const { open, seal } = sender(aead)
    const [one, two] = [seal(nonce, noAad, yes), seal(nonce, noAad, no)]
    const H = recoverGhashKey(one, two)
    const ciphertext = xor(xor(body(one), yes), lie)
    const mask = fromBytes(one.subarray(-16)) ^ ghash(H, noAad, body(one))
    expect(open(nonce, noAad, joined(ciphertext, toBytes(mask ^ ghash(H, noAad, ciphertext), 16)))).toBeUndefined()
    for (const key of recoverPolyKeys(one, two)) expect(open(nonce, noAad, joined(ciphertext, tagOf(key, ciphertext)))).toBeUndefined()
    expect(open(nonce, noAad, joined(body(one), two.subarray(-16)))).toBeUndefined()
  })
})
