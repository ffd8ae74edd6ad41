import { type ChainDerivation, deriveTreeSecret } from "@copath/contracts"

/*
 *   encryption_secret = s[0] ---> s[1] ---> s[2] ---> ...       one chain per epoch, for everyone
 *                        |         |         |
 *                     key,nonce  key,nonce  key,nonce            one pair per slot of the delivery service
 */

/** What hangs on a chain secret. A generation of the chain is a position: the slot that the delivery service gave out. */
export const chain: ChainDerivation = {
  key: (suite, secret, position) => deriveTreeSecret(suite, secret, "key", position, suite.aead.keySize),
  nonce: (suite, secret, position) => deriveTreeSecret(suite, secret, "nonce", position, suite.aead.nonceSize),
  next: (suite, secret, position) => deriveTreeSecret(suite, secret, "secret", position, suite.kdf.size)
}
