import {
  type CgkaEdits,
  CgkaRejected,
  type Change,
  encryptContext,
  equalBytes,
  type KeyPair,
  noBytes,
  Secret,
  type Suite,
  type TreeView
} from "@copath/contracts"
import { covers, type LeafIndex, type NodeIndex, toNode } from "@copath/tree-math"
import type { UpdatePathNode } from "@copath/wire"
import * as Result from "effect/Result"
import { pathEdits } from "./commit.ts"
import { filteredDirectPath, type PathStep } from "./filteredPath.ts"
import { follow } from "./follow.ts"
import { emptyBook } from "./holes.ts"
import { nextPathSecret, nodeKeyPair } from "./pathSecret.ts"
import type { PathKey, TreeKemState } from "./state.ts"

/** An update path joined with the places it is for. */
export interface TreeKemReading {
  readonly steps: ReadonlyArray<PathStep & UpdatePathNode>
}

export interface Read extends CgkaEdits {
  readonly reading: TreeKemReading
}

/**
 * The public half of merging an update path (7.5, 7.6). `tree`: after the proposals.
 * Refuses a path of another length than the filtered direct path, or a node with another number of ciphertexts than targets.
 */
export const read = (
  suite: Suite,
  tree: TreeView,
  change: Change,
  update: ReadonlyArray<UpdatePathNode>
): Result.Result<Read, CgkaRejected> => {
  const path = filteredDirectPath(tree, change.committer, change.added)
  if (update.length !== path.length) return Result.fail(new CgkaRejected({ reason: "PathLength" }))
  const steps: Array<PathStep & UpdatePathNode> = []
  for (const [i, step] of path.entries()) {
    const node = update[i] as UpdatePathNode
    if (node.encryptedPathSecret.length !== step.targets.length)
      return Result.fail(new CgkaRejected({ reason: "PathLength", node: step.node }))
    if (!suite.kem.validPublicKey(node.encryptionKey)) return Result.fail(new CgkaRejected({ reason: "Malformed", node: step.node }))
    steps.push({ ...step, ...node })
  }
  const edits = pathEdits(
    tree,
    change.committer,
    steps.map(({ encryptionKey, node }) => [node, encryptionKey])
  )
  return Result.succeed({ reading: { steps }, edits, book: emptyBook })
}

export interface Processed {
  readonly state: TreeKemState
  readonly commitSecret: Secret
  readonly retired: ReadonlyArray<Secret>
}

/** The private half (7.5): one decryption, then derivations up to the root, each checked against the published key. */
export const process = (
  suite: Suite,
  before: TreeKemState,
  { steps }: TreeKemReading,
  tree: TreeView,
  change: Change,
  groupContext: Uint8Array
): Result.Result<Processed, CgkaRejected> => {
  const first = meetingStep(steps, before.me)
  const step = steps[first]
  if (step === undefined || before.me === change.committer) return Result.fail(new CgkaRejected({ reason: "NotForUs" }))
  const { state, retired } = follow(before, tree)
  const held = heldTarget(state, tree, step)
  if (held === undefined) return Result.fail(new CgkaRejected({ reason: "NotForUs", node: step.copathChild }))
  const sealed = step.encryptedPathSecret[held.position]
  const opened =
    sealed === undefined ? undefined : suite.hpke.open(held.pair, encryptContext("UpdatePathNode", groupContext), noBytes, sealed)
  if (opened === undefined || opened.length !== suite.kdf.size) {
    return Result.fail(new CgkaRejected({ reason: "Undecryptable", node: step.node }))
  }
  const climbed = climb(
    suite,
    new Secret(opened),
    steps.slice(first).map(({ encryptionKey, node }) => ({ node, publicKey: encryptionKey }))
  )
  return Result.map(climbed, ({ commitSecret, path }) => ({
    // The new keys lie at and above the place where the paths meet; `follow` left nothing there but what this commit has replaced.
    state: { ...state, path: [...state.path, ...path] },
    commitSecret,
    retired
  }))
}

/** Which step of the path has `member` below its child off the path; `steps.length` and more if none. */
export const meetingStep = (steps: ReadonlyArray<PathStep>, member: LeafIndex): number => {
  const at = steps.findIndex(({ copathChild }) => covers(copathChild, member))
  return at === -1 ? steps.length : at
}

/** The one target whose private key we hold: nodes of a resolution cover no member twice. The position is the ciphertext's (V203). */
const heldTarget = (
  state: TreeKemState,
  tree: TreeView,
  { targets }: PathStep
): { readonly position: number; readonly pair: KeyPair } | undefined => {
  const pairs = new Map<NodeIndex, KeyPair>([[toNode(state.me), state.leaf], ...state.path.map(({ node, pair }) => [node, pair] as const)])
  const position = targets.findIndex((target) => pairs.has(target))
  const target = targets[position]
  const pair = target === undefined ? undefined : pairs.get(target)
  const key = target === undefined ? undefined : tree.keyAt(target)
  // A leaf may have a new owner: the index alone does not make its key ours.
  return pair === undefined || key === undefined || !equalBytes(key, pair.publicKey) ? undefined : { position, pair }
}

/** Key pairs from a path secret up to the root, and what lies one step beyond. Consumes `start`. */
export const climb = (
  suite: Suite,
  start: Secret,
  nodes: ReadonlyArray<{ readonly node: NodeIndex; readonly publicKey: Uint8Array }>
): Result.Result<{ readonly path: ReadonlyArray<PathKey>; readonly commitSecret: Secret }, CgkaRejected> => {
  const path: Array<PathKey> = []
  let pathSecret = start
  for (const { node, publicKey } of nodes) {
    const pair = nodeKeyPair(suite, pathSecret)
    const next = nextPathSecret(suite, pathSecret)
    pathSecret.wipe()
    pathSecret = next
    if (!equalBytes(pair.publicKey, publicKey)) return Result.fail(new CgkaRejected({ reason: "KeyMismatch", node }))
    path.push({ node, pair })
  }
  return Result.succeed({ path, commitSecret: pathSecret })
}
