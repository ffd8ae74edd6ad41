import { noBytes, Secret, type Suite } from "@copath/contracts"
import { expect } from "vitest"
import type { CryptoLaw } from "./law.ts"
import { fromHex, sampleBytes, sampleRandom, sampleSecret, toHex, wrongLengths } from "./sample.ts"

const littleEndian = (n: bigint, size: number): Uint8Array => fromHex(n.toString(16).padStart(2 * size, "0")).toReversed()

const topBit = (u: Uint8Array): Uint8Array => {
  const set = u.slice()
  set[set.length - 1] = (set[set.length - 1] as number) | 0x80
  return set
}

const p25519 = 2n ** 255n - 19n
const p448 = 2n ** 448n - 2n ** 224n - 1n
const order8 = [
  0xb8495f16056286fdb1329ceb8d09da6ac49ff1fae35616aeb8413b7c7aebe0n,
  0x57119fd0dd4e22d8868e1c58c45c44045bef839c55b1d0b1248c50a3bc959c5fn
]

/** Every encoding of the points whose multiples by a clamped scalar are zero: X25519 ignores the topmost bit, and both take u + p for u. */
const lowOrder25519 = [0n, 1n, p25519 - 1n, p25519, p25519 + 1n, ...order8].flatMap((u) => {
  const bytes = littleEndian(u, 32)
  return [bytes, topBit(bytes)]
})
const lowOrder448 = [0n, 1n, p448 - 1n, p448, p448 + 1n].map((u) => littleEndian(u, 56))

/** Two encodings of one point (RFC 7748, section 5). */
const twins: Readonly<Record<number, ReadonlyArray<readonly [Uint8Array, Uint8Array]>>> = {
  32: [
    [littleEndian(9n, 32), littleEndian(9n + p25519, 32)],
    [littleEndian(9n, 32), topBit(littleEndian(9n, 32))]
  ],
  56: [[littleEndian(5n, 56), littleEndian(5n + p448, 56)]]
}

/** Public keys of the right or nearly right length that are none. */
const impostors = (suite: Suite): ReadonlyArray<Uint8Array> => {
  const { publicKeySize } = suite.kem
  if (publicKeySize === 32) return lowOrder25519
  if (publicKeySize === 56) return lowOrder448
  const { publicKey } = suite.kem.derive(sampleSecret(21, suite.kem.seedSize))
  const coordinate = (publicKeySize - 1) / 2
  const prefixed = (prefix: number, length = publicKeySize): Uint8Array => new Uint8Array([prefix, ...publicKey.subarray(1, length)])
  const offCurve = publicKey.slice()
  offCurve[publicKeySize - 1] = (offCurve[publicKeySize - 1] as number) ^ 1
  const tooLarge = publicKey.slice().fill(0xff, 1, 1 + coordinate)
  return [
    offCurve,
    tooLarge,
    prefixed(0),
    prefixed(2),
    prefixed(5),
    prefixed(6),
    prefixed(7),
    prefixed(2, 1 + coordinate),
    prefixed(3, 1 + coordinate),
    new Uint8Array(publicKeySize),
    new Uint8Array(publicKeySize).fill(4, 0, 1),
    Uint8Array.of(0)
  ]
}

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
        // X25519 and X448 take any bytes for a secret key: they are the curves whose two sizes are equal.
        const outside = kem.publicKeySize === kem.secretKeySize ? [] : [0, 0xff]
        for (const byte of outside) expect(() => kem.keyPair(new Secret(new Uint8Array(kem.secretKeySize).fill(byte)))).toThrow(Error)
      }
    },
    {
      title: "two holders of keys agree on a secret that nobody else has",
      check: () => {
        const [a, b, c] = [pair(26), pair(27), pair(28)]
        const ab = toHex((dh.agree(a, b.publicKey) as Secret).expose())
        expect(toHex((dh.agree(b, a.publicKey) as Secret).expose())).toBe(ab)
        expect(toHex((dh.agree(c, a.publicKey) as Secret).expose())).not.toBe(ab)
        expect(toHex((dh.agree(c, b.publicKey) as Secret).expose())).not.toBe(ab)
      }
    },
    {
      title: "a public key of another length is refused, everywhere, without an exception (V026, V029)",
      check: () => {
        const me = pair(29)
        for (const bad of wrongLengths(pair(30).publicKey)) {
          expect(kem.validPublicKey(bad)).toBe(false)
          expect(dh.agree(me, bad)).toBeUndefined()
        }
      }
    },
    {
      title: "a point off the curve, in another encoding or of low order is refused, everywhere, without an exception (V026, V028)",
      check: () => {
        const me = pair(29)
        for (const bad of impostors(suite)) {
          expect(kem.validPublicKey(bad), toHex(bad)).toBe(false)
          expect(dh.agree(me, bad), toHex(bad)).toBeUndefined()
          expect(suite.hpke.seal(bad, noBytes, noBytes, noBytes, sampleRandom(31)), toHex(bad)).toBeUndefined()
          expect(suite.hpke.open(me, noBytes, noBytes, { kemOutput: bad, ciphertext: sampleBytes(1, 40) }), toHex(bad)).toBeUndefined()
        }
      }
    },
    {
      title: "two encodings of one point, where RFC 7748 has them, lead to one secret",
      check: () => {
        const me = pair(32)
        for (const [one, two] of twins[kem.publicKeySize] ?? []) {
          expect(kem.validPublicKey(two)).toBe(true)
          expect(toHex((dh.agree(me, two) as Secret).expose())).toBe(toHex((dh.agree(me, one) as Secret).expose()))
        }
      }
    },
    {
      title: "a wiped secret key agrees on nothing that it agreed on before",
      check: () => {
        const [a, b] = [pair(33), pair(34)]
        const before = toHex((dh.agree(a, b.publicKey) as Secret).expose())
        a.secretKey.wipe()
        // On a NIST curve zero is no scalar, so that a provider may also throw.
        const after = (): string | undefined => {
          try {
            return toHex((dh.agree(a, b.publicKey) as Secret).expose())
          } catch {
            return undefined
          }
        }
        expect(after()).not.toBe(before)
      }
    }
  ]
}
