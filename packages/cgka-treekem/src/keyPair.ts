import { type KeyPair, type Random, Secret, type Suite } from "@copath/contracts"

/** A key pair from fresh randomness, by the suite's KEM. */
export const freshPair = (suite: Suite, random: Random): KeyPair => {
  const seed = random(suite.kem.seedSize)
  const pair = suite.kem.derive(seed)
  seed.wipe()
  return pair
}

/**
 * DKP of the drafts before 09: the private key is the secret's hash. Any 32 bytes are an X25519 key; another curve's are not, and there `DeriveKeyPair`
 * (RFC 9180) has to do.
 */
export const hashedPair = (suite: Suite, secret: Secret): KeyPair =>
  suite.kem.secretKeySize === 32 && suite.kem.publicKeySize === 32 && suite.hash.size === 32
    ? suite.kem.keyPair(new Secret(suite.hash.digest(secret.expose())))
    : suite.kem.derive(secret)
