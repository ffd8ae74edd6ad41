import { type KeyPair, noBytes } from "@copath/contracts"
import { diffieHellman } from "node:crypto"
import { type Curve, p256, p384, p521, weierstrass, type WeierstrassName, x25519, x448 } from "./curves.ts"
import { type HashFunction, sha256, sha384, sha512 } from "./hashFunction.ts"
import { importPublic, privateKey } from "./keys.ts"
import { plain, toInteger } from "./octets.ts"
import { isUncompressedPoint } from "./uncompressedPoint.ts"

/** `LabeledExpand` of the pseudorandom key `dkp_prk` (RFC 9180, 7.1.3) to the group's secret key size. */
export type Candidate = (label: string, info: Uint8Array) => Uint8Array

/** A Diffie-Hellman group in RFC 9180's encodings. */
export interface DhGroup {
  /** Whose keys it takes, and how Node imports them. */
  readonly curve: Curve
  /** RFC 9180's number of the DHKEM over this group (7.1). */
  readonly kemId: number
  /** The hash of that DHKEM. */
  readonly hash: HashFunction
  /** The last step of `DeriveKeyPair` (7.1.3), in which the groups differ. */
  readonly secretKey: (candidate: Candidate) => Uint8Array
  /** The x-coordinate that both sides share; `undefined` when `peer` is no public key, or of low order. */
  readonly agree: (me: KeyPair, peer: Uint8Array) => Uint8Array | undefined
  /** Whether it is the encoding of a point, and that not of low order (RFC 9180, 7.1.4). */
  readonly validPublicKey: (publicKey: Uint8Array) => boolean
}

const agreeOn =
  (curve: Curve): DhGroup["agree"] =>
  (me, peer) => {
    const secret = privateKey(curve, me)
    const publicKey = importPublic(curve, peer)
    if (publicKey === undefined) return undefined
    try {
      return plain(diffieHellman({ privateKey: secret, publicKey }))
    } catch {
      // OpenSSL refuses a shared secret of zeros (RFC 7748, 6.1).
      return undefined
    }
  }

/** Coordinates of the points of low order: 0, 1, -1, and on Curve25519 two of order 8. A clamped scalar takes each of them to zero. */
const lowOrder25519: ReadonlyArray<bigint> = [
  0n,
  1n,
  2n ** 255n - 20n,
  0xb8495f16056286fdb1329ceb8d09da6ac49ff1fae35616aeb8413b7c7aebe0n,
  0x57119fd0dd4e22d8868e1c58c45c44045bef839c55b1d0b1248c50a3bc959c5fn
]
const lowOrder448: ReadonlyArray<bigint> = [0n, 1n, 2n ** 448n - 2n ** 224n - 2n]

/** RFC 7748. Every byte string of the right size is a point, on the curve or its twist, numbers above the field's included. */
const montgomery = (
  curve: Curve,
  kemId: number,
  hash: HashFunction,
  field: bigint,
  unusedTopBits: number,
  lowOrder: ReadonlyArray<bigint>
): DhGroup => ({
  curve,
  kemId,
  hash,
  secretKey: (candidate) => candidate("sk", noBytes),
  agree: agreeOn(curve),
  validPublicKey: (publicKey) => {
    if (publicKey.length !== curve.publicKeySize) return false
    const bigEndian = publicKey.toReversed()
    bigEndian[0] = (bigEndian[0] as number) & (0xff >> unusedTopBits)
    return !lowOrder.includes(toInteger(bigEndian) % field)
  }
})

/** NIST curves (RFC 9180, 7.1.3): scalars in [1, n-1] found by rejection. `topByteMask` trims P-521's 528 bits to 521. */
const nist = (curve: Curve, kemId: number, hash: HashFunction, name: WeierstrassName, topByteMask: number): DhGroup => {
  const isScalar = (bytes: Uint8Array): boolean => {
    const d = toInteger(bytes)
    return d > 0n && d < weierstrass[name].order
  }
  return {
    curve,
    kemId,
    hash,
    secretKey: (candidate) => {
      for (let counter = 0; counter < 256; counter++) {
        const bytes = candidate("candidate", Uint8Array.of(counter))
        bytes[0] = (bytes[0] as number) & topByteMask
        if (isScalar(bytes)) return bytes
      }
      throw new Error("no candidate of 256 is a scalar: the hash is broken")
    },
    agree: agreeOn(curve),
    validPublicKey: (publicKey) => isUncompressedPoint(name, curve, publicKey)
  }
}

/** X25519, of suites 1 and 3. */
export const x25519Group: DhGroup = montgomery(x25519, 0x0020, sha256, 2n ** 255n - 19n, 1, lowOrder25519)
/** X448, of suites 4 and 6. */
export const x448Group: DhGroup = montgomery(x448, 0x0021, sha512, 2n ** 448n - 2n ** 224n - 1n, 0, lowOrder448)
/** P-256, of suite 2. */
export const p256Group: DhGroup = nist(p256, 0x0010, sha256, "p256", 0xff)
/** P-384, of suite 7. */
export const p384Group: DhGroup = nist(p384, 0x0011, sha384, "p384", 0xff)
/** P-521, of suite 5. */
export const p521Group: DhGroup = nist(p521, 0x0012, sha512, "p521", 0x01)
