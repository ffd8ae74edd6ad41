import type { SignatureAlgorithm, SignatureAlgorithmId } from "@copath/contracts"
import { p256Signature, p384Signature, p521Signature } from "../ecdsa.ts"
import { ed25519Signature, ed448Signature } from "../eddsa.ts"
import { mlDsa44Signature, mlDsa65Signature, mlDsa87Signature } from "./mlDsa.ts"
import { slhDsaSha2128fSignature, slhDsaSha2128sSignature, slhDsaSha2256fSignature } from "./slhDsa.ts"

/** Every signature algorithm by its id: each may take the place of a suite's own, `{ ...suite, signature: signatureAlgorithms["ed448"] }`. */
export const signatureAlgorithms: Readonly<Record<SignatureAlgorithmId, SignatureAlgorithm>> = {
  ed25519: ed25519Signature,
  ed448: ed448Signature,
  p256: p256Signature,
  p384: p384Signature,
  p521: p521Signature,
  "ml-dsa-44": mlDsa44Signature,
  "ml-dsa-65": mlDsa65Signature,
  "ml-dsa-87": mlDsa87Signature,
  "slh-dsa-sha2-128s": slhDsaSha2128sSignature,
  "slh-dsa-sha2-128f": slhDsaSha2128fSignature,
  "slh-dsa-sha2-256f": slhDsaSha2256fSignature
}
