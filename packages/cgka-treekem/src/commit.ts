import {
  type CgkaEdits,
  type CgkaWelcome,
  type Change,
  CryptoFailure,
  encryptContext,
  type KeyPair,
  noBytes,
  type Random,
  type Secret,
  type Suite,
  type TreeEdit,
  type TreeView
} from "@copath/contracts"
import { commonAncestor, type LeafIndex, type NodeIndex } from "@copath/tree-math"
import type { HpkeCiphertext } from "@copath/contracts"
import type { UpdatePathNode } from "@copath/wire"
import * as Result from "effect/Result"
import { ancestors, filteredDirectPath, type PathStep } from "./filteredPath.ts"
import { emptyBook, wrapWelcome } from "./holes.ts"
import { nextPathSecret, nodeKeyPair } from "./pathSecret.ts"
import type { TreeKemState } from "./state.ts"

interface StagedStep extends PathStep {
  readonly pathSecret: Secret
  readonly pair: KeyPair
}

/** A commit's fresh keys before anything is sealed. */
export interface TreeKemStaged {
  readonly before: TreeKemState
  readonly leaf: KeyPair
  readonly steps: ReadonlyArray<StagedStep>
  readonly commitSecret: Secret
}

export interface Staged extends CgkaEdits {
  readonly staged: TreeKemStaged
  readonly leafKey: Uint8Array
}

/** A fresh leaf key pair, independent of all path secrets. */
export const freshLeaf = (suite: Suite, random: Random): KeyPair => {
  const seed = random(suite.kem.seedSize)
  const pair = suite.kem.derive(seed)
  seed.wipe()
  return pair
}

/** Draws the new leaf key and path secrets (7.4). `tree`: after the proposals. Every ancestor is edited: those filtered out become blank (7.5). */
export const stage = (suite: Suite, random: Random, before: TreeKemState, tree: TreeView, change: Change): Staged => {
  const leaf = freshLeaf(suite, random)
  const steps: Array<StagedStep> = []
  let pathSecret = random(suite.kdf.size)
  for (const step of filteredDirectPath(tree, change.committer, change.added)) {
    steps.push({ ...step, pathSecret, pair: nodeKeyPair(suite, pathSecret) })
    pathSecret = nextPathSecret(suite, pathSecret)
  }
  const edits = pathEdits(
    tree,
    change.committer,
    steps.map(({ node, pair }) => [node, pair.publicKey])
  )
  return { staged: { before, leaf, steps, commitSecret: pathSecret }, leafKey: leaf.publicKey, edits, book: emptyBook }
}

/** New keys for the filtered direct path, blanks for the ancestors in between; from the leaf upward. */
export const pathEdits = (
  tree: TreeView,
  leaf: LeafIndex,
  keys: ReadonlyArray<readonly [NodeIndex, Uint8Array]>
): ReadonlyArray<TreeEdit> => {
  const keyOf = new Map(keys)
  return ancestors(tree, leaf).map((node) => ({ node, key: keyOf.get(node) }))
}

export interface Sealed {
  readonly state: TreeKemState
  readonly commitSecret: Secret
  readonly update: ReadonlyArray<UpdatePathNode>
  readonly welcomes: ReadonlyArray<CgkaWelcome>
  readonly retired: ReadonlyArray<Secret>
}

/** Seals the path secrets under the provisional group context (7.5, 12.4.1): one encryption per target. */
export const seal = (
  suite: Suite,
  random: Random,
  { before, commitSecret, leaf, steps }: TreeKemStaged,
  tree: TreeView,
  change: Change,
  groupContext: Uint8Array
): Result.Result<Sealed, CryptoFailure> => {
  const info = encryptContext("UpdatePathNode", groupContext)
  const update: Array<UpdatePathNode> = []
  for (const { pair, pathSecret, targets } of steps) {
    const encryptedPathSecret: Array<HpkeCiphertext> = []
    for (const target of targets) {
      const to = tree.keyAt(target)
      const sealed = to === undefined ? undefined : suite.hpke.seal(to, info, noBytes, pathSecret.expose(), random)
      // Every key in the tree was checked when it came in, so this is the provider's failure and not a peer's.
      if (sealed === undefined) return Result.fail(new CryptoFailure({ operation: "hpke.seal" }))
      encryptedPathSecret.push(sealed)
    }
    update.push({ encryptionKey: pair.publicKey, encryptedPathSecret })
  }
  return Result.succeed({
    state: { me: change.committer, leaf, path: steps.map(({ node, pair }) => ({ node, pair })) },
    commitSecret,
    update,
    welcomes: change.added.map((joiner) => welcomeFor(steps, change.committer, joiner)),
    retired: [before.leaf.secretKey, ...before.path.map(({ pair }) => pair.secretKey), ...steps.map(({ pathSecret }) => pathSecret)]
  })
}

/**
 * The path secret of the lowest common ancestor (12.4.3.1). There always is one: the joiner's leaf stands below that ancestor's child off the
 * path and is not blank, so that child's resolution is not empty and the ancestor is never filtered out.
 */
const welcomeFor = (steps: ReadonlyArray<StagedStep>, committer: LeafIndex, joiner: LeafIndex): CgkaWelcome => {
  const meeting = commonAncestor(committer, joiner)
  const step = steps.find(({ node }) => node === meeting)
  if (step === undefined) throw new RangeError(`leaf ${joiner} does not join below the committer's path`)
  return wrapWelcome({ pathSecret: step.pathSecret.expose().slice() })
}
