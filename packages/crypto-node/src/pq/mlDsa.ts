import { type KeyPair, type SignatureAlgorithm, Secret } from "@copath/contracts"
import { sign, verify } from "node:crypto"
import { plain } from "../octets.ts"
import { nativeLattice } from "./nativeKeys.ts"

/** Bytes of a secret key: the seed ξ of FIPS 204, algorithm 1. */
const seedSize = 32

/**
 * ML-DSA (FIPS 204), the message itself under an empty context. OpenSSL signs in the hedged variant, with randomness of its own: two signatures of
 * one message differ. A Node without ML-DSA fails at the first use: see `hasPostQuantum`.
 */
const mlDsa = (
  id: "ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87",
  publicKeySize: number,
  signatureSize: number,
  arc: number
): SignatureAlgorithm => {
  const { importPublic, keysOf } = nativeLattice({ publicKeySize, seedSize, arcs: [3, arc] })
  const keyPair = (secretKey: Secret): KeyPair => ({ publicKey: keysOf(secretKey).publicKey.slice(), secretKey })
  return {
    id,
    publicKeySize,
    signatureSize,
    seedSize,
    derive: (seed) => keyPair(new Secret(seed.expose().slice())),
    keyPair,
    sign: ({ secretKey }, message) => plain(sign(null, message, keysOf(secretKey).key)),
    verify: (publicKey, message, signature) => {
      if (signature.length !== signatureSize) return false
      const key = importPublic(publicKey)
      return key !== undefined && verify(null, message, key, signature)
    },
    // Any bytes decode to coefficients in range.
    validPublicKey: (publicKey) => publicKey.length === publicKeySize
  }
}

/** ML-DSA-44: NIST's category 2. */
export const mlDsa44Signature: SignatureAlgorithm = mlDsa("ml-dsa-44", 1312, 2420, 0x11)
/** ML-DSA-65: NIST's category 3. */
export const mlDsa65Signature: SignatureAlgorithm = mlDsa("ml-dsa-65", 1952, 3309, 0x12)
/** ML-DSA-87: NIST's category 5. */
export const mlDsa87Signature: SignatureAlgorithm = mlDsa("ml-dsa-87", 2592, 4627, 0x13)
