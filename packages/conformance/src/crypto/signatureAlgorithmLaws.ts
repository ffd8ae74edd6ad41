import { noBytes, Secret, signWithLabel, type Suite, verifyWithLabel } from "@copath/contracts"
import { expect } from "vitest"
import type { CryptoLaw } from "./law.ts"
import { bitFlips, flipBit, sampleBytes, sampleSecret, toHex, wrongLengths } from "./sample.ts"

/** Their signatures are DER, of varying length. */
const ecdsa: ReadonlySet<string> = new Set(["p256", "p384", "p521"])
/** All bytes of the right length are a public key of theirs. */
const anyKey: ReadonlySet<string> = new Set([
  "ml-dsa-44",
  "ml-dsa-65",
  "ml-dsa-87",
  "slh-dsa-sha2-128s",
  "slh-dsa-sha2-128f",
  "slh-dsa-sha2-256f"
])

/**
 * What a suite's `signature` owes, whichever algorithm it is. Of a signature's bits every `stride`-th is flipped, all by default; an odd stride
 * visits every place of a byte. `lengths` of messages, in bytes: fewer, where a signature takes seconds. `zeroKey`: whether zeros of the right length are a
 * public key, or `either`, where nobody said.
 */
export const signatureAlgorithmLaws = (
  suite: Suite,
  stride = 1,
  lengths: ReadonlyArray<number> = [0, 1, 64, 5000],
  zeroKey: boolean | "either" = anyKey.has(suite.signature.id)
): ReadonlyArray<CryptoLaw> => {
  const { signature } = suite
  const pair = (seed: number) => signature.derive(sampleSecret(seed, signature.seedSize))
  const message = sampleBytes(61, 77)
  return [
    {
      title: "a key pair is a function of its seed and of the stated size, and its secret key gives it back",
      check: () => {
        const [one, two, other] = [pair(62), pair(62), pair(63)]
        expect(one.publicKey.length).toBe(signature.publicKeySize)
        expect(signature.validPublicKey(one.publicKey)).toBe(true)
        expect(toHex(two.publicKey), "one seed, twice: the public keys").toBe(toHex(one.publicKey))
        expect(toHex(other.publicKey), "two seeds: the public keys").not.toBe(toHex(one.publicKey))
        const again = signature.keyPair(new Secret(one.secretKey.expose().slice()))
        expect(toHex(again.publicKey), "the public key that its secret key gives").toBe(toHex(one.publicKey))
        expect(signature.verify(one.publicKey, message, signature.sign(again, message))).toBe(true)
      }
    },
    {
      title: "a seed or secret key of the wrong size is our own mistake, and throws",
      check: () => {
        const { secretKey } = pair(62)
        for (const size of [0, signature.seedSize - 1, signature.seedSize + 1]) {
          expect(() => signature.derive(sampleSecret(62, size))).toThrow(Error)
        }
        for (const size of [0, secretKey.length - 1, secretKey.length + 1])
          expect(() => signature.keyPair(sampleSecret(62, size))).toThrow(Error)
      }
    },
    {
      title: "wiping a seed leaves the key made from it as it was",
      check: () => {
        const seed = sampleSecret(64, signature.seedSize)
        const { publicKey, secretKey } = signature.derive(seed)
        seed.wipe()
        expect(toHex(signature.keyPair(new Secret(secretKey.expose().slice())).publicKey)).toBe(toHex(publicKey))
      }
    },
    {
      title: "a signature is as long as stated, and verifies for its key and message, of any length, and for no other",
      check: () => {
        const [me, other] = [pair(65), pair(66)]
        for (const length of lengths) {
          const text = sampleBytes(67, length)
          const signed = signature.sign(me, text)
          expect(signed.length, "bytes of a signature").toBeLessThanOrEqual(signature.signatureSize)
          // Only a DER signature has no fixed length, and loses a few leading zeros at most.
          expect(signed.length, "bytes of a signature").toBeGreaterThan(
            ecdsa.has(signature.id) ? signature.signatureSize - 12 : signature.signatureSize - 1
          )
          const what = `a signature of a message of ${length} bytes`
          expect(signature.verify(me.publicKey, text, signed), `${what} holds`).toBe(true)
          expect(signature.verify(other.publicKey, text, signed), `${what} holds under another key`).toBe(false)
          const longer = new Uint8Array([...text, 0])
          expect(signature.verify(me.publicKey, longer, signed), `${what} holds for the message with a zero behind it`).toBe(false)
          if (length === 0) continue
          const near = flipBit(text, 8 * length - 1)
          expect(signature.verify(me.publicKey, near, signed), `${what} holds for the message with its last bit flipped`).toBe(false)
        }
      }
    },
    {
      title: `a signature with ${stride === 1 ? "any one bit" : `any one bit of every ${stride}`} flipped is rejected (V030, V031)`,
      check: () => {
        const me = pair(68)
        for (const [bit, flipped] of bitFlips(signature.sign(me, message), stride)) {
          expect(signature.verify(me.publicKey, message, flipped), `a signature with bit ${bit} flipped holds`).toBe(false)
        }
      }
    },
    {
      title: "a public key with one bit flipped verifies nothing",
      check: () => {
        const me = pair(69)
        const signed = signature.sign(me, message)
        for (let bit = 0; bit < 8 * signature.publicKeySize; bit += 37) {
          expect(
            signature.verify(flipBit(me.publicKey, bit), message, signed),
            `a signature holds under its public key with bit ${bit} flipped`
          ).toBe(false)
        }
      }
    },
    {
      title: "an empty, short, long or random signature or public key gives false and never throws (V027, V030)",
      check: () => {
        const me = pair(70)
        const signed = signature.sign(me, message)
        for (const wrong of [...wrongLengths(signed), sampleBytes(71, signed.length), new Uint8Array(signed.length)]) {
          expect(signature.verify(me.publicKey, message, wrong), `a signature of ${wrong.length} bytes that nobody made holds`).toBe(false)
        }
        for (const wrong of wrongLengths(me.publicKey)) {
          expect(signature.validPublicKey(wrong), `a public key of ${wrong.length} bytes is one`).toBe(false)
          expect(signature.verify(wrong, message, signed), `a signature holds under ${wrong.length} bytes for a public key`).toBe(false)
        }
        const zero = new Uint8Array(signature.publicKeySize)
        if (zeroKey !== "either") expect(signature.validPublicKey(zero), "zeros are a public key").toBe(zeroKey)
        expect(signature.verify(zero, message, signed), "a signature holds under zeros for a public key").toBe(false)
      }
    },
    {
      title: "a label keeps a signature made for one structure from verifying for another (V032)",
      check: () => {
        const me = pair(72)
        const signed = signWithLabel(suite, me, "LeafNodeTBS", message)
        expect(verifyWithLabel(suite, me.publicKey, "LeafNodeTBS", message, signed), "it holds under its label").toBe(true)
        expect(verifyWithLabel(suite, me.publicKey, "KeyPackageTBS", message, signed), "it holds under another label").toBe(false)
        expect(verifyWithLabel(suite, me.publicKey, "LeafNodeTBS", noBytes, signed), "it holds for nothing").toBe(false)
        expect(signature.verify(me.publicKey, message, signed), "it holds without a label").toBe(false)
      }
    },
    {
      title: "signing changes neither key nor message, and a signature made later does not change one made before",
      check: () => {
        const me = pair(73)
        const secret = toHex(me.secretKey.expose())
        const text = message.slice()
        const first = signature.sign(me, text)
        const before = toHex(first)
        signature.sign(me, sampleBytes(74, 10))
        expect([toHex(first), toHex(me.secretKey.expose()), toHex(text)]).toEqual([before, secret, toHex(message)])
      }
    }
  ]
}
