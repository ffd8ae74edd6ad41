import { CgkaRejected, type KeyPair, Secret, type Suite, type TreeView } from "@copath/contracts"
import { commonAncestor, type LeafIndex } from "@copath/tree-math"
import type { PathSecret } from "@copath/wire"
import * as Result from "effect/Result"
import { ancestors } from "./filteredPath.ts"
import { climb } from "./receive.ts"
import type { TreeKemState } from "./state.ts"

/**
 * A joiner's state (12.4.3.1). Without a path secret it knows its leaf alone; with one, also the keys from its lowest common ancestor with the
 * committer up to the root. `tree`: after the commit, so that the blank ancestors are those that the committer filtered out.
 */
export const join = (
  suite: Suite,
  me: LeafIndex,
  leaf: KeyPair,
  from: LeafIndex,
  tree: TreeView,
  welcome: PathSecret | undefined
): Result.Result<TreeKemState, CgkaRejected> => {
  if (welcome === undefined) return Result.succeed({ me, leaf, path: [] })
  const meeting = commonAncestor(me, from)
  if (welcome.pathSecret.length !== suite.kdf.size || tree.keyAt(meeting) === undefined) {
    return Result.fail(new CgkaRejected({ reason: "Malformed", node: meeting }))
  }
  const path = ancestors(tree, me)
  const nodes = path.slice(path.indexOf(meeting)).flatMap((node) => {
    const publicKey = tree.keyAt(node)
    return publicKey === undefined ? [] : [{ node, publicKey }]
  })
  return Result.map(climb(suite, new Secret(welcome.pathSecret.slice()), nodes), ({ commitSecret, path }) => {
    // A joiner gets the epoch's secrets from the key schedule.
    commitSecret.wipe()
    return { me, leaf, path }
  })
}
