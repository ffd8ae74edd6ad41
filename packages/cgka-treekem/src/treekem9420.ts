import { encryptContext, type Random } from "@copath/contracts"
import type { Derivation } from "./derivation.ts"
import { freshPair } from "./keyPair.ts"
import { nextPathSecret, nodeKeyPair } from "./pathSecret.ts"

/** RFC 9420, 7.4 and 7.5. The leaf's key is drawn apart from all path secrets; the commit secret lies one step beyond the top. */
export const rfc9420Derivation: Derivation = {
  id: "treekem9420",
  filtered: true,
  secretSize: (suite) => suite.kdf.size,
  leaf: (suite, random: Random) => ({ pair: freshPair(suite, random), start: random(suite.kdf.size) }),
  loneLeaf: freshPair,
  next: nextPathSecret,
  pair: nodeKeyPair,
  commitSecret: nextPathSecret,
  info: (groupContext) => encryptContext("UpdatePathNode", groupContext)
}
