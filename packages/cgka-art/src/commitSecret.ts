import { deriveSecret, type KeyPair, Secret, type Suite } from "@copath/contracts"

/** The epoch's commit secret (Nh bytes) from the root's private key, the tree key of the ART paper. */
export const commitSecretOf = (suite: Suite, top: KeyPair): Secret => {
  const extracted = suite.kdf.extract(new Secret(new Uint8Array(suite.kdf.size)), top.secretKey)
  const commitSecret = deriveSecret(suite, extracted, "art commit")
  extracted.wipe()
  return commitSecret
}
