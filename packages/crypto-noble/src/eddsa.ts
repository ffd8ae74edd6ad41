import { type KeyPair, type SignatureAlgorithm, type SignatureCheck, Secret } from "@copath/contracts"
import { ed25519 } from "@noble/curves/ed25519.js"
import { ed448 } from "@noble/curves/ed448.js"
import { bytesToNumberLE } from "@noble/curves/utils.js"
import { sha512 } from "@noble/hashes/sha2.js"
import { concatBytes } from "@noble/hashes/utils.js"

type Curve = typeof ed25519
type Verify = SignatureAlgorithm["verify"]

/** A point of an Edwards curve. */
export type Point = ReturnType<Curve["Point"]["fromBytes"]>

/** The point of a canonical encoding, unless it is of small order: what both algorithms demand of a public key. */
const decodePublicKey = (curve: Curve, publicKey: Uint8Array): Point | undefined => {
  try {
    const point = curve.Point.fromBytes(publicKey, false)
    return point.isSmallOrder() ? undefined : point
  } catch {
    return undefined
  }
}

/** The y that an encoding names, without the sign of x in its topmost bit. */
const ordinate = (encoding: Uint8Array): bigint => {
  const y = encoding.slice()
  y[y.length - 1] = (y[y.length - 1] as number) & 0x7f
  return bytesToNumberLE(y)
}

/** y of every point of small order. */
const smallOrder25519: ReadonlyArray<bigint> = [
  0n,
  1n,
  2n ** 255n - 20n,
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n,
  0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027c2c28f95e826n
]
const smallOrder448: ReadonlyArray<bigint> = [0n, 1n, 2n ** 448n - 2n ** 224n - 2n]

const wellFormed = (publicKey: Uint8Array, signature: Uint8Array, size: number, smallOrder: ReadonlyArray<bigint>): boolean =>
  publicKey.length === size &&
  signature.length === 2 * size &&
  // Only a cheat's R is of small order. Node 24 refuses it, Node 20 does not; so that all agree, it is refused.
  !smallOrder.includes(ordinate(signature.subarray(0, size)))

const eddsa = (
  id: "ed25519" | "ed448",
  curve: Curve,
  size: number,
  smallOrder: ReadonlyArray<bigint>,
  verify: Verify
): SignatureAlgorithm => {
  const pairOf = (seed: Uint8Array): KeyPair => ({ publicKey: curve.getPublicKey(seed), secretKey: new Secret(seed) })
  return {
    id,
    publicKeySize: size,
    signatureSize: 2 * size,
    seedSize: size,
    derive: (seed) => pairOf(seed.expose().slice()),
    keyPair: (secretKey) => ({ publicKey: curve.getPublicKey(secretKey.expose()), secretKey }),
    sign: ({ secretKey }, message) => curve.sign(message, secretKey.expose()),
    verify: (publicKey, message, signature) => wellFormed(publicKey, signature, size, smallOrder) && verify(publicKey, message, signature),
    validPublicKey: (publicKey) => decodePublicKey(curve, publicKey) !== undefined
  }
}

/** What an Ed25519 signature claims: R is [S]B - [k]A. */
export interface Ed25519Claim {
  readonly A: Point
  /** As received; where the claim holds it is the canonical encoding of a point. */
  readonly R: Uint8Array
  /** Below the order of B. */
  readonly S: bigint
  /** H(R, A, M), modulo the order of B. */
  readonly k: bigint
}

/** A key's point, if it may be used. */
export const decodeEd25519Key = (publicKey: Uint8Array): Point | undefined => decodePublicKey(ed25519, publicKey)

const claimOf = (A: Point | undefined, { message, publicKey, signature }: SignatureCheck): Ed25519Claim | undefined => {
  const S = bytesToNumberLE(signature.subarray(32))
  const { Fn } = ed25519.Point
  if (A === undefined || S >= Fn.ORDER) return undefined
  const R = signature.subarray(0, 32)
  return { A, R, S, k: Fn.create(bytesToNumberLE(sha512(concatBytes(R, publicKey, message)))) }
}

/** The claim of a signature; `undefined` for a verdict of `false` before any equation. `decode` is `decodeEd25519Key`, or remembers what that said. */
export const ed25519Claim = (check: SignatureCheck, decode: typeof decodeEd25519Key): Ed25519Claim | undefined =>
  wellFormed(check.publicKey, check.signature, 32, smallOrder25519) ? claimOf(decode(check.publicKey), check) : undefined

/**
 * Ed25519 without cofactor: R must be, byte for byte, the encoding of [S]B - [k]A. RFC 8032 (5.1.7) allows this and the cofactored equation,
 * which differ on crafted inputs; OpenSSL computes this one, noble's own `verify` the other, so noble's points are used here instead.
 */
export const ed25519ClaimHolds = ({ A, R, S, k }: Ed25519Claim): boolean => {
  const expected = ed25519.Point.BASE.multiplyUnsafe(S).subtract(A.multiplyUnsafe(k)).toBytes()
  return expected.every((byte, i) => byte === R[i])
}

const verifyEd25519: Verify = (publicKey, message, signature) => {
  const claim = claimOf(decodeEd25519Key(publicKey), { message, publicKey, signature })
  return claim !== undefined && ed25519ClaimHolds(claim)
}

/**
 * Ed448 with cofactor: 4[S]B = 4R + 4[k]A, with R a canonical encoding and S below the order. It is what OpenSSL computes. In its strict
 * mode noble does the same and refuses public keys of small order.
 */
const verifyEd448: Verify = (publicKey, message, signature) => {
  try {
    return ed448.verify(signature, message, publicKey, { zip215: false })
  } catch {
    return false
  }
}

/** Ed25519 (RFC 8032), of suites 1 and 3. The secret key is the 32-byte seed. */
export const ed25519Signature: SignatureAlgorithm = /* @__PURE__ */ eddsa("ed25519", ed25519, 32, smallOrder25519, verifyEd25519)

/** Ed448 (RFC 8032) with an empty context, of suites 4 and 6. The secret key is the 57-byte seed. */
export const ed448Signature: SignatureAlgorithm = /* @__PURE__ */ eddsa("ed448", ed448, 57, smallOrder448, verifyEd448)
