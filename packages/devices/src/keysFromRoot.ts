import { expandWithLabel, type KeyPair, noBytes, type Secret, type Suite } from "@copath/contracts"

/** Both of a member's keys of one epoch, and the root of the next. */
export interface RootKeys {
  /** HPKE key pair of the leaf. */
  readonly leafKey: KeyPair
  /** Signature key pair. */
  readonly signatureKey: KeyPair
  /** Nh bytes; knows nothing of `root`. Wipe `root` once this is written down. */
  readonly next: Secret
}

/**
 * One root per member and epoch from which the Diffie-Hellman and the signature key both come, so that they are renewed together or not at all:
 *
 * ```text
 *   root[e] ──"leaf"──────▶ seed of the HPKE key pair
 *      │ ├──"signature"──▶ seed of the signature key pair
 *      │ └──"next" + fresh entropy──▶ root[e + 1]
 * ```
 *
 * `root`: Nh bytes. `fresh`: Nh new random bytes, without which whoever has one root has all later ones. A root proves nothing to others: that both keys have one
 * owner is what its owner says, and a lent key cannot be told from one's own.
 */
export const keysFromRoot = (suite: Suite, root: Secret, fresh: Secret): RootKeys => {
  const seed = (label: string, length: number): Secret => expandWithLabel(suite, root, `member ${label}`, noBytes, length)
  const [leaf, signature, carried] = [
    seed("leaf", suite.kem.seedSize),
    seed("signature", suite.signature.seedSize),
    seed("next", suite.kdf.size)
  ]
  const keys = {
    leafKey: suite.kem.derive(leaf),
    signatureKey: suite.signature.derive(signature),
    next: suite.kdf.extract(carried, fresh)
  }
  // The signature algorithm's seed may be its secret key.
  leaf.wipe()
  carried.wipe()
  return keys
}
