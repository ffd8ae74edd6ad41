import {
  type CgkaEdits,
  CgkaRejected,
  type Change,
  CryptoFailure,
  type KeyPair,
  noBytes,
  type Random,
  type Secret,
  type TreeEdit,
  type TreeView
} from "@copath/contracts"
import { directPath, left, leafCountFor, type LeafIndex, type NodeIndex, right, root, toNode } from "@copath/tree-math"
import * as Result from "effect/Result"
import type { Filling, Made, Tools } from "./addForm.ts"
import { type ArtBook, byLeaf, type Slot, wrapBook } from "./book.ts"
import type { ArtChoices } from "./choices.ts"
import { commitSecretOf } from "./commitSecret.ts"
import { freshSlot, vacantSlot } from "./freshSlot.ts"
import { agreedPair, freshPair } from "./keyPair.ts"
import { type Plan, type PlannedNode, plan } from "./plan.ts"
import { type ArtState, secretsOf } from "./state.ts"
import { keyOf } from "./tree.ts"
import type { ArtUpdate, FilledSlot } from "./update.ts"

/** A finished commit: all keys are public or derived, so `seal` has only to hand this out. */
export interface ArtStaged {
  readonly state: ArtState
  readonly commitSecret: Secret
  readonly update: ArtUpdate
  /** What each joiner is told, in the order of the Adds. */
  readonly leafSecrets: ReadonlyArray<Secret | undefined>
  readonly retired: ReadonlyArray<Secret>
}

export interface Staged extends CgkaEdits {
  readonly staged: ArtStaged
  readonly leafKey: Uint8Array
}

/**
 * Fresh leaf, fresh slots, and every parent above them. `tree`: after the proposals. Refused where the committer has no key below a parent that
 * changes; fails on a key in the tree that is none.
 */
export const stage = (
  choices: ArtChoices,
  random: Random,
  before: ArtState,
  book: ArtBook,
  tree: TreeView,
  change: Change
): Result.Result<Staged, CgkaRejected | CryptoFailure> => {
  const planned = plan(choices, book.slots, tree, change)
  if (planned.outside !== undefined) return Result.fail(new CgkaRejected({ reason: "OutsideSubtree", node: planned.outside }))
  const leaf = freshPair(choices.suite, random, choices.deriveKeyPair)
  const slots = fillSlots(choices, random, before, book, tree, change, leaf, planned)
  if (slots === undefined) return Result.fail(new CryptoFailure({ operation: "dh.agree" }))
  const pairs = new Map<NodeIndex, KeyPair>([[toNode(change.committer), leaf], ...slots.pairs])
  const after = byLeaf([...planned.kept, ...slots.entries])
  const blanked = new Set(planned.nodes.filter(({ joined }) => !joined).map(({ node }) => node))
  const next = { keyAt: (node: NodeIndex) => (blanked.has(node) ? undefined : tree.keyAt(node)) }
  for (const place of planned.nodes) {
    if (!place.reached) continue
    const pair = parentPair(choices, pairs, place, (node) => keyOf(next, after, node))
    if (pair === undefined) return Result.fail(new CryptoFailure({ operation: "dh.agree" }))
    pairs.set(place.node, pair)
  }
  return Result.succeed(finished(choices, before, tree, change, planned, pairs, slots))
}

/** The slots that one commit fills. */
interface FilledSlots {
  readonly pairs: ReadonlyArray<readonly [NodeIndex, KeyPair]>
  readonly entries: ReadonlyArray<Slot>
  readonly sent: ReadonlyArray<FilledSlot>
  readonly key: Uint8Array
  readonly leafSecrets: ReadonlyMap<LeafIndex, Secret>
}

/** Added members' slots as the form of adding has it; those of others who sit there with an ephemeral key; vacant ones at random. */
const fillSlots = (
  choices: ArtChoices,
  random: Random,
  { epochPair }: ArtState,
  book: ArtBook,
  tree: TreeView,
  change: Change,
  leaf: KeyPair,
  { refilled }: Plan
): FilledSlots | undefined => {
  const filling: Filling | undefined =
    change.added.length === 0 ? undefined : choices.add.begin({ ...choices, random, book, change, leaf, epochPair })
  const key = filling?.key ?? noBytes
  const arranged = choices.add.arrange(book, change, key)
  const added = new Set(change.added)
  const pairs: Array<readonly [NodeIndex, KeyPair]> = []
  const entries: Array<Slot> = []
  const sent: Array<FilledSlot> = []
  const leafSecrets = new Map<LeafIndex, Secret>()
  const fill = (at: LeafIndex): Made | undefined => {
    const member = tree.occupied(at) ? tree.keyAt(toNode(at)) : undefined
    if (member === undefined) return vacantSlot(choices, random)
    return filling !== undefined && added.has(at) ? filling.fill(member) : freshSlot(choices, random, member)
  }
  for (const at of refilled) {
    const made = fill(at)
    if (made === undefined) return undefined
    const { filler, ephemeral = made.ephemeral } = added.has(at) ? arranged : { filler: change.committer }
    pairs.push([toNode(at), made.pair])
    entries.push({ leaf: at, filler, key: made.pair.publicKey, ephemeral })
    sent.push({ key: made.pair.publicKey, ephemeral: made.ephemeral })
    if (made.leafSecret !== undefined) leafSecrets.set(at, made.leafSecret)
  }
  filling?.end()
  return { pairs, entries, sent, key, leafSecrets }
}

/** The pair of a reached node: one child's is in `pairs`, for it stands above the committer or a slot just filled. */
const parentPair = (
  { deriveKeyPair, suite }: Tools,
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
  choices: ArtChoices,
  before: ArtState,
  tree: TreeView,
  { added, committer: me }: Change,
  { kept, nodes }: Plan,
  pairs: ReadonlyMap<NodeIndex, KeyPair>,
  { entries, key, leafSecrets, sent }: FilledSlots
): Staged => {
  const leaf = pairs.get(toNode(me)) as KeyPair
  const joined = new Set(nodes.filter((planned) => planned.joined).map(({ node }) => node))
  const leaves = leafCountFor(tree.leafCount)
  const path = directPath(toNode(me), leaves)
    .filter((node) => joined.has(node))
    .map((node) => ({ node, pair: pairs.get(node) as KeyPair }))
  const top = pairs.get(root(leaves)) as KeyPair
  const commitSecret = commitSecretOf(choices.suite, top)
  const epochPair = choices.add.epochPair?.(choices, top)
  // The keys of others' slots, and of nodes off our path, are forgotten at once.
  const mine = new Set([leaf, ...path.map(({ pair }) => pair)])
  for (const pair of pairs.values()) if (!mine.has(pair)) pair.secretKey.wipe()
  const publicKey = (node: NodeIndex): Uint8Array => (pairs.get(node) as KeyPair).publicKey
  const edits: ReadonlyArray<TreeEdit> = nodes.map((planned) => ({
    node: planned.node,
    key: planned.joined ? publicKey(planned.node) : undefined
  }))
  const update: ArtUpdate = {
    slots: sent,
    nodes: edits.flatMap((edit) => (edit.key === undefined ? [] : [edit.key])),
    key: epochPair?.publicKey ?? key
  }
  const state: ArtState = { me, leaf, slot: undefined, path, epochPair }
  const told = added.map((at) => leafSecrets.get(at))
  return {
    staged: { state, commitSecret, update, leafSecrets: told, retired: secretsOf(before) },
    leafKey: leaf.publicKey,
    edits,
    book: wrapBook({ slots: byLeaf([...kept, ...entries]), addKey: epochPair?.publicKey })
  }
}
