import type { Suite } from "@copath/contracts"
import { fromHex, sampleSecret } from "./sample.ts"

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

/** Two encodings of one point (RFC 7748, section 5), by the length of a public key. */
export const twins: Readonly<Record<number, ReadonlyArray<readonly [Uint8Array, Uint8Array]>>> = {
  32: [
    [littleEndian(9n, 32), littleEndian(9n + p25519, 32)],
    [littleEndian(9n, 32), topBit(littleEndian(9n, 32))]
  ],
  56: [[littleEndian(5n, 56), littleEndian(5n + p448, 56)]]
}

/** What is no uncompressed point of the curve of `publicKey`. */
const noPoints = (publicKey: Uint8Array): ReadonlyArray<Uint8Array> => {
  const size = publicKey.length
  const coordinate = (size - 1) / 2
  const prefixed = (prefix: number, length = size): Uint8Array => new Uint8Array([prefix, ...publicKey.subarray(1, length)])
  const offCurve = publicKey.slice()
  offCurve[size - 1] = (offCurve[size - 1] as number) ^ 1
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
    new Uint8Array(size),
    new Uint8Array(size).fill(4, 0, 1),
    Uint8Array.of(0)
  ]
}

/** Coefficients of 12 bits that begin at ML-KEM's modulus, in the places where a check that is off by one would miss them. */
const aboveModulus = (publicKey: Uint8Array, coefficients: number): ReadonlyArray<Uint8Array> =>
  [3329, 3330, 4095].flatMap((value) =>
    [0, 1, 2, 255, 256, coefficients - 2, coefficients - 1].map((index) => {
      const key = publicKey.slice()
      const at = 3 * (index >> 1)
      const middle = key[at + 1] as number
      if (index % 2 === 0) {
        key[at] = value & 0xff
        key[at + 1] = (middle & 0xf0) | (value >> 8)
      } else {
        key[at + 1] = (middle & 0x0f) | ((value & 0x0f) << 4)
        key[at + 2] = value >> 4
      }
      return key
    })
  )

/** Coefficients in a key of ML-KEM, by the length of a public key that holds them. */
const coefficients: Readonly<Record<number, number>> = { 1184: 768, 1568: 1024, 1216: 768 }
const xWing = 1216
/** NIST's curves: uncompressed points. */
const points: ReadonlySet<number> = new Set([65, 97, 133])

/** Public keys of the right or nearly right length that are none; empty for a KEM of which nothing is known here. */
export const impostors = (suite: Suite): ReadonlyArray<Uint8Array> => {
  const { publicKeySize, seedSize } = suite.kem
  if (publicKeySize === 32) return lowOrder25519
  if (publicKeySize === 56) return lowOrder448
  const { publicKey } = suite.kem.derive(sampleSecret(21, seedSize))
  if (points.has(publicKeySize)) return noPoints(publicKey)
  const count = coefficients[publicKeySize]
  if (count === undefined) return []
  const lattice = aboveModulus(publicKey, count)
  if (publicKeySize !== xWing) return lattice
  // An X25519 key stands at the end.
  return [...lattice, ...lowOrder25519.map((u) => new Uint8Array([...publicKey.subarray(0, -32), ...u]))]
}
