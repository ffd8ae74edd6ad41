import {
  type CgkaEdits,
  CgkaRejected,
  type Change,
  equalBytes,
  type KeyPair,
  type Secret,
  type TreeEdit,
  type TreeView
} from "@copath/contracts"
import { directPath, isNode, type LeafIndex, leafCountFor, type NodeIndex, toNode } from "@copath/tree-math"
import * as Result from "effect/Result"
import { type ArtBook, byLeaf, type Slot, wrapBook } from "./book.ts"
import type { ArtChoices } from "./choices.ts"
import { asListed, borrowedPair, climb } from "./climb.ts"
import { commitSecretOf } from "./commitSecret.ts"
import { plan } from "./plan.ts"
import { type ArtState, secretsOf } from "./state.ts"
import type { ArtUpdate, FilledSlot } from "./update.ts"

/** An update joined with the places its keys are for. */
export interface ArtReading {
  readonly refilled: ReadonlySet<LeafIndex>
  /** Parents that get a new key. */
  readonly rekeyed: ReadonlySet<NodeIndex>
  /** All parents above a change, with a key or without. */
  readonly touched: ReadonlySet<NodeIndex>
  /** The book after the commit. */
  readonly book: ArtBook
}

export interface Read extends CgkaEdits {
  readonly reading: ArtReading
}

const refused = (reason: CgkaRejected["reason"], node?: NodeIndex): Result.Result<never, CgkaRejected> =>
  Result.fail(new CgkaRejected(node === undefined ? { reason } : { reason, node }))

/** Edits and book of a received commit. `tree`: after the proposals. Refuses other numbers of keys than the plan has places, and bad keys. */
export const read = (
  choices: ArtChoices,
  before: ArtBook,
  tree: TreeView,
  change: Change,
  update: ArtUpdate
): Result.Result<Read, CgkaRejected> => {
  const { kept, nodes, outside, refilled } = plan(choices, before.slots, tree, change)
  if (outside !== undefined) return refused("OutsideSubtree", outside)
  const joined = nodes.filter((planned) => planned.joined).map(({ node }) => node)
  if (update.slots.length !== refilled.length || update.nodes.length !== joined.length) return refused("PathLength")
  const { add, suite } = choices
  const sendsKey = add.sends === "always" || (add.sends === "with adds" && change.added.length > 0)
  if (sendsKey ? !suite.kem.validPublicKey(update.key) : update.key.length > 0) return refused("Malformed")
  const filled: Array<Slot> = []
  for (const [i, leaf] of refilled.entries()) {
    const slot = entryOf(choices, before, tree, change, update.key, leaf, update.slots[i] as FilledSlot)
    if (slot === undefined) return refused("Malformed", toNode(leaf))
    filled.push(slot)
  }
  const keys = new Map<NodeIndex, Uint8Array>()
  for (const [i, node] of joined.entries()) {
    const key = update.nodes[i] as Uint8Array
    if (!suite.kem.validPublicKey(key)) return refused("Malformed", node)
    keys.set(node, key)
  }
  const edits: ReadonlyArray<TreeEdit> = nodes.map(({ node }) => ({ node, key: keys.get(node) }))
  const book: ArtBook = { slots: byLeaf([...kept, ...filled]), addKey: add.epochPair === undefined ? undefined : update.key }
  const reading = { refilled: new Set(refilled), rekeyed: new Set(joined), touched: new Set(nodes.map(({ node }) => node)), book }
  return Result.succeed({ reading, edits, book: wrapBook(book) })
}

/** The book's entry for a slot that was filled; `undefined` for keys that are none, and for an ephemeral key where none is due. */
const entryOf = (
  { add, suite }: ArtChoices,
  before: ArtBook,
  tree: TreeView,
  change: Change,
  updateKey: Uint8Array,
  leaf: LeafIndex,
  { ephemeral: sent, key }: FilledSlot
): Slot | undefined => {
  const arranged = change.added.includes(leaf) ? add.arrange(before, change, updateKey) : { filler: change.committer, ephemeral: undefined }
  const sendsOwn = tree.occupied(leaf) && arranged.ephemeral === undefined
  if (!suite.kem.validPublicKey(key) || !(sendsOwn ? suite.kem.validPublicKey(sent) : sent.length === 0)) return undefined
  return { leaf, filler: arranged.filler, key, ephemeral: arranged.ephemeral ?? sent }
}

export interface Processed {
  readonly state: ArtState
  readonly commitSecret: Secret
  readonly retired: ReadonlyArray<Secret>
}

/** The member's own path after the commit, from the lowest change upward. `tree`: with the edits and the committer's new leaf. */
export const process = (
  choices: ArtChoices,
  before: ArtState,
  { book, refilled, touched }: ArtReading,
  tree: TreeView,
  change: Change
): Result.Result<Processed, CgkaRejected> => {
  const { leaf, me } = before
  if (me === change.committer) return refused("NotForUs")
  const own = slotPair(choices, before, tree, book, refilled.has(me))
  if (Result.isFailure(own)) return Result.fail(own.failure)
  const lie = falseSlot(choices, before, book, tree, change)
  if (lie !== undefined) return refused("KeyMismatch", toNode(lie))
  const known = new Map(before.path.map(({ node, pair }) => [node, pair]))
  const climbed = climb(choices, tree, book.slots, me, own.success, (node) => (touched.has(node) ? undefined : known.get(node)))
  return Result.flatMap(climbed, ({ path, top }) =>
    Result.map(epochPairOf(choices, book, top), (epochPair) => {
      const state: ArtState = { me, leaf, slot: own.success === leaf ? undefined : own.success, path, epochPair }
      const needed = new Set(secretsOf(state))
      const retired = secretsOf(before).filter((secret) => !needed.has(secret))
      return { state, commitSecret: commitSecretOf(choices.suite, top), retired }
    })
  )
}

/** The pair at the foot of our path; refused unless leaf and slot are still ours, whatever the index says. */
const slotPair = (
  choices: ArtChoices,
  { leaf, me, slot }: ArtState,
  tree: TreeView,
  { slots }: ArtBook,
  refilled: boolean
): Result.Result<KeyPair, CgkaRejected> => {
  const node = toNode(me)
  const key = tree.keyAt(node)
  if (!tree.occupied(me) || key === undefined || !equalBytes(key, leaf.publicKey)) return refused("NotForUs", node)
  const entry = slots.get(me)
  if (refilled && entry !== undefined) return borrowedPair(choices, entry, leaf)
  const own = slot ?? leaf
  return equalBytes(entry?.key ?? key, own.publicKey) ? Result.succeed(own) : refused("NotForUs", node)
}

/** An added member's slot that everybody can compute and that is not what comes out. */
const falseSlot = ({ add, ...tools }: ArtChoices, { epochPair }: ArtState, { slots }: ArtBook, tree: TreeView, change: Change) =>
  change.added.find((leaf) => {
    const slot = slots.get(leaf)
    if (add.witness === undefined || slot?.filler !== "everybody") return false
    const leafKey = tree.keyAt(toNode(leaf))
    const pair = epochPair === undefined || leafKey === undefined ? undefined : add.witness(tools, epochPair, leafKey)
    pair?.secretKey.wipe()
    return pair === undefined || !equalBytes(pair.publicKey, slot.key)
  })

/** The new epoch's own pair, where the form of adding has one: the book must say the same public key. */
const epochPairOf = (
  { add, ...tools }: ArtChoices,
  { addKey }: ArtBook,
  top: KeyPair
): Result.Result<KeyPair | undefined, CgkaRejected> => {
  const pair = add.epochPair?.(tools, top)
  if (pair === undefined) return Result.succeed(undefined)
  return addKey !== undefined && equalBytes(addKey, pair.publicKey) ? Result.succeed(pair) : refused("KeyMismatch")
}

/** A joiner's state: the slot's pair from the book, then the whole path. `tree`, `book`: after the commit; `from`: the committer's leaf. */
export const join = (
  choices: ArtChoices,
  me: LeafIndex,
  leaf: KeyPair,
  from: LeafIndex,
  tree: TreeView,
  book: ArtBook,
  leafSecret: Secret | undefined
): Result.Result<ArtState, CgkaRejected> => {
  const slot = book.slots.get(me)
  if (slot === undefined) return refused("NotForUs", toNode(me))
  const { add, ...tools } = choices
  const found = asListed(slot, add.find({ ...tools, leaf, slot, adderKey: tree.keyAt(toNode(from)), leafSecret }))
  if (Result.isFailure(found)) return Result.fail(found.failure)
  const climbed = climb(choices, tree, book.slots, me, found.success, () => undefined)
  return Result.flatMap(climbed, ({ path, top }) =>
    Result.map(epochPairOf(choices, book, top), (epochPair) => ({ me, leaf, slot: found.success, path, epochPair }))
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
