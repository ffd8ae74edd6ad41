import { type ChainDerivation, expandWithLabel, noBytes, Secret, type Suite } from "@copath/contracts"

/*
 *   ck ── MAC(ck, 02) ──► ck' ── MAC(ck', 02) ──► ...
 *    └─── MAC(ck, 01) ──► mk ──► key, nonce
 */

const ONE = Uint8Array.of(1)
const TWO = Uint8Array.of(2)

const fromMessageKey = (suite: Suite, chainKey: Secret, label: string, length: number): Secret => {
  const messageKey = new Secret(suite.mac.tag(chainKey, ONE))
  const derived = expandWithLabel(suite, messageKey, label, noBytes, length)
  messageKey.wipe()
  return derived
}

/** Signal's sender key chain. */
export const senderChain: ChainDerivation = {
  key: (suite, chainKey) => fromMessageKey(suite, chainKey, "key", suite.aead.keySize),
  nonce: (suite, chainKey) => fromMessageKey(suite, chainKey, "nonce", suite.aead.nonceSize),
  next: (suite, chainKey) => new Secret(suite.mac.tag(chainKey, TWO))
}
