import {
  type CgkaBook,
  type CgkaEdits,
  CgkaRejected,
  type Change,
  equalBytes,
  type KeyPair,
  noBytes,
  type Refresh,
  type RefreshPlan,
  Secret,
  senderOf,
  type TreeView
} from "@copath/contracts"
import { covers, type LeafIndex, leafRange, type NodeIndex, toNode } from "@copath/tree-math"
import * as Result from "effect/Result"
import { editsOf } from "./commit.ts"
import { type Family, planOf } from "./family.ts"
import { follow } from "./follow.ts"
import type { PathKey, TreeKemState } from "./state.ts"
import { type Listed, readTargets } from "./targets.ts"
import type { UpdateNode } from "./updateNode.ts"

/** One step of the plan joined with what the update says of it. */
export interface ReadStep extends Refresh, Omit<UpdateNode, "targets"> {}

/** An update joined with the places it is for. */
export interface TreeKemReading {
  readonly steps: ReadonlyArray<ReadStep>
  /** The committer's key that went into what is sealed. */
  readonly sender: Uint8Array | undefined
  /** The book before the commit: it tells who may know a target without being below it. */
  readonly before: CgkaBook
}

export interface Read extends CgkaEdits {
  readonly reading: TreeKemReading
}

/**
 * The public half of merging an update (7.5, 7.6). `tree`: after the proposals. Refuses another number of nodes than the plan has steps, a node with
 * another number of ciphertexts than targets, and targets that nobody may choose.
 */
export const read = (
  family: Family,
  book: CgkaBook,
  tree: TreeView,
  change: Change,
  update: ReadonlyArray<UpdateNode>
): Result.Result<Read, CgkaRejected> => {
  const plan = planOf(family, book, tree, change)
  if (update.length !== plan.steps.length) return Result.fail(new CgkaRejected({ reason: "PathLength" }))
  const planned = family.choose === undefined ? { steps: plan.steps, passed: [] } : withTargets(plan, tree, change, update)
  if (planned instanceof CgkaRejected) return Result.fail(planned)
  const steps: Array<ReadStep> = []
  for (const [i, step] of planned.steps.entries()) {
    const { encryptedPathSecret, encryptionKey } = update[i] as UpdateNode
    if (encryptedPathSecret.length !== step.targets.length) return Result.fail(new CgkaRejected({ reason: "PathLength", node: step.node }))
    if (!family.suite.kem.validPublicKey(encryptionKey)) return Result.fail(new CgkaRejected({ reason: "Malformed", node: step.node }))
    steps.push({ ...step, encryptionKey, encryptedPathSecret })
  }
  const edits = editsOf(
    steps.map(({ encryptionKey, node }) => ({ node, key: encryptionKey })),
    [...plan.blanked, ...planned.passed]
  )
  return Result.succeed({ reading: { steps, sender: senderOf(family.sealing, tree, change), before: book }, edits, book: plan.book })
}

const withTargets = (plan: RefreshPlan, tree: TreeView, change: Change, update: ReadonlyArray<UpdateNode>): Listed | CgkaRejected =>
  readTargets(
    plan,
    update.map(({ targets }) => targets ?? []),
    tree,
    change
  )

export interface Processed {
  readonly state: TreeKemState
  readonly commitSecret: Secret
  readonly retired: ReadonlyArray<Secret>
}

/**
 * The private half (7.5), step by step from below: a secret is hashed where the one it comes from is known, else decrypted where a target's key is held,
 * and each key pair must be the published one. Steps of which we know neither are passed over, unless they are above us. On a single chain
 * that is one decryption, where the paths meet, and derivations up to the root.
 */
export const process = (
  family: Family,
  before: TreeKemState,
  { sender, steps }: TreeKemReading,
  tree: TreeView,
  change: Change,
  groupContext: Uint8Array
): Result.Result<Processed, CgkaRejected> => {
  const { derivation, sealing, suite } = family
  const first = meetingStep(steps, before.me)
  const top = steps.at(-1)
  if (top === undefined || first >= steps.length || before.me === change.committer) {
    return Result.fail(new CgkaRejected({ reason: "NotForUs" }))
  }
  const { retired, state } = follow(before, tree)
  const foreign = state.path.filter(({ node }) => !covers(node, state.me))
  const learnt = new Map<NodeIndex, Secret>()
  const path: Array<PathKey> = []
  // Whoever knows nothing off its path begins where the paths meet.
  for (const step of foreign.length === 0 ? steps.slice(first) : steps) {
    const { from, node } = step
    const source = from === undefined ? undefined : learnt.get(from)
    const above = covers(node, state.me)
    let secret: Secret
    if (source === undefined) {
      if (!above && !isAboveOneOf(node, foreign)) continue
      const held = heldTarget(state, path, tree, step)
      if (held === undefined && !above) continue
      if (held === undefined) return Result.fail(new CgkaRejected({ reason: "NotForUs", node }))
      const sealed = step.encryptedPathSecret.at(held.position)
      const opened =
        sealed === undefined ? undefined : sealing.open(suite, sender, held.pair, derivation.info(groupContext), noBytes, sealed)
      if (opened === undefined || opened.length !== derivation.secretSize(suite)) {
        return Result.fail(new CgkaRejected({ reason: "Undecryptable", node }))
      }
      secret = new Secret(opened)
    } else secret = derivation.next(suite, source)
    learnt.set(node, secret)
    const key = publishedPair(family, secret, node, step.encryptionKey)
    if (Result.isFailure(key)) return Result.fail(key.failure)
    path.push(key.success)
  }
  const last = learnt.get(top.node)
  if (last === undefined) return Result.fail(new CgkaRejected({ reason: "NotForUs", node: top.node }))
  const commitSecret = derivation.commitSecret(suite, last)
  for (const secret of learnt.values()) secret.wipe()
  // `follow` left only nodes that this commit has not touched.
  return Result.succeed({ state: { ...state, path: [...state.path, ...path] }, commitSecret, retired })
}

/** The lowest step above `member`, where its path meets the steps; `steps.length` if there is none. */
export const meetingStep = (steps: ReadonlyArray<Refresh>, member: LeafIndex): number => {
  const at = steps.findIndex(({ node }) => covers(node, member))
  return at === -1 ? steps.length : at
}

const isAboveOneOf = (node: NodeIndex, keys: ReadonlyArray<PathKey>): boolean => {
  const { from, to } = leafRange(node)
  return keys.some((key) => key.node > 2 * from - 1 && key.node < 2 * to - 1)
}

/** The one target whose private key we hold: targets cover no member twice. The position is the ciphertext's (V203). */
const heldTarget = (
  { leaf, me, path }: TreeKemState,
  fresh: ReadonlyArray<PathKey>,
  tree: TreeView,
  { targets }: Refresh
): { readonly position: number; readonly pair: KeyPair } | undefined => {
  // Few keys against what may be as many targets as members.
  for (const { node, pair } of [{ node: toNode(me), pair: leaf }, ...path, ...fresh]) {
    const position = targets.indexOf(node)
    if (position === -1) continue
    const key = tree.keyAt(node)
    // A leaf may have a new owner: the index alone does not make its key ours.
    return key === undefined || !equalBytes(key, pair.publicKey) ? undefined : { position, pair }
  }
  return undefined
}

/** Key pairs from the secret of the lowest of `nodes` upward. Consumes `start`. */
export const climb = (
  family: Deriving,
  start: Secret,
  nodes: ReadonlyArray<{ readonly node: NodeIndex; readonly publicKey: Uint8Array }>
): Result.Result<ReadonlyArray<PathKey>, CgkaRejected> => {
  const climbed: Array<PathKey> = []
  let secret = start
  for (const [i, { node, publicKey }] of nodes.entries()) {
    if (i > 0) {
      const next = family.derivation.next(family.suite, secret)
      secret.wipe()
      secret = next
    }
    const key = publishedPair(family, secret, node, publicKey)
    if (Result.isFailure(key)) return Result.fail(key.failure)
    climbed.push(key.success)
  }
  secret.wipe()
  return Result.succeed(climbed)
}

type Deriving = Pick<Family, "derivation" | "suite" | "unchecked">

/** A node's pair from its secret, which must be the published one (7.5). */
const publishedPair = (
  { derivation, suite, unchecked }: Deriving,
  secret: Secret,
  node: NodeIndex,
  publicKey: Uint8Array
): Result.Result<PathKey, CgkaRejected> => {
  const pair = derivation.pair(suite, secret)
  return unchecked === true || equalBytes(pair.publicKey, publicKey)
    ? Result.succeed({ node, pair })
    : Result.fail(new CgkaRejected({ reason: "KeyMismatch", node }))
}
