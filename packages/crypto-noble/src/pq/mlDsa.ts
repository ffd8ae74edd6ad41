import { type KeyPair, type SignatureAlgorithm, Secret } from "@copath/contracts"
import { ml_dsa44, ml_dsa65, ml_dsa87 } from "@noble/post-quantum/ml-dsa.js"
import { expansionOf } from "./expansion.ts"

/** Bytes of a secret key: the seed ξ of FIPS 204, algorithm 1. */
const seedSize = 32

/**
 * ML-DSA (FIPS 204), the message itself under an empty context. Signing is the deterministic variant (3.4), like EdDSA's: a transcript can be made
 * again, and no generator need be trusted at signing. What it gives up is some defence against whoever measures or disturbs the signing device.
 */
const mlDsa = (id: "ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87", algorithm: typeof ml_dsa65): SignatureAlgorithm => {
  const { publicKey: publicKeySize, signature: signatureSize } = algorithm.lengths as { publicKey: number; signature: number }
  const expand = (seed: Uint8Array) => algorithm.keygen(seed)
  const keysOf = (secretKey: Secret) => expansionOf(expand, seedSize, secretKey)
  const keyPair = (secretKey: Secret): KeyPair => ({ publicKey: keysOf(secretKey).publicKey.slice(), secretKey })
  return {
    id,
    publicKeySize,
    signatureSize,
    seedSize,
    derive: (seed) => keyPair(new Secret(seed.expose().slice())),
    keyPair,
    sign: ({ secretKey }, message) => algorithm.sign(message, keysOf(secretKey).secretKey, { extraEntropy: false }),
    verify: (publicKey, message, signature) =>
      publicKey.length === publicKeySize && signature.length === signatureSize && algorithm.verify(signature, message, publicKey),
    // Any bytes decode to coefficients in range.
    validPublicKey: (publicKey) => publicKey.length === publicKeySize
  }
}

/** ML-DSA-44: NIST's category 2. */
export const mlDsa44Signature: SignatureAlgorithm = /* @__PURE__ */ mlDsa("ml-dsa-44", ml_dsa44)
/** ML-DSA-65: NIST's category 3. */
export const mlDsa65Signature: SignatureAlgorithm = /* @__PURE__ */ mlDsa("ml-dsa-65", ml_dsa65)
/** ML-DSA-87: NIST's category 5. */
export const mlDsa87Signature: SignatureAlgorithm = /* @__PURE__ */ mlDsa("ml-dsa-87", ml_dsa87)
