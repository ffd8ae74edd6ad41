import { type HpkeCiphertext, noBytes, noDh, Secret, type Suite } from "@copath/contracts"
import { expect } from "vitest"
import { dhLaws } from "./dhLaws.ts"
import { impostors } from "./kemImpostors.ts"
import type { CryptoLaw } from "./law.ts"
import { sampleBytes, sampleRandom, sampleSecret, toHex, wrongLengths } from "./sample.ts"

/** What a suite's `kem` and `dh` owe. */
export const kemLaws = (suite: Suite): ReadonlyArray<CryptoLaw> => {
  const { dh, kem } = suite
  const pair = (seed: number) => kem.derive(sampleSecret(seed, kem.seedSize))
  return [
    {
      title: "a key pair is a function of its seed, of whatever length, and of the stated sizes",
      check: () => {
        const seen = new Set<string>()
        const lengths = new Set([0, 1, 32, 64, kem.seedSize, 200])
        for (const length of lengths) {
          const one = kem.derive(sampleSecret(22, length))
          const two = kem.derive(sampleSecret(22, length))
          expect(one.publicKey.length).toBe(kem.publicKeySize)
          expect(one.secretKey.length).toBe(kem.secretKeySize)
          expect(toHex(two.publicKey)).toBe(toHex(one.publicKey))
          expect(toHex(two.secretKey.expose())).toBe(toHex(one.secretKey.expose()))
          expect(kem.validPublicKey(one.publicKey)).toBe(true)
          seen.add(toHex(one.publicKey))
        }
        expect(seen.size).toBe(lengths.size)
      }
    },
    {
      title: "deriving leaves the seed as it was, and wiping the seed leaves the key as it was",
      check: () => {
        const seed = sampleSecret(23, kem.seedSize)
        const { publicKey, secretKey } = kem.derive(seed)
        expect(toHex(seed.expose())).toBe(toHex(sampleBytes(23, kem.seedSize)))
        seed.wipe()
        expect(toHex(kem.keyPair(secretKey).publicKey)).toBe(toHex(publicKey))
      }
    },
    {
      title: "the pair of a secret key is the pair it came from",
      check: () => {
        const { publicKey, secretKey } = pair(24)
        const again = kem.keyPair(new Secret(secretKey.expose().slice()))
        expect(toHex(again.publicKey)).toBe(toHex(publicKey))
        expect(toHex(again.secretKey.expose())).toBe(toHex(secretKey.expose()))
      }
    },
    {
      title: "a secret key of the wrong size, or outside the group's order, is our own mistake, and throws",
      check: () => {
        for (const size of [0, kem.secretKeySize - 1, kem.secretKeySize + 1])
          expect(() => kem.keyPair(sampleSecret(25, size))).toThrow(Error)
        // X25519 and X448 take any bytes for a secret key: they are the curves whose two sizes are equal. A KEM without a group takes a seed.
        const outside = dh === noDh || kem.publicKeySize === kem.secretKeySize ? [] : [0, 0xff]
        for (const byte of outside) expect(() => kem.keyPair(new Secret(new Uint8Array(kem.secretKeySize).fill(byte)))).toThrow(Error)
      }
    },
    {
      title: "a public key of another length is refused without an exception (V026, V029)",
      check: () => {
        for (const bad of wrongLengths(pair(30).publicKey)) expect(kem.validPublicKey(bad)).toBe(false)
      }
    },
    {
      title:
        "a point off the curve, in another encoding or of low order, and a coefficient above the modulus, are refused everywhere without an exception (V026, V028)",
      check: () => {
        const me = pair(29)
        for (const bad of impostors(suite)) {
          expect(kem.validPublicKey(bad), toHex(bad)).toBe(false)
          expect(suite.hpke.seal(bad, noBytes, noBytes, noBytes, sampleRandom(31)), toHex(bad)).toBeUndefined()
          expect(suite.hpke.open(me, noBytes, noBytes, { kemOutput: bad, ciphertext: sampleBytes(1, 40) }), toHex(bad)).toBeUndefined()
        }
      }
    },
    {
      title: "a wiped secret key opens nothing that it opened before",
      check: () => {
        const me = pair(35)
        const sealed = suite.hpke.seal(me.publicKey, noBytes, noBytes, noBytes, sampleRandom(36)) as HpkeCiphertext
        expect(suite.hpke.open(me, noBytes, noBytes, sealed)).toEqual(noBytes)
        me.secretKey.wipe()
        // On a NIST curve zero is no scalar, so that a provider may also throw.
        const opened = (): Uint8Array | undefined => {
          try {
            return suite.hpke.open(me, noBytes, noBytes, sealed)
          } catch {
            return undefined
          }
        }
        expect(opened()).toBeUndefined()
      }
    },
    ...dhLaws(suite)
  ]
}
