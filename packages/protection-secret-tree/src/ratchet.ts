import { type ChainDerivation, deriveTreeSecret } from "@copath/contracts"

/** What hangs on a ratchet secret, handshake and application alike (RFC 9420, 9.1). */
export const ratchet: ChainDerivation = {
  key: (suite, secret, generation) => deriveTreeSecret(suite, secret, "key", generation, suite.aead.keySize),
  nonce: (suite, secret, generation) => deriveTreeSecret(suite, secret, "nonce", generation, suite.aead.nonceSize),
  next: (suite, secret, generation) => deriveTreeSecret(suite, secret, "secret", generation, suite.kdf.size)
}
