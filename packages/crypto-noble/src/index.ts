export { aesGcm, aesGcmSiv, chaCha20Poly1305 } from "./aead.ts"
export { platformRandom, seededRandom } from "./entropy.ts"
export { cipherSuite, entropy, seededEntropy } from "./layer.ts"
export { isSuiteId, nobleSuite, type SuiteId, suiteIds, suiteNames } from "./suites.ts"
