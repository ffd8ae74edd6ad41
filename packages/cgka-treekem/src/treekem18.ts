import { encryptContext, Secret } from "@copath/contracts"
import type { Derivation } from "./derivation.ts"
import { hashedPair } from "./keyPair.ts"

/*
 *      H(H(D))            Members A, B, C, D joined in this order: a parent is the hash of
 *     /       \           the child that was updated last, beginning at the leaf itself.
 *   H(B)     H(D)
 *   /  \     /  \         The root's secret is the commit secret, as it stands.
 *  A    B   C    D
 */

const hashed = (suite: Parameters<Derivation["next"]>[0], secret: Secret): Secret => new Secret(suite.hash.digest(secret.expose()))

/**
 * TreeKEM of 2018 (Bhargavan, Barnes, Rescorla; draft-00 to -03): bare hashes, beginning at the leaf. A secret is sealed with HPKE under the group
 * context, where the drafts had ECIES without any: there, ciphertexts of two groups or epochs could stand for each other. The sizes are the same.
 */
export const derivation2018: Derivation = {
  id: "treekem18",
  filtered: false,
  secretSize: (suite) => suite.hash.size,
  leaf: (suite, random) => {
    const secret = random(suite.hash.size)
    const leaf = { pair: hashedPair(suite, secret), start: hashed(suite, secret) }
    secret.wipe()
    return leaf
  },
  loneLeaf: (suite, random) => {
    const secret = random(suite.hash.size)
    const pair = hashedPair(suite, secret)
    secret.wipe()
    return pair
  },
  next: hashed,
  pair: hashedPair,
  commitSecret: (_suite, top) => new Secret(top.expose().slice()),
  info: (groupContext) => encryptContext("TreeKEM 2018", groupContext)
}
