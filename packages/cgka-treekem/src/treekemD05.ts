import { draftContext, draftLabel, encryptContext, noBytes, type Secret, type Suite } from "@copath/contracts"
import type { Derivation } from "./derivation.ts"
import { hashedPair } from "./keyPair.ts"

/** draft-05, 5.9: its labels have an empty context here. */
const derived = (suite: Suite, secret: Secret, label: string): Secret => {
  const { expand, size } = suite.kdf
  return expand(secret, draftLabel(size, label, draftContext(noBytes)), size)
}

const nextPathSecret = (suite: Suite, secret: Secret): Secret => derived(suite, secret, "path")

const nodePair = (suite: Suite, pathSecret: Secret): ReturnType<Derivation["pair"]> => {
  const nodeSecret = derived(suite, pathSecret, "node")
  const pair = hashedPair(suite, nodeSecret)
  nodeSecret.wipe()
  return pair
}

/**
 * draft-04 to -06: path and node secrets as in RFC 9420, but the chain begins at the leaf, labels are the drafts' own, and key pairs come from a hash.
 * The commit secret (`update_secret`) lies one step beyond the root, as draft-06 put right. Secrets are sealed with HPKE.
 */
export const derivationD05: Derivation = {
  id: "treekem-d05",
  filtered: false,
  secretSize: (suite) => suite.kdf.size,
  leaf: (suite, random) => {
    const secret = random(suite.kdf.size)
    const leaf = { pair: nodePair(suite, secret), start: nextPathSecret(suite, secret) }
    secret.wipe()
    return leaf
  },
  loneLeaf: (suite, random) => {
    const secret = random(suite.kdf.size)
    const pair = nodePair(suite, secret)
    secret.wipe()
    return pair
  },
  next: nextPathSecret,
  pair: nodePair,
  commitSecret: nextPathSecret,
  info: (groupContext) => encryptContext("TreeKEM draft-05", groupContext)
}
