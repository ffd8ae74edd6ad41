import { type KeyPair, type SignatureAlgorithm, Secret } from "@copath/contracts"
import { p256, p384, p521 } from "@noble/curves/nist.js"
import { bytesToNumberBE, numberToBytesBE } from "@noble/curves/utils.js"

/** Extra bytes of a seed beyond the scalar's, so that the reduction favours no scalar noticeably (FIPS 186-5, A.2.1). */
const extraBytes = 16

/**
 * ECDSA over the curve's own hash. `signatureSize`: two INTEGERs as long as the order allows, in a SEQUENCE. Signatures are DER in its one canonical form (RFC 8422, 5.1.3), with either of the two valid S; public
 * keys are uncompressed points. Signing is deterministic (RFC 6979).
 */
const ecdsa = (id: "p256" | "p384" | "p521", curve: typeof p256, signatureSize: number): SignatureAlgorithm => {
  const { publicKeyUncompressed, secretKey: secretKeySize } = curve.lengths as { publicKeyUncompressed: number; secretKey: number }
  const seedSize = secretKeySize + extraBytes
  const uncompressed = (publicKey: Uint8Array): boolean => publicKey.length === publicKeyUncompressed && publicKey[0] === 4
  const keyPair = (secretKey: Secret): KeyPair => ({ publicKey: curve.getPublicKey(secretKey.expose(), false), secretKey })
  return {
    id,
    publicKeySize: publicKeyUncompressed,
    signatureSize,
    seedSize,
    derive: (seed) => {
      if (seed.length !== seedSize) throw new RangeError(`a seed has ${seedSize} bytes, not ${seed.length}`)
      const scalar = (bytesToNumberBE(seed.expose()) % (curve.Point.Fn.ORDER - 1n)) + 1n
      return keyPair(new Secret(numberToBytesBE(scalar, secretKeySize)))
    },
    keyPair,
    sign: ({ secretKey }, message) => curve.sign(message, secretKey.expose(), { format: "der", lowS: false }),
    verify: (publicKey, message, signature) => {
      if (!uncompressed(publicKey)) return false
      try {
        return curve.verify(signature, message, publicKey, { format: "der", lowS: false })
      } catch {
        return false
      }
    },
    validPublicKey: (publicKey) => uncompressed(publicKey) && curve.utils.isValidPublicKey(publicKey, false)
  }
}

/** ECDSA over P-256 with SHA-256, of suite 2. */
export const p256Signature: SignatureAlgorithm = /* @__PURE__ */ ecdsa("p256", p256, 72)
/** ECDSA over P-384 with SHA-384, of suite 7. */
export const p384Signature: SignatureAlgorithm = /* @__PURE__ */ ecdsa("p384", p384, 104)
/** ECDSA over P-521 with SHA-512, of suite 5. */
export const p521Signature: SignatureAlgorithm = /* @__PURE__ */ ecdsa("p521", p521, 139)
