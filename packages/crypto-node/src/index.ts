export { aeads, aes128Gcm, aes256Gcm, chaCha20Poly1305 } from "./aead.ts"
export { bulkVerification, withBulkVerification } from "./bulkVerification.ts"
export { type DhGroup, p256Group, p384Group, p521Group, x25519Group, x448Group } from "./dhGroup.ts"
export { dhKem } from "./dhKem.ts"
export { p256Signature, p384Signature, p521Signature } from "./ecdsa.ts"
export { ed25519Signature, ed448Signature } from "./eddsa.ts"
export { osRandom } from "./entropy.ts"
export { type HashFunction, sha256 as sha256Function, sha384 as sha384Function, sha512 as sha512Function } from "./hashFunction.ts"
export { aes128GcmSiv, aes256GcmSiv } from "./gcmSiv.ts"
export { hpkeAeads } from "./hpke.ts"
export { cipherSuite, entropy } from "./layer.ts"
export { hasPostQuantum, PostQuantumUnavailable } from "./pq/available.ts"
export { postQuantumSuite } from "./pq/layer.ts"
export { mlDsa44Signature, mlDsa65Signature, mlDsa87Signature } from "./pq/mlDsa.ts"
export { mlKem1024, mlKem768 } from "./pq/mlKem.ts"
export { signatureAlgorithms } from "./pq/signatureAlgorithms.ts"
export { slhDsaSha2128fSignature, slhDsaSha2128sSignature, slhDsaSha2256fSignature } from "./pq/slhDsa.ts"
export { nodePostQuantumSuite } from "./pq/suites.ts"
export { xWing } from "./pq/xWing.ts"
export { type SuiteParts, suiteOf } from "./suiteOf.ts"
export { nodeSuite } from "./suites.ts"
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
