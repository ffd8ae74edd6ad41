export { aes128Gcm, aes128GcmSiv, aes256Gcm, aes256GcmSiv, chaCha20Poly1305 } from "./aead.ts"
export { platformRandom, seededRandom } from "./entropy.ts"
export { cipherSuite, entropy, seededEntropy } from "./layer.ts"
export { isSuiteId, nobleSuite, type SuiteId, suiteIds, suiteNames } from "./suites.ts"
