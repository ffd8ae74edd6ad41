import { type Aead, noBytes, Secret } from "@copath/contracts"
import { expect } from "vitest"
import type { CryptoLaw } from "./law.ts"
import { bitFlips, flipBit, sampleBytes, sampleSecret, toHex } from "./sample.ts"

const hexOf = (bytes: Uint8Array | undefined): string | undefined => (bytes === undefined ? undefined : toHex(bytes))

const xor = (a: Uint8Array, b: Uint8Array): Uint8Array => a.map((byte, i) => byte ^ (b[i] as number))

/** What any AEAD owes, a suite's or one of your own. */
export const aeadLaws = (aead: Aead): ReadonlyArray<CryptoLaw> => {
  const key = (): Secret => sampleSecret(11, aead.keySize)
  const nonce = sampleBytes(12, aead.nonceSize)
  const aad = sampleBytes(13, 21)
  const plain = sampleBytes(14, 45)
  return [
    {
      title: "sealing and opening give back the plaintext, of any length, and the tag is all that is added",
      check: () => {
        for (const length of [0, 1, 15, 16, 17, 64, 1000, 70_000]) {
          const text = sampleBytes(15, length)
          for (const data of [noBytes, aad, text]) {
            const sealed = aead.seal(key(), nonce, data, text)
            expect(sealed.length).toBe(length + aead.tagSize)
            expect(hexOf(aead.open(key(), nonce, data, sealed))).toBe(toHex(text))
          }
        }
      }
    },
    {
      title: "sealing is a function of its four arguments, and changes none of them",
      check: () => {
        const [k, n, a, p] = [key(), nonce.slice(), aad.slice(), plain.slice()]
        const sealed = toHex(aead.seal(k, n, a, p))
        expect(toHex(aead.seal(k, n, a, p))).toBe(sealed)
        expect([k.expose(), n, a, p].map(toHex)).toEqual([key().expose(), nonce, aad, plain].map(toHex))
      }
    },
    {
      title: "a ciphertext with any one bit flipped does not open",
      check: () => {
        const sealed = aead.seal(key(), nonce, aad, plain)
        for (const [bit, flipped] of bitFlips(sealed)) expect(aead.open(key(), nonce, aad, flipped), `bit ${bit}`).toBeUndefined()
      }
    },
    {
      title: "another key, nonce or associated data does not open",
      check: () => {
        const sealed = aead.seal(key(), nonce, aad, plain)
        expect(aead.open(new Secret(flipBit(key().expose(), 0)), nonce, aad, sealed)).toBeUndefined()
        expect(aead.open(key(), flipBit(nonce, 8 * aead.nonceSize - 1), aad, sealed)).toBeUndefined()
        expect(aead.open(key(), nonce, noBytes, sealed)).toBeUndefined()
        expect(aead.open(key(), nonce, flipBit(aad, 3), sealed)).toBeUndefined()
        expect(aead.open(key(), nonce, new Uint8Array([...aad, 0]), sealed)).toBeUndefined()
      }
    },
    {
      title: "a truncated, extended, empty or random ciphertext gives undefined and never throws",
      check: () => {
        const sealed = aead.seal(key(), nonce, aad, plain)
        for (let length = 0; length < sealed.length; length++) {
          expect(aead.open(key(), nonce, aad, sealed.slice(0, length))).toBeUndefined()
          expect(aead.open(key(), nonce, aad, sampleBytes(length, length))).toBeUndefined()
        }
        expect(aead.open(key(), nonce, aad, new Uint8Array([...sealed, 0]))).toBeUndefined()
      }
    },
    {
      title: "a key or a nonce of the wrong size is our own mistake, and throws",
      check: () => {
        const sealed = aead.seal(key(), nonce, aad, plain)
        for (const size of [0, aead.keySize - 1, aead.keySize + 1, 24]) {
          expect(() => aead.seal(sampleSecret(1, size), nonce, aad, plain)).toThrow(Error)
          expect(() => aead.open(sampleSecret(1, size), nonce, aad, sealed)).toThrow(Error)
        }
        for (const size of [0, aead.nonceSize - 1, aead.nonceSize + 1, 16]) {
          expect(() => aead.seal(key(), sampleBytes(1, size), aad, plain)).toThrow(Error)
          expect(() => aead.open(key(), sampleBytes(1, size), aad, sealed)).toThrow(Error)
        }
      }
    },
    {
      title: "under one nonce, ciphertexts differ by just what their plaintexts differ by, unless the AEAD claims misuse resistance (R043)",
      check: () => {
        const other = sampleBytes(16, plain.length)
        const [one, two] = [plain, other].map((text) => aead.seal(key(), nonce, aad, text).subarray(0, plain.length)) as [
          Uint8Array,
          Uint8Array
        ]
        // Whoever sees both ciphertexts of a stream cipher has the difference of the plaintexts, and with one of them the other.
        expect(toHex(xor(one, two)) === toHex(xor(plain, other))).toBe(!aead.misuseResistant)
      }
    },
    {
      title:
        "under one nonce, a change of the last bit changes the ciphertext from its beginning on exactly if the AEAD claims misuse resistance (R043)",
      check: () => {
        const sealed = (text: Uint8Array, data: Uint8Array): string => toHex(aead.seal(key(), nonce, data, text).subarray(0, 16))
        const before = sealed(plain, aad)
        expect(sealed(flipBit(plain, 8 * plain.length - 1), aad) !== before).toBe(aead.misuseResistant)
        expect(sealed(plain, flipBit(aad, 0)) !== before).toBe(aead.misuseResistant)
      }
    },
    {
      title: "there is a limit to the messages of a key, of no more messages than nonces (R138)",
      check: () => {
        expect(typeof aead.maxMessagesPerKey).toBe("bigint")
        expect(aead.maxMessagesPerKey).toBeGreaterThan(0n)
        expect(aead.maxMessagesPerKey).toBeLessThanOrEqual(1n << BigInt(8 * aead.nonceSize))
      }
    },
    {
      title: "a wiped key no longer opens",
      check: () => {
        const k = key()
        const sealed = aead.seal(k, nonce, aad, plain)
        k.wipe()
        expect(aead.open(k, nonce, aad, sealed)).toBeUndefined()
      }
    }
  ]
}
