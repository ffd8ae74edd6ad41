import { noBytes } from "@copath/contracts"
import { bytesToNumberLE } from "@noble/curves/utils.js"
import { x25519 } from "@noble/curves/ed25519.js"
import { x448 } from "@noble/curves/ed448.js"
import { p256, p384, p521 } from "@noble/curves/nist.js"
import { sha256Function, sha384Function, sha512Function, type HashFunction } from "./hashFunction.ts"

/** `LabeledExpand` of the pseudorandom key `dkp_prk` (RFC 9180, 7.1.3) to the group's secret key size. */
export type Candidate = (label: string, info: Uint8Array) => Uint8Array

/** A Diffie-Hellman group in RFC 9180's encodings, on bare bytes. Sizes in bytes. */
export interface DhGroup {
  /** RFC 9180's number of the DHKEM over this group (7.1). */
  readonly kemId: number
  /** The hash of that DHKEM. */
  readonly hash: HashFunction
  /** RFC 9180's Npk (7.1). */
  readonly publicKeySize: number
  /** RFC 9180's Nsk (7.1). */
  readonly secretKeySize: number
  /** The last step of `DeriveKeyPair` (7.1.3), in which the groups differ. */
  readonly secretKey: (candidate: Candidate) => Uint8Array
  /** Throws when `secretKey` is none. */
  readonly publicKey: (secretKey: Uint8Array) => Uint8Array
  /** The x-coordinate that both sides share; `undefined` when `publicKey` is none, or of low order. */
  readonly agree: (secretKey: Uint8Array, publicKey: Uint8Array) => Uint8Array | undefined
  /** Whether it is the encoding of a point, and that not of low order (RFC 9180, 7.1.4). */
  readonly validPublicKey: (publicKey: Uint8Array) => boolean
}

const attempt = <A>(compute: () => A): A | undefined => {
  try {
    return compute()
  } catch {
    return undefined
  }
}

const requireSize = (size: number, secretKey: Uint8Array): void => {
  if (secretKey.length !== size) throw new RangeError(`a secret key has ${size} bytes, not ${secretKey.length}`)
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

/**
 * RFC 7748. Every byte string of the right size is a point, on the curve or its twist, numbers above the field's included; those of low
 * order make the shared secret zero and are refused (RFC 9180, 7.1.4). Secret keys are kept as derived and clamped when used.
 */
const montgomery = (
  kemId: number,
  hash: HashFunction,
  curve: typeof x25519,
  field: bigint,
  unusedTopBits: number,
  lowOrder: ReadonlyArray<bigint>
): DhGroup => {
  const size = curve.GuBytes.length
  const coordinate = (publicKey: Uint8Array): bigint => {
    const u = publicKey.slice()
    u[size - 1] = (u[size - 1] as number) & (0xff >> unusedTopBits)
    return bytesToNumberLE(u) % field
  }
  const validPublicKey = (publicKey: Uint8Array): boolean => publicKey.length === size && !lowOrder.includes(coordinate(publicKey))
  return {
    kemId,
    hash,
    publicKeySize: size,
    secretKeySize: size,
    secretKey: (candidate) => candidate("sk", noBytes),
    publicKey: (secretKey) => curve.getPublicKey(secretKey),
    agree: (secretKey, publicKey) => {
      requireSize(size, secretKey)
      return validPublicKey(publicKey) ? curve.getSharedSecret(secretKey, publicKey) : undefined
    },
    validPublicKey
  }
}

/** NIST curves (RFC 9180, 7.1.3): uncompressed points, big-endian scalars in [1, n-1] found by rejection. `topByteMask` trims P-521's 528 bits to 521. */
const weierstrass = (kemId: number, hash: HashFunction, curve: typeof p256, topByteMask: number): DhGroup => {
  const { publicKeyUncompressed, secretKey: secretKeySize } = curve.lengths as { publicKeyUncompressed: number; secretKey: number }
  const uncompressed = (publicKey: Uint8Array): boolean => publicKey.length === publicKeyUncompressed && publicKey[0] === 4
  return {
    kemId,
    hash,
    publicKeySize: publicKeyUncompressed,
    secretKeySize,
    secretKey: (candidate) => {
      for (let counter = 0; counter < 256; counter++) {
        const bytes = candidate("candidate", Uint8Array.of(counter))
        bytes[0] = (bytes[0] as number) & topByteMask
        if (curve.utils.isValidSecretKey(bytes)) return bytes
      }
      throw new Error("no candidate of 256 is a scalar: the hash is broken")
    },
    publicKey: (secretKey) => curve.getPublicKey(secretKey, false),
    agree: (secretKey, publicKey) => {
      requireSize(secretKeySize, secretKey)
      if (!uncompressed(publicKey)) return undefined
      // The first byte tells the encoding of the point; the rest is its x-coordinate.
      return attempt(() => curve.getSharedSecret(secretKey, publicKey, true).slice(1))
    },
    validPublicKey: (publicKey) => uncompressed(publicKey) && curve.utils.isValidPublicKey(publicKey, false)
  }
}

/** X25519, of suites 1 and 3. */
export const x25519Group: DhGroup = /* @__PURE__ */ montgomery(0x0020, sha256Function, x25519, 2n ** 255n - 19n, 1, lowOrder25519)
/** X448, of suites 4 and 6. */
export const x448Group: DhGroup = /* @__PURE__ */ montgomery(0x0021, sha512Function, x448, 2n ** 448n - 2n ** 224n - 1n, 0, lowOrder448)
/** P-256, of suite 2. */
export const p256Group: DhGroup = /* @__PURE__ */ weierstrass(0x0010, sha256Function, p256, 0xff)
/** P-384, of suite 7. */
export const p384Group: DhGroup = /* @__PURE__ */ weierstrass(0x0011, sha384Function, p384, 0xff)
/** P-521, of suite 5. */
export const p521Group: DhGroup = /* @__PURE__ */ weierstrass(0x0012, sha512Function, p521, 0x01)
