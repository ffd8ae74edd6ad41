import { type KeyPair, type SignatureAlgorithm, type SignatureAlgorithmId, Secret } from "@copath/contracts"
import { slh_dsa_sha2_128f, slh_dsa_sha2_128s, slh_dsa_sha2_256f } from "@noble/post-quantum/slh-dsa.js"
import { type KeyObject, sign, verify } from "node:crypto"
import { plain } from "../octets.ts"
import { nativeHashSigner } from "./nativeHashSigner.ts"

type Noble = typeof slh_dsa_sha2_128f

/**
 * SLH-DSA (FIPS 205), the message itself under an empty context. The secret key is the standard's, four strings of n bytes (9.1): its last half is the public key. OpenSSL signs, in the
 * hedged variant, and verifies where this Node has the algorithm (24.8 and later), @noble/post-quantum elsewhere, in the deterministic one. Node takes no seed, so key
 * pairs are grown from theirs by noble.
 */
const slhDsa = (id: SignatureAlgorithmId, algorithm: Noble, arc: number): SignatureAlgorithm => {
  const {
    publicKey: publicKeySize,
    secretKey: secretKeySize,
    seed: seedSize,
    signature: signatureSize
  } = algorithm.lengths as {
    readonly publicKey: number
    readonly secretKey: number
    readonly seed: number
    readonly signature: number
  }
  const native = nativeHashSigner({ publicKeySize, secretKeySize, signatureSize, arc })
  const check = (secretKey: Secret): Secret => {
    if (secretKey.length !== secretKeySize) throw new RangeError(`a secret key has ${secretKeySize} bytes, not ${secretKey.length}`)
    return secretKey
  }
  const keyPair = (secretKey: Secret): KeyPair => ({ publicKey: check(secretKey).expose().slice(-publicKeySize), secretKey })
  const verifyNatively = (key: KeyObject | undefined, message: Uint8Array, signature: Uint8Array): boolean =>
    key !== undefined && verify(null, message, key, signature)
  return {
    id,
    publicKeySize,
    signatureSize,
    seedSize,
    derive: (seed) => {
      if (seed.length !== seedSize) throw new RangeError(`a seed has ${seedSize} bytes, not ${seed.length}`)
      return keyPair(new Secret(algorithm.keygen(seed.expose()).secretKey))
    },
    keyPair,
    sign: ({ secretKey }, message) =>
      native.available()
        ? plain(sign(null, message, native.privateKey(check(secretKey))))
        : algorithm.sign(message, secretKey.expose(), { extraEntropy: false }),
    verify: (publicKey, message, signature) => {
      if (publicKey.length !== publicKeySize || signature.length !== signatureSize) return false
      return native.available()
        ? verifyNatively(native.importPublic(publicKey), message, signature)
        : algorithm.verify(signature, message, publicKey)
    },
    // A seed and a root, each any string.
    validPublicKey: (publicKey) => publicKey.length === publicKeySize
  }
}

/** SLH-DSA-SHA2-128s: NIST's category 1, the small signatures, dear to make. */
export const slhDsaSha2128sSignature: SignatureAlgorithm = slhDsa("slh-dsa-sha2-128s", slh_dsa_sha2_128s, 0x14)
/** SLH-DSA-SHA2-128f: NIST's category 1, made faster and twice as long. */
export const slhDsaSha2128fSignature: SignatureAlgorithm = slhDsa("slh-dsa-sha2-128f", slh_dsa_sha2_128f, 0x15)
/** SLH-DSA-SHA2-256f: NIST's category 5, the longest signatures of any standard. */
export const slhDsaSha2256fSignature: SignatureAlgorithm = slhDsa("slh-dsa-sha2-256f", slh_dsa_sha2_256f, 0x19)
