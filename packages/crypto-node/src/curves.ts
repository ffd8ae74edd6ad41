import { concat } from "./octets.ts"

/** What Node must be told about a curve to import a raw key. Sizes in bytes. */
export interface Curve {
  readonly kind: "okp" | "ec"
  /** The curve's name in a JSON Web Key. */
  readonly crv: string
  /** OpenSSL's name, for the ECDH class. */
  readonly openssl: string
  readonly publicKeySize: number
  readonly secretKeySize: number
  /** What precedes a raw public key in a SubjectPublicKeyInfo (RFC 5280, RFC 8410, RFC 5480). */
  readonly spki: Uint8Array
  /** What precedes a raw secret key in a PKCS #8 structure; of an EC key, `pkcs8Public` and the public key follow (RFC 5915). */
  readonly pkcs8: Uint8Array
  readonly pkcs8Public: Uint8Array
}

/** DER: the head of an element whose content is `length` bytes long. */
const head = (tag: number, length: number): Uint8Array => {
  if (length < 0x80) return Uint8Array.of(tag, length)
  return length < 0x100 ? Uint8Array.of(tag, 0x81, length) : Uint8Array.of(tag, 0x82, length >>> 8, length & 0xff)
}
const element = (tag: number, content: Uint8Array): Uint8Array => concat(head(tag, content.length), content)

const sequence = 0x30
const integer = 0x02
const bitString = 0x03
const octetString = 0x04
const objectIdentifier = 0x06
const zero = element(integer, Uint8Array.of(0))
const one = element(integer, Uint8Array.of(1))
const unusedBits = Uint8Array.of(0)

const without = (whole: Uint8Array, tail: number): Uint8Array => whole.slice(0, whole.length - tail)

const okp = (crv: string, openssl: string, size: number, lastArc: number): Curve => {
  const algorithm = element(sequence, element(objectIdentifier, Uint8Array.of(0x2b, 0x65, lastArc)))
  const blank = new Uint8Array(size)
  const spki = element(sequence, concat(algorithm, element(bitString, concat(unusedBits, blank))))
  const pkcs8 = element(sequence, concat(zero, algorithm, element(octetString, element(octetString, blank))))
  return {
    kind: "okp",
    crv,
    openssl,
    publicKeySize: size,
    secretKeySize: size,
    spki: without(spki, size),
    pkcs8: without(pkcs8, size),
    pkcs8Public: new Uint8Array(0)
  }
}

const ecPublicKey = element(objectIdentifier, Uint8Array.of(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01))

const ec = (crv: string, openssl: string, secretKeySize: number, oid: ReadonlyArray<number>): Curve => {
  const publicKeySize = 1 + 2 * secretKeySize
  const algorithm = element(sequence, concat(ecPublicKey, element(objectIdentifier, Uint8Array.from(oid))))
  const point = element(bitString, concat(unusedBits, new Uint8Array(publicKeySize)))
  const spki = element(sequence, concat(algorithm, point))
  const scalar = element(octetString, new Uint8Array(secretKeySize))
  const publicPart = element(0xa1, point)
  const pkcs8 = element(sequence, concat(zero, algorithm, element(octetString, element(sequence, concat(one, scalar, publicPart)))))
  return {
    kind: "ec",
    crv,
    openssl,
    publicKeySize,
    secretKeySize,
    spki: without(spki, publicKeySize),
    pkcs8: without(pkcs8, secretKeySize + publicPart.length),
    pkcs8Public: without(publicPart, publicKeySize)
  }
}

export const x25519: Curve = okp("X25519", "x25519", 32, 0x6e)
export const x448: Curve = okp("X448", "x448", 56, 0x6f)
export const ed25519: Curve = okp("Ed25519", "ed25519", 32, 0x70)
export const ed448: Curve = okp("Ed448", "ed448", 57, 0x71)
export const p256: Curve = ec("P-256", "prime256v1", 32, [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07])
export const p384: Curve = ec("P-384", "secp384r1", 48, [0x2b, 0x81, 0x04, 0x00, 0x22])
export const p521: Curve = ec("P-521", "secp521r1", 66, [0x2b, 0x81, 0x04, 0x00, 0x23])

/** The NIST curves y² = x³ - 3x + b over a prime field, and the orders of their base points (SP 800-186, 3.2.1). */
export const weierstrass = {
  p256: {
    field: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
    order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
  },
  p384: {
    field: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
    order: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n
  },
  p521: {
    field: 2n ** 521n - 1n,
    b: 0x51953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
    order:
      0x01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n
  }
} as const

/** The three curves' names, in a suite's `signature.id` too. */
export type WeierstrassName = keyof typeof weierstrass
