import {
  decryptWithLabel,
  encryptWithLabel,
  type HpkeCiphertext,
  HpkeInfo,
  type KeyPair,
  noBytes,
  noDh,
  type Random,
  type Secret,
  type Suite
} from "@copath/contracts"
import { expect } from "vitest"
import type { CryptoLaw } from "./law.ts"
import { flipBit, sampleBytes, sampleRandom, sampleSecret, toHex, wrongLengths } from "./sample.ts"

const hexOf = (bytes: Uint8Array | undefined): string | undefined => (bytes === undefined ? undefined : toHex(bytes))

/** What a suite's `hpke` owes. `random` is the provider's own source beside the seeded one: some take another path with it. */
export const hpkeLaws = (suite: Suite, random: Random): ReadonlyArray<CryptoLaw> => {
  const { aead, hpke, kem } = suite
  const pair = (seed: number): KeyPair => kem.derive(sampleSecret(seed, kem.seedSize))
  const me = pair(41)
  const other = pair(42)
  const info = sampleBytes(43, 150)
  const aad = sampleBytes(44, 9)
  const plain = sampleBytes(45, 32)
  const context = sampleBytes(46, 5)
  const sources: ReadonlyArray<Random> = [sampleRandom(47), random]
  const sealed = (source: Random = sampleRandom(48)): HpkeCiphertext => hpke.seal(me.publicKey, info, aad, plain, source) as HpkeCiphertext

  return [
    {
      title: "what is sealed to a public key opens with its secret key, for plaintexts of any length",
      check: () => {
        for (const source of sources) {
          for (const length of [0, 1, 32, 5000]) {
            const text = sampleBytes(49, length)
            const sent = hpke.seal(me.publicKey, info, aad, text, source) as HpkeCiphertext
            expect(sent.kemOutput.length).toBe(kem.kemOutputSize)
            expect(sent.ciphertext.length).toBe(length + aead.tagSize)
            expect(hexOf(hpke.open(me, info, aad, sent))).toBe(toHex(text))
          }
        }
      }
    },
    {
      title: "equal randomness gives equal ciphertexts, and each seal draws anew",
      check: () => {
        const same = [sealed(), sealed()]
        expect(toHex(same[0]!.ciphertext)).toBe(toHex(same[1]!.ciphertext))
        expect(toHex(same[0]!.kemOutput)).toBe(toHex(same[1]!.kemOutput))
        for (const source of sources) expect(toHex(sealed(source).kemOutput)).not.toBe(toHex(sealed(source).kemOutput))
      }
    },
    {
      title: "another key, info, associated data or KEM output does not open (V033)",
      check: () => {
        for (const source of sources) {
          const sent = sealed(source)
          expect(hpke.open(other, info, aad, sent)).toBeUndefined()
          expect(hpke.open({ publicKey: other.publicKey, secretKey: me.secretKey }, info, aad, sent)).toBeUndefined()
          expect(hpke.open(me, flipBit(info, 0), aad, sent)).toBeUndefined()
          expect(hpke.open(me, noBytes, aad, sent)).toBeUndefined()
          expect(hpke.open(me, info, noBytes, sent)).toBeUndefined()
          expect(hpke.open(me, info, aad, { ...sent, kemOutput: other.publicKey })).toBeUndefined()
          expect(hexOf(hpke.open(me, info, aad, sent))).toBe(toHex(plain))
        }
      }
    },
    {
      title: "many seals under one info are what as many single ones are, and nobody changes it in between",
      check: () => {
        const buffer = info.slice()
        const shared = new HpkeInfo(buffer)
        buffer.fill(0)
        for (const seed of [52, 53, 54]) {
          const one = hpke.seal(me.publicKey, shared, aad, plain, sampleRandom(seed)) as HpkeCiphertext
          const other = hpke.seal(me.publicKey, info, aad, plain, sampleRandom(seed)) as HpkeCiphertext
          expect([one.kemOutput, one.ciphertext].map(toHex)).toEqual([other.kemOutput, other.ciphertext].map(toHex))
          expect(hexOf(hpke.open(me, info, aad, one))).toBe(toHex(plain))
        }
        const another = hpke.seal(me.publicKey, new HpkeInfo(flipBit(info, 0)), aad, plain, sampleRandom(52)) as HpkeCiphertext
        expect(hpke.open(me, info, aad, another)).toBeUndefined()
      }
    },
    {
      title: "an info that changes in place changes the key: nothing is remembered by reference",
      check: () => {
        const buffer = info.slice()
        const first = hpke.seal(me.publicKey, buffer, aad, plain, sampleRandom(50)) as HpkeCiphertext
        buffer[0] = (buffer[0] as number) ^ 1
        const second = hpke.seal(me.publicKey, buffer, aad, plain, sampleRandom(50)) as HpkeCiphertext
        expect(toHex(second.ciphertext)).not.toBe(toHex(first.ciphertext))
        expect(hpke.open(me, buffer, aad, first)).toBeUndefined()
        expect(hexOf(hpke.open(me, buffer, aad, second))).toBe(toHex(plain))
      }
    },
    {
      title: "a changed, truncated or extended ciphertext or KEM output gives undefined and never throws (V029)",
      check: () => {
        const sent = sealed()
        for (const bit of [0, 100, 8 * sent.ciphertext.length - 1]) {
          expect(hpke.open(me, info, aad, { ...sent, ciphertext: flipBit(sent.ciphertext, bit) })).toBeUndefined()
        }
        // Not the topmost bit of an X25519 key, which has no meaning; the context still covers it.
        for (const bit of [0, 100, 8 * sent.kemOutput.length - 1]) {
          expect(hpke.open(me, info, aad, { ...sent, kemOutput: flipBit(sent.kemOutput, bit) })).toBeUndefined()
        }
        for (const kemOutput of wrongLengths(sent.kemOutput)) expect(hpke.open(me, info, aad, { ...sent, kemOutput })).toBeUndefined()
        for (const ciphertext of wrongLengths(sent.ciphertext)) expect(hpke.open(me, info, aad, { ...sent, ciphertext })).toBeUndefined()
      }
    },
    {
      title: "sealing or exporting to what is no public key gives undefined and never throws",
      check: () => {
        // Of every curve zero is no key; of ML-KEM it is one.
        const zero = new Uint8Array(kem.publicKeySize)
        for (const source of sources) {
          for (const to of [...wrongLengths(me.publicKey), ...(kem.validPublicKey(zero) ? [] : [zero])]) {
            expect(hpke.seal(to, info, aad, plain, source)).toBeUndefined()
            expect(hpke.sendExport(to, info, context, 32, source)).toBeUndefined()
          }
        }
        for (const output of wrongLengths(sealed().kemOutput)) expect(hpke.receiveExport(me, output, info, context, 32)).toBeUndefined()
        if (suite.dh !== noDh) expect(hpke.receiveExport(me, zero, info, context, 32)).toBeUndefined()
      }
    },
    {
      title: "an exported secret is shared with the receiver alone, and bound to info, context and length",
      check: () => {
        for (const source of sources) {
          const { kemOutput, secret } = hpke.sendExport(me.publicKey, info, context, 32, source) as {
            kemOutput: Uint8Array
            secret: Secret
          }
          const received = (key: KeyPair, i: Uint8Array, c: Uint8Array, length: number): string =>
            toHex((hpke.receiveExport(key, kemOutput, i, c, length) as Secret).expose())
          const right = toHex(secret.expose())
          expect(right).toHaveLength(64)
          expect(received(me, info, context, 32)).toBe(right)
          for (const wrong of [
            received(other, info, context, 32),
            received(me, noBytes, context, 32),
            received(me, info, noBytes, 32),
            received(me, info, context, 48).slice(0, 64)
          ]) {
            expect(wrong).not.toBe(right)
          }
        }
      }
    },
    {
      title: "an exported secret says nothing of the message key, nor the reverse",
      check: () => {
        const { secret } = hpke.sendExport(me.publicKey, info, noBytes, aead.keySize, sampleRandom(51)) as { secret: Secret }
        const sent = hpke.seal(me.publicKey, info, aad, plain, sampleRandom(51)) as HpkeCiphertext
        expect(aead.open(secret, new Uint8Array(aead.nonceSize), aad, sent.ciphertext)).toBeUndefined()
      }
    },
    {
      title: "a label keeps a ciphertext made for one purpose from opening for another (V033)",
      check: () => {
        const sent = encryptWithLabel(suite, me.publicKey, "UpdatePathNode", context, plain, random) as HpkeCiphertext
        expect(hexOf(decryptWithLabel(suite, me, "UpdatePathNode", context, sent))).toBe(toHex(plain))
        expect(decryptWithLabel(suite, me, "Welcome", context, sent)).toBeUndefined()
        expect(decryptWithLabel(suite, me, "UpdatePathNode", noBytes, sent)).toBeUndefined()
      }
    }
  ]
}
