import { CgkaRejected, type KeyPair, Secret, type TreeView } from "@copath/contracts"
import { commonAncestor, directPath, type LeafIndex, leafCountFor, type NodeIndex, toNode } from "@copath/tree-math"
import * as Result from "effect/Result"
import type { Family } from "./family.ts"
import type { PathRun } from "./joinerSecrets.ts"
import { climb } from "./receive.ts"
import type { PathKey, TreeKemState } from "./state.ts"

/**
 * A joiner's state (12.4.3.1). Without secrets it knows its leaf alone; with them, also the keys of the ancestors that they are for, as a rule from its
 * lowest common ancestor with the committer up to the root. `tree`: after the commit, so that the blank ancestors are those that the plan left out.
 */
export const join = (
  family: Family,
  me: LeafIndex,
  leaf: KeyPair,
  from: LeafIndex,
  tree: TreeView,
  runs: ReadonlyArray<PathRun> = []
): Result.Result<TreeKemState, CgkaRejected> => {
  const { derivation, suite } = family
  const path: Array<PathKey> = []
  let above = directPath(toNode(me), leafCountFor(tree.leafCount))
  for (const { count, node = meeting(family, me, from, tree), pathSecret } of runs) {
    const at = above.indexOf(node)
    const filled = above.slice(at).flatMap((ancestor) => {
      const publicKey = tree.keyAt(ancestor)
      return publicKey === undefined ? [] : [{ node: ancestor, publicKey }]
    })
    const length = count ?? filled.length
    if (at === -1 || pathSecret.length !== derivation.secretSize(suite) || tree.keyAt(node) === undefined || length > filled.length) {
      return Result.fail(new CgkaRejected({ reason: "Malformed", node }))
    }
    const climbed = climb(family, new Secret(pathSecret.slice()), filled.slice(0, length))
    if (Result.isFailure(climbed)) return Result.fail(climbed.failure)
    path.push(...climbed.success)
    // The next run begins above this one.
    above = above.slice(above.indexOf(filled[length - 1]?.node ?? node) + 1)
  }
  return Result.succeed({ me, leaf, path })
}

/** Where the committer's path meets a joiner's; if that level holds no keys, the next ancestor with one. */
const meeting = ({ fill }: Family, me: LeafIndex, from: LeafIndex, tree: TreeView): NodeIndex => {
  const common = commonAncestor(me, from)
  if (fill.populated(common, tree)) return common
  const above = directPath(common, leafCountFor(tree.leafCount))
  return [common, ...above].find((node) => tree.keyAt(node) !== undefined) ?? common
}
