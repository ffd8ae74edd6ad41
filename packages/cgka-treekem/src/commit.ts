import {
  type CgkaBook,
  type CgkaEdits,
  type Change,
  CryptoFailure,
  type HpkeCiphertext,
  HpkeInfo,
  type KeyPair,
  noBytes,
  type Refresh,
  type Secret,
  senderOf,
  type TreeEdit,
  type TreeView
} from "@copath/contracts"
import { type NodeIndex, toNode } from "@copath/tree-math"
import * as Result from "effect/Result"
import { type Family, planOf } from "./family.ts"
import { follow } from "./follow.ts"
import type { PathRun } from "./joinerSecrets.ts"
import { runsFor } from "./joinerSecrets.ts"
import type { TreeKemState } from "./state.ts"
import { listed } from "./targets.ts"
import type { UpdateNode } from "./updateNode.ts"

interface StagedStep extends Refresh {
  readonly secret: Secret
  readonly pair: KeyPair
}

/** A commit's fresh keys before anything is sealed. */
export interface TreeKemStaged {
  readonly before: TreeKemState
  readonly leaf: KeyPair
  /** The leaf's pair before, where it goes into what is sealed. */
  readonly sender: KeyPair | undefined
  /** What the leaf gives the parents above it; no step of a commit that leaves its committer's own path alone uses it. */
  readonly start: Secret
  readonly steps: ReadonlyArray<StagedStep>
  readonly commitSecret: Secret
}

export interface Staged extends CgkaEdits {
  readonly staged: TreeKemStaged
  readonly leafKey: Uint8Array
}

/** Draws the new leaf key and the secrets of all steps (7.4). `tree`: after the proposals. */
export const stage = (family: Family, before: TreeKemState, book: CgkaBook, tree: TreeView, change: Change): Staged => {
  const { choose, derivation, random, sealing, suite } = family
  const plan = planOf(family, book, tree, change)
  const { passed, steps: wanted } = choose === undefined ? { steps: plan.steps, passed: [] } : listed(plan, choose, tree, change)
  const { pair: leaf, start } = derivation.leaf(suite, random)
  const own = toNode(change.committer)
  const secrets = new Map<NodeIndex, Secret>()
  const steps: Array<StagedStep> = []
  for (const step of wanted) {
    const source = step.from === undefined ? undefined : secrets.get(step.from)
    const secret = step.from === own ? start : source === undefined ? random(derivation.secretSize(suite)) : derivation.next(suite, source)
    secrets.set(step.node, secret)
    steps.push({ ...step, secret, pair: derivation.pair(suite, secret) })
  }
  const top = steps.at(-1)
  const commitSecret = top === undefined ? start : derivation.commitSecret(suite, top.secret)
  const edits = editsOf(
    steps.map(({ node, pair }) => ({ node, key: pair.publicKey })),
    [...plan.blanked, ...passed]
  )
  const sender = senderOf(sealing, tree, change) === undefined ? undefined : before.leaf
  return { staged: { before, leaf, sender, start, steps, commitSecret }, leafKey: leaf.publicKey, edits, book: plan.book }
}

/** New keys for the steps, bottom-up, then the blanks. */
export const editsOf = (keys: ReadonlyArray<TreeEdit>, blanked: ReadonlyArray<NodeIndex>): ReadonlyArray<TreeEdit> => [
  ...keys,
  ...blanked.map((node) => ({ node, key: undefined }))
]

export interface Sealed {
  readonly state: TreeKemState
  readonly commitSecret: Secret
  readonly update: ReadonlyArray<UpdateNode>
  /** In the order of the added leaves. */
  readonly welcomes: ReadonlyArray<ReadonlyArray<PathRun>>
  readonly retired: ReadonlyArray<Secret>
}

/** Seals the secrets under the provisional group context (7.5, 12.4.1): one encryption per target. */
export const seal = (
  { derivation, random, sealing, suite }: Family,
  { before, commitSecret, leaf, sender, start, steps }: TreeKemStaged,
  tree: TreeView,
  change: Change,
  groupContext: Uint8Array
): Result.Result<Sealed, CryptoFailure> => {
  const info = new HpkeInfo(derivation.info(groupContext))
  const update: Array<UpdateNode> = []
  for (const { pair, secret, targets } of steps) {
    const encryptedPathSecret: Array<HpkeCiphertext> = []
    for (const target of targets) {
      const to = tree.keyAt(target)
      const sealed = to === undefined ? undefined : sealing.seal(suite, sender, to, info, noBytes, secret.expose(), random)
      // Every key in the tree was checked when it came in, so this is the provider's failure and not a peer's.
      if (sealed === undefined) return Result.fail(new CryptoFailure({ operation: "hpke.seal" }))
      encryptedPathSecret.push(sealed)
    }
    update.push({ encryptionKey: pair.publicKey, targets, encryptedPathSecret })
  }
  const { retired, state } = follow(before, tree)
  return Result.succeed({
    state: { me: change.committer, leaf, path: [...state.path, ...steps.map(({ node, pair }) => ({ node, pair }))] },
    commitSecret,
    update,
    welcomes: change.added.map((joiner) => runsFor(steps, joiner)),
    retired: [before.leaf.secretKey, ...retired, ...(steps.length === 0 ? [] : [start]), ...steps.map(({ secret }) => secret)]
  })
}
