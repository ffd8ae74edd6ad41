import { type SignatureAlgorithm, Secret } from "@copath/contracts"
import { sign, verify } from "node:crypto"
import { type Curve, p256, p384, p521, weierstrass, type WeierstrassName } from "./curves.ts"
import { importPublic, keyPair, privateKey } from "./keys.ts"
import { fromInteger, plain, toInteger } from "./octets.ts"
import { isUncompressedPoint } from "./uncompressedPoint.ts"
import { remembering } from "./verificationKeys.ts"

/** Extra bytes of a seed beyond the scalar's, so that the reduction favours no scalar noticeably (FIPS 186-5, A.2.1). */
const extraBytes = 16

/**
 * ECDSA over the curve's own hash. `signatureSize`: two INTEGERs as long as the order allows, in a SEQUENCE. Signatures are DER in its one canonical form (RFC 8422, 5.1.3), with either of the two valid S; public
 * keys are uncompressed points. Signing draws a fresh nonce from the operating system: two signatures of one message differ.
 */
const ecdsa = (id: WeierstrassName, curve: Curve, hash: string, signatureSize: number): SignatureAlgorithm => {
  const seedSize = curve.secretKeySize + extraBytes
  const imported = remembering((publicKey) => importPublic(curve, publicKey))
  return {
    id,
    publicKeySize: curve.publicKeySize,
    signatureSize,
    seedSize,
    derive: (seed) => {
      if (seed.length !== seedSize) throw new RangeError(`a seed has ${seedSize} bytes, not ${seed.length}`)
      const scalar = (toInteger(seed.expose()) % (weierstrass[id].order - 1n)) + 1n
      return keyPair(curve, new Secret(fromInteger(scalar, curve.secretKeySize)))
    },
    keyPair: (secretKey) => keyPair(curve, secretKey),
    sign: (pair, message) => plain(sign(hash, message, privateKey(curve, pair))),
    verify: (publicKey, message, signature) => {
      const key = publicKey.length === curve.publicKeySize ? imported(publicKey) : undefined
      return key !== undefined && verify(hash, message, key, signature)
    },
    validPublicKey: (publicKey) => isUncompressedPoint(id, curve, publicKey)
  }
}

/** ECDSA over P-256 with SHA-256, of suite 2. */
export const p256Signature: SignatureAlgorithm = ecdsa("p256", p256, "sha256", 72)
/** ECDSA over P-384 with SHA-384, of suite 7. */
export const p384Signature: SignatureAlgorithm = ecdsa("p384", p384, "sha384", 104)
/** ECDSA over P-521 with SHA-512, of suite 5. */
export const p521Signature: SignatureAlgorithm = ecdsa("p521", p521, "sha512", 139)
