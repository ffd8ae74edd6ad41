import { type KeyPair, type SignatureAlgorithm, type SignatureAlgorithmId, Secret } from "@copath/contracts"
import { slh_dsa_sha2_128f, slh_dsa_sha2_128s, slh_dsa_sha2_256f } from "@noble/post-quantum/slh-dsa.js"

/**
 * SLH-DSA (FIPS 205), the message itself under an empty context. The secret key is the standard's, four strings of n bytes (9.1): its last half is the public key, whose
 * root takes longest to compute, so a kept key need not be grown again. Signing is the deterministic variant (10.2.1), as elsewhere in this package.
 */
const slhDsa = (id: SignatureAlgorithmId, algorithm: typeof slh_dsa_sha2_128f): SignatureAlgorithm => {
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
  const keyPair = (secretKey: Secret): KeyPair => {
    if (secretKey.length !== secretKeySize) throw new RangeError(`a secret key has ${secretKeySize} bytes, not ${secretKey.length}`)
    return { publicKey: secretKey.expose().slice(-publicKeySize), secretKey }
  }
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
    sign: ({ secretKey }, message) => algorithm.sign(message, secretKey.expose(), { extraEntropy: false }),
    verify: (publicKey, message, signature) =>
      publicKey.length === publicKeySize && signature.length === signatureSize && algorithm.verify(signature, message, publicKey),
    // A seed and a root, each any string.
    validPublicKey: (publicKey) => publicKey.length === publicKeySize
  }
}

/** SLH-DSA-SHA2-128s: NIST's category 1, the small signatures, dear to make. */
export const slhDsaSha2128sSignature: SignatureAlgorithm = /* @__PURE__ */ slhDsa("slh-dsa-sha2-128s", slh_dsa_sha2_128s)
/** SLH-DSA-SHA2-128f: NIST's category 1, made faster and twice as long. */
export const slhDsaSha2128fSignature: SignatureAlgorithm = /* @__PURE__ */ slhDsa("slh-dsa-sha2-128f", slh_dsa_sha2_128f)
/** SLH-DSA-SHA2-256f: NIST's category 5, the longest signatures of any standard. */
export const slhDsaSha2256fSignature: SignatureAlgorithm = /* @__PURE__ */ slhDsa("slh-dsa-sha2-256f", slh_dsa_sha2_256f)
