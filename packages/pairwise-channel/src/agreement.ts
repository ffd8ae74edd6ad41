import { encryptContext, expandWithLabel, noBytes, Secret, type Suite } from "@copath/contracts"
import type { Contact } from "./leafKeys.ts"

const label = "PairwiseChannel"

/** The HPKE `info` of a first message: what it is for. */
export const infoOf = (context: Uint8Array): Uint8Array => encryptContext(label, context)

/**
 * Both leaf keys agreed with each other: known to their owners alone, so that a first message shows who made it. Nh zero bytes where the suite has no
 * Diffie-Hellman group: then it shows nothing.
 */
export const agreed = (suite: Suite, { mine, theirs }: Contact): Secret =>
  suite.dh.agree(mine, theirs) ?? new Secret(new Uint8Array(suite.kdf.size))

/** Whether the suite's keys can be agreed at all. */
export const agrees = (suite: Suite): boolean => {
  const pair = (byte: number) => suite.kem.derive(new Secret(new Uint8Array(suite.kem.seedSize).fill(byte)))
  return suite.dh.agree(pair(1), pair(2).publicKey) !== undefined
}

/** Extracts and wipes what went in. */
export const mixed = (suite: Suite, salt: Secret, shared: Secret): Secret => {
  const out = suite.kdf.extract(salt, shared)
  shared.wipe()
  return out
}

/** A key and a nonce that serve once. */
export interface OnceKey {
  readonly key: Secret
  readonly nonce: Secret
}

/** The key of a secret that seals one message; the secret is wiped. */
export const onceKey = (suite: Suite, secret: Secret): OnceKey => {
  const key = expandWithLabel(suite, secret, "key", noBytes, suite.aead.keySize)
  const nonce = expandWithLabel(suite, secret, "nonce", noBytes, suite.aead.nonceSize)
  secret.wipe()
  return { key, nonce }
}
