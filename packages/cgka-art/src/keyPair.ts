import { type KeyPair, type Random, Secret, type Suite } from "@copath/contracts"

/** DKP: the key pair that a node's secret stands for. Keeps nothing of `secret`. */
export type DeriveKeyPair = (secret: Secret) => KeyPair

/** DKP as the suite's KEM does it (RFC 9180, `DeriveKeyPair`); for every suite. */
export const derived =
  (suite: Suite): DeriveKeyPair =>
  (secret) =>
    suite.kem.derive(secret)

/** DKP of the drafts before 09: the private key is the secret's hash. Any 32 bytes are an X25519 key, but not a scalar of another curve. */
export const hashed = (suite: Suite): DeriveKeyPair => {
  if (suite.kem.secretKeySize !== 32 || suite.kem.publicKeySize !== 32 || suite.hash.size !== 32) {
    throw new RangeError("hashed key pairs need X25519 and a hash of 32 bytes")
  }
  return (secret) => suite.kem.keyPair(new Secret(suite.hash.digest(secret.expose())))
}

/** A fresh pair that owes nothing to any other key. */
export const freshPair = (suite: Suite, random: Random, deriveKeyPair: DeriveKeyPair): KeyPair => {
  const seed = random(suite.kem.seedSize)
  const pair = deriveKeyPair(seed)
  seed.wipe()
  return pair
}

/**
 * DKP(DH(mine, theirs)): a parent from either of its children, a borrowed slot from either side. Both holders get the same pair, and nobody
 * else does. `undefined` if `theirs` is no usable public key, an all-zero result included (RFC 7748, section 6).
 */
export const agreedPair = (suite: Suite, deriveKeyPair: DeriveKeyPair, mine: KeyPair, theirs: Uint8Array): KeyPair | undefined => {
  const secret = suite.dh.agree(mine, theirs)
  if (secret === undefined) return undefined
  const pair = deriveKeyPair(secret)
  secret.wipe()
  return pair
}
