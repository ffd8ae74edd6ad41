export { aeads, aes128Gcm, aes128GcmSiv, aes256Gcm, aes256GcmSiv, chaCha20Poly1305 } from "./aead.ts"
export { type DhGroup, p256Group, p384Group, p521Group, x25519Group, x448Group } from "./dhGroup.ts"
export { dhKem } from "./dhKem.ts"
export { p256Signature, p384Signature, p521Signature } from "./ecdsa.ts"
export { ed25519Signature, ed448Signature } from "./eddsa.ts"
export { platformRandom, seededRandom } from "./entropy.ts"
export { type HashFunction, sha256Function, sha384Function, sha512Function } from "./hashFunction.ts"
export { hpkeAeads } from "./hpke.ts"
export { ed25519BatchVerifier } from "./ed25519Batch.ts"
export { batchVerification, cipherSuite, entropy, seededEntropy, withBatchVerification } from "./layer.ts"
export { dleqP256, openingProofs } from "./openingProof.ts"
export { postQuantumSuite } from "./pq/layer.ts"
export { mlDsa44Signature, mlDsa65Signature, mlDsa87Signature } from "./pq/mlDsa.ts"
export { mlKem1024, mlKem768 } from "./pq/mlKem.ts"
export { signatureAlgorithms } from "./pq/signatureAlgorithms.ts"
export { slhDsaSha2128fSignature, slhDsaSha2128sSignature, slhDsaSha2256fSignature } from "./pq/slhDsa.ts"
export { noblePostQuantumSuite } from "./pq/suites.ts"
export { xWing } from "./pq/xWing.ts"
export { type SuiteParts, suiteOf } from "./suiteOf.ts"
export { nobleSuite } from "./suites.ts"
export {
  isPostQuantumSuiteId,
  isSuiteId,
  type PostQuantumSuiteId,
  postQuantumSuiteIds,
  postQuantumSuiteNames,
  type SuiteId,
  suiteIds,
  suiteNames
} from "@copath/contracts"
