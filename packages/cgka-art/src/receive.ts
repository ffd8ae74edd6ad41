import {
  type CgkaEdits,
  CgkaRejected,
  type Change,
  equalBytes,
  type KeyPair,
  type Secret,
  type Suite,
  type TreeEdit,
  type TreeView
} from "@copath/contracts"
import { directPath, isNode, type LeafIndex, leafCountFor, type NodeIndex, toNode } from "@copath/tree-math"
import * as Result from "effect/Result"
import { byLeaf, type Slot, type Slots, wrapBook } from "./book.ts"
import { borrowedPair, climb } from "./climb.ts"
import { type ArtChoices, commitSecretOf, secretsOf } from "./commit.ts"
import type { DeriveKeyPair } from "./keyPair.ts"
import { plan } from "./plan.ts"
import type { ArtState } from "./state.ts"
import type { ArtUpdate, FilledSlot } from "./update.ts"

/** An update joined with the places its keys are for. */
export interface ArtReading {
  readonly refilled: ReadonlySet<LeafIndex>
  /** Parents that get a new key. */
  readonly rekeyed: ReadonlySet<NodeIndex>
  /** All parents above a change, with a key or without. */
  readonly touched: ReadonlySet<NodeIndex>
  /** The book after the commit. */
  readonly slots: Slots
}

export interface Read extends CgkaEdits {
  readonly reading: ArtReading
}

/** Edits and book of a received commit. `tree`: after the proposals. Refuses other numbers of keys than the plan has places, and bad keys. */
export const read = (
  suite: Suite,
  { refills }: ArtChoices,
  slots: Slots,
  tree: TreeView,
  change: Change,
  update: ArtUpdate
): Result.Result<Read, CgkaRejected> => {
  const { kept, nodes, refilled } = plan(refills, slots, tree, change)
  const joined = nodes.filter((planned) => planned.joined).map(({ node }) => node)
  if (update.slots.length !== refilled.length || update.nodes.length !== joined.length) {
    return Result.fail(new CgkaRejected({ reason: "PathLength" }))
  }
  const filled: Array<Slot> = []
  for (const [i, leaf] of refilled.entries()) {
    const slot = update.slots[i] as FilledSlot
    if (!wellFormed(suite, slot, tree.occupied(leaf))) return Result.fail(new CgkaRejected({ reason: "Malformed", node: toNode(leaf) }))
    filled.push({ leaf, filler: change.committer, key: slot.key, ephemeral: slot.ephemeral })
  }
  const keys = new Map<NodeIndex, Uint8Array>()
  for (const [i, node] of joined.entries()) {
    const key = update.nodes[i] as Uint8Array
    if (!suite.kem.validPublicKey(key)) return Result.fail(new CgkaRejected({ reason: "Malformed", node }))
    keys.set(node, key)
  }
  const edits: ReadonlyArray<TreeEdit> = nodes.map(({ node }) => ({ node, key: keys.get(node) }))
  const after = byLeaf([...kept, ...filled])
  const reading = { refilled: new Set(refilled), rekeyed: new Set(joined), touched: new Set(nodes.map(({ node }) => node)), slots: after }
  return Result.succeed({ reading, edits, book: wrapBook(after) })
}

const wellFormed = (suite: Suite, { ephemeral, key }: FilledSlot, occupied: boolean): boolean =>
  suite.kem.validPublicKey(key) && (occupied ? suite.kem.validPublicKey(ephemeral) : ephemeral.length === 0)

export interface Processed {
  readonly state: ArtState
  readonly commitSecret: Secret
  readonly retired: ReadonlyArray<Secret>
}

/** The member's own path after the commit, from the lowest change upward. `tree`: with the edits and the committer's new leaf. */
export const process = (
  suite: Suite,
  { deriveKeyPair }: ArtChoices,
  before: ArtState,
  { refilled, slots, touched }: ArtReading,
  tree: TreeView,
  change: Change
): Result.Result<Processed, CgkaRejected> => {
  const { leaf, me } = before
  if (me === change.committer) return Result.fail(new CgkaRejected({ reason: "NotForUs" }))
  const own = slotPair(suite, deriveKeyPair, before, tree, slots, refilled.has(me))
  if (Result.isFailure(own)) return Result.fail(own.failure)
  const known = new Map(before.path.map(({ node, pair }) => [node, pair]))
  const climbed = climb(suite, deriveKeyPair, tree, slots, me, own.success, (node) => (touched.has(node) ? undefined : known.get(node)))
  return Result.map(climbed, ({ path, top }) => {
    const state: ArtState = { me, leaf, slot: own.success === leaf ? undefined : own.success, path }
    const needed = new Set(secretsOf(state))
    return { state, commitSecret: commitSecretOf(suite, top), retired: secretsOf(before).filter((secret) => !needed.has(secret)) }
  })
}

/** The pair at the foot of our path; refused unless leaf and slot are still ours, whatever the index says. */
const slotPair = (
  suite: Suite,
  deriveKeyPair: DeriveKeyPair,
  { leaf, me, slot }: ArtState,
  tree: TreeView,
  slots: Slots,
  refilled: boolean
): Result.Result<KeyPair, CgkaRejected> => {
  const node = toNode(me)
  const notOurs = Result.fail(new CgkaRejected({ reason: "NotForUs", node }))
  const key = tree.keyAt(node)
  if (!tree.occupied(me) || key === undefined || !equalBytes(key, leaf.publicKey)) return notOurs
  const entry = slots.get(me)
  if (refilled && entry !== undefined) return borrowedPair(suite, deriveKeyPair, entry, leaf)
  const own = slot ?? leaf
  return equalBytes(entry?.key ?? key, own.publicKey) ? Result.succeed(own) : notOurs
}

/** A joiner's state: the slot's pair from the book, then the whole path. `tree`, `slots`: after the commit. */
export const join = (
  suite: Suite,
  { deriveKeyPair }: ArtChoices,
  me: LeafIndex,
  leaf: KeyPair,
  tree: TreeView,
  slots: Slots
): Result.Result<ArtState, CgkaRejected> => {
  const entry = slots.get(me)
  const borrowed = entry === undefined ? undefined : borrowedPair(suite, deriveKeyPair, entry, leaf)
  if (borrowed !== undefined && Result.isFailure(borrowed)) return Result.fail(borrowed.failure)
  const slot = borrowed?.success
  return Result.map(
    climb(suite, deriveKeyPair, tree, slots, me, slot ?? leaf, () => undefined),
    ({ path }) => ({ me, leaf, slot, path })
  )
}

/** Forgets the pairs of nodes that the tree no longer has. */
export const follow = (state: ArtState, tree: TreeView): { readonly state: ArtState; readonly retired: ReadonlyArray<Secret> } => {
  const path = state.path.filter(({ node, pair }) => {
    const key = isNode(node, leafCountFor(tree.leafCount)) ? tree.keyAt(node) : undefined
    return key !== undefined && equalBytes(key, pair.publicKey)
  })
  if (path.length === state.path.length) return { state, retired: [] }
  const retired = state.path.filter((key) => !path.includes(key)).map(({ pair }) => pair.secretKey)
  return { state: { ...state, path }, retired }
}

/** DHs that `member` computes: one for its slot if it was refilled, one for each rekeyed ancestor. */
export const workOf = ({ refilled, rekeyed }: ArtReading, tree: TreeView, member: LeafIndex): string => {
  const above = directPath(toNode(member), leafCountFor(tree.leafCount)).filter((node) => rekeyed.has(node))
  return `${refilled.has(member) ? 1 : 0}+${above.length}`
}
