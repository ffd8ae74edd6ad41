import {
  type CgkaEdits,
  type Change,
  CryptoFailure,
  deriveSecret,
  type KeyPair,
  type Random,
  Secret,
  type Suite,
  type TreeEdit,
  type TreeView
} from "@copath/contracts"
import { directPath, left, leafCountFor, type LeafIndex, type NodeIndex, right, root, toNode } from "@copath/tree-math"
import * as Result from "effect/Result"
import { byLeaf, type Slot, type Slots, wrapBook } from "./book.ts"
import { agreedPair, type DeriveKeyPair, freshPair } from "./keyPair.ts"
import { type Plan, type PlannedNode, plan, type Refills } from "./plan.ts"
import type { ArtState } from "./state.ts"
import { keyOf } from "./tree.ts"
import type { ArtUpdate } from "./update.ts"

/** What sets one ART apart from another: its DKP, and when a borrowed slot is filled anew. */
export interface ArtChoices {
  readonly deriveKeyPair: DeriveKeyPair
  readonly refills: Refills
}

/** A finished commit: all keys are public or derived, so `seal` has only to hand this out. */
export interface ArtStaged {
  readonly state: ArtState
  readonly commitSecret: Secret
  readonly update: ArtUpdate
  readonly retired: ReadonlyArray<Secret>
}

export interface Staged extends CgkaEdits {
  readonly staged: ArtStaged
  readonly leafKey: Uint8Array
}

/** The epoch's commit secret (Nh bytes) from the root's private key, the tree key of the ART paper. */
export const commitSecretOf = (suite: Suite, top: KeyPair): Secret => {
  const extracted = suite.kdf.extract(new Secret(new Uint8Array(suite.kdf.size)), top.secretKey)
  const commitSecret = deriveSecret(suite, extracted, "art commit")
  extracted.wipe()
  return commitSecret
}

/** Fresh leaf, fresh slots, and every parent above them. `tree`: after the proposals. Fails only on a key in the tree that is none. */
export const stage = (
  suite: Suite,
  random: Random,
  { deriveKeyPair, refills }: ArtChoices,
  before: ArtState,
  slots: Slots,
  tree: TreeView,
  change: Change
): Result.Result<Staged, CryptoFailure> => {
  const planned = plan(refills, slots, tree, change)
  const leaf = freshPair(suite, random, deriveKeyPair)
  const pairs = new Map<NodeIndex, KeyPair>([[toNode(change.committer), leaf]])
  const filled: Array<Slot> = []
  for (const at of planned.refilled) {
    const made = fillSlot(suite, random, deriveKeyPair, tree, at)
    if (made === undefined) return Result.fail(new CryptoFailure({ operation: "dh.agree" }))
    pairs.set(toNode(at), made.pair)
    filled.push({ leaf: at, filler: change.committer, key: made.pair.publicKey, ephemeral: made.ephemeral })
  }
  const after = byLeaf([...planned.kept, ...filled])
  for (const place of planned.nodes) {
    const pair = parentPair(suite, deriveKeyPair, pairs, place, (node) => keyOf(tree, after, node))
    if (pair === undefined) return Result.fail(new CryptoFailure({ operation: "dh.agree" }))
    pairs.set(place.node, pair)
  }
  return Result.succeed(finished(suite, before, tree, change.committer, planned, pairs, filled, after))
}

/** Where a member sits, a fresh ephemeral key meets the member's leaf key; a vacant slot gets a random pair. */
const fillSlot = (suite: Suite, random: Random, deriveKeyPair: DeriveKeyPair, tree: TreeView, leaf: LeafIndex) => {
  const fresh = freshPair(suite, random, deriveKeyPair)
  const member = tree.occupied(leaf) ? tree.keyAt(toNode(leaf)) : undefined
  if (member === undefined) return { pair: fresh, ephemeral: new Uint8Array(0) }
  const pair = agreedPair(suite, deriveKeyPair, fresh, member)
  fresh.secretKey.wipe()
  return pair === undefined ? undefined : { pair, ephemeral: fresh.publicKey }
}

/** The pair of a touched node: one child's is in `pairs`, for each touched node stands above the committer or a slot just filled. */
const parentPair = (
  suite: Suite,
  deriveKeyPair: DeriveKeyPair,
  pairs: ReadonlyMap<NodeIndex, KeyPair>,
  { joined, node }: PlannedNode,
  publicKey: (node: NodeIndex) => Uint8Array | undefined
): KeyPair | undefined => {
  const known = pairs.get(left(node))
  const mine = known ?? pairs.get(right(node))
  if (!joined || mine === undefined) return mine
  const other = known === undefined ? left(node) : right(node)
  const theirs = pairs.get(other)?.publicKey ?? publicKey(other)
  return theirs === undefined ? undefined : agreedPair(suite, deriveKeyPair, mine, theirs)
}

const finished = (
  suite: Suite,
  before: ArtState,
  tree: TreeView,
  me: LeafIndex,
  { nodes }: Plan,
  pairs: ReadonlyMap<NodeIndex, KeyPair>,
  filled: ReadonlyArray<Slot>,
  after: Slots
): Staged => {
  const leaf = pairs.get(toNode(me)) as KeyPair
  const joined = new Set(nodes.filter((planned) => planned.joined).map(({ node }) => node))
  const leaves = leafCountFor(tree.leafCount)
  const path = directPath(toNode(me), leaves)
    .filter((node) => joined.has(node))
    .map((node) => ({ node, pair: pairs.get(node) as KeyPair }))
  const commitSecret = commitSecretOf(suite, pairs.get(root(leaves)) as KeyPair)
  // The keys of others' slots, and of nodes off our path, are forgotten at once.
  const mine = new Set([leaf, ...path.map(({ pair }) => pair)])
  for (const pair of pairs.values()) if (!mine.has(pair)) pair.secretKey.wipe()
  const publicKey = (node: NodeIndex): Uint8Array => (pairs.get(node) as KeyPair).publicKey
  const edits: ReadonlyArray<TreeEdit> = nodes.map((planned) => ({
    node: planned.node,
    key: planned.joined ? publicKey(planned.node) : undefined
  }))
  const update: ArtUpdate = {
    slots: filled.map(({ ephemeral, key }) => ({ key, ephemeral })),
    nodes: edits.flatMap(({ key }) => (key === undefined ? [] : [key]))
  }
  const state: ArtState = { me, leaf, slot: undefined, path }
  return { staged: { state, commitSecret, update, retired: secretsOf(before) }, leafKey: leaf.publicKey, edits, book: wrapBook(after) }
}

/** All secret keys of a state. */
export const secretsOf = ({ leaf, path, slot }: ArtState): ReadonlyArray<Secret> => [
  leaf.secretKey,
  ...(slot === undefined ? [] : [slot.secretKey]),
  ...path.map(({ pair }) => pair.secretKey)
]
