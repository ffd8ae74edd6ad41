import { deriveSecret, type KeyPair, type Secret, type Suite } from "@copath/contracts"

/*
 *  path_secret[0] --"path"--> path_secret[1] --"path"--> ... --"path"--> commit_secret
 *        |                          |
 *      "node"                     "node"                   One step along the chain per node of the filtered
 *        v                          v                      direct path; the step after the root is the
 *  node_secret[0]             node_secret[1]               commit secret (7.4, 12.4.1).
 *        |                          |
 *  DeriveKeyPair              DeriveKeyPair
 */

/** The path secret of the next node on the filtered direct path, or the commit secret after the last one (7.4). Nh bytes. */
export const nextPathSecret = (suite: Suite, pathSecret: Secret): Secret => deriveSecret(suite, pathSecret, "path")

/** The key pair of the node whose path secret this is (7.4). */
export const nodeKeyPair = (suite: Suite, pathSecret: Secret): KeyPair => {
  const nodeSecret = deriveSecret(suite, pathSecret, "node")
  const pair = suite.kem.derive(nodeSecret)
  nodeSecret.wipe()
  return pair
}
