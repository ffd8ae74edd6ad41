export { aes128Gcm, aes256Gcm, chaCha20Poly1305 } from "./aead.ts"
export { osRandom } from "./entropy.ts"
export { cipherSuite, entropy } from "./layer.ts"
export { isSuiteId, nodeSuite, type SuiteId, suiteIds, suiteNames } from "./suites.ts"
