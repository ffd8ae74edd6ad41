import { nextPathSecret } from "@copath/cgka-treekem"
import {
  type CgkaBook,
  type CgkaEdits,
  CgkaRejected,
  type Change,
  equalBytes,
  type KeyPair,
  Secret,
  type TreeView
} from "@copath/contracts"
import { commonAncestor, covers, directPath, isLeaf, type LeafIndex, leafCountFor, type NodeIndex, toNode } from "@copath/tree-math"
import * as Result from "effect/Result"
import { keysOf } from "./commit.ts"
import { linesAfter, pathOf } from "./path.ts"
import { type Means, openOnce, under } from "./sealing.ts"
import { follow, type NodeLine, type State } from "./state.ts"
import { books, type Invitation, type SealedOnce, type UpdatablePath } from "./wire.ts"

/** A parent on the committer's path with its published keys. */
interface Published {
  readonly node: NodeIndex
  readonly key: Uint8Array
  readonly line: Uint8Array
}

/** An update joined with the places it is for. */
export interface Reading {
  readonly steps: ReadonlyArray<Published & { readonly sealed: ReadonlyArray<readonly [target: NodeIndex, one: SealedOnce]> }>
}

const rejected = (reason: CgkaRejected["reason"], node?: NodeIndex): Result.Result<never, CgkaRejected> =>
  Result.fail(new CgkaRejected(node === undefined ? { reason } : { reason, node }))

/** The public half: checks the update's form and every key in it. `tree`: after the proposals. */
export const read = (
  { suite, upke }: Means,
  book: CgkaBook,
  tree: TreeView,
  change: Change,
  { joiners, nodes, own }: UpdatablePath
): Result.Result<CgkaEdits & { readonly reading: Reading }, CgkaRejected> => {
  const plan = pathOf(tree, change)
  if (nodes.length !== plan.steps.length || joiners.length !== change.added.length) return rejected("PathLength")
  if (!upke.valid(own) || !joiners.every(upke.valid)) return rejected("Malformed", toNode(change.committer))
  const steps: Array<Reading["steps"][number]> = []
  for (const [i, { node, targets }] of plan.steps.entries()) {
    const { encryptionKey, line, sealed } = nodes[i]!
    if (sealed.length !== targets.length) return rejected("PathLength", node)
    const pairs = targets.map((target, at) => [target, sealed.at(at)!] as const)
    const wellFormed = pairs.every(([target, { mask, next }]) => upke.valid(next) && (mask !== undefined) === isLeaf(target))
    if (!wellFormed || !suite.kem.validPublicKey(encryptionKey) || !upke.valid(line)) return rejected("Malformed", node)
    steps.push({ node, key: encryptionKey, line, sealed: pairs })
  }
  const moved = [
    ...steps.flatMap(({ sealed }) => sealed.map(([node, { next }]) => ({ node, key: next }))),
    ...steps.map(({ line, node }) => ({ node, key: line }))
  ]
  return Result.succeed({
    reading: { steps },
    edits: [...steps.map(({ key, node }) => ({ node, key })), ...plan.blanked.map((node) => ({ node, key: undefined }))],
    book: books.wrap(linesAfter(books.unwrap(book), tree, change, { own, joiners, moved, blanked: plan.blanked }))
  })
}

/** What `process` makes. */
export interface Processed {
  readonly state: State
  readonly commitSecret: Secret
  readonly retired: ReadonlyArray<Secret>
}

/**
 * The private half: opens the one ciphertext that is for a line of ours, moves that line on, and hashes up to the root. Every key on the way must be the
 * published one. `tree`: with the edits.
 */
export const process = (
  means: Means,
  before: State,
  { steps }: Reading,
  tree: TreeView,
  change: Change,
  groupContext: Uint8Array
): Result.Result<Processed, CgkaRejected> => {
  const { suite } = means
  const first = steps.findIndex(({ node }) => covers(node, before.me))
  const meeting = steps[first]
  if (meeting === undefined || before.me === change.committer) return rejected("NotForUs")
  const own = toNode(before.me)
  const shown = tree.keyAt(own)
  // A leaf may have a new owner: the index alone does not make it ours.
  if (shown === undefined || !equalBytes(shown, before.leaf.publicKey)) return rejected("NotForUs", own)
  const { retired, state } = follow(before, tree)
  const held = meeting.sealed.flatMap(([target, sealed]) =>
    state.lines.flatMap((line) => (line.node === target ? [{ line, sealed }] : []))
  )[0]
  if (held === undefined) return rejected("NotForUs", meeting.node)
  const { line, sealed } = held
  const leaf = line.node === own ? state.leaf : undefined
  const opened = openOnce(means, line.pair, leaf, sealed, suite.kdf.size, under(means, groupContext))
  if (opened === undefined) return rejected("Undecryptable", line.node)
  const climbed = climb(means, opened.secret, steps.slice(first))
  if (Result.isFailure(climbed)) return Result.fail(climbed.failure)
  opened.delta.wipe()
  const lines = state.lines.map((one) => (one === line ? { ...line, pair: opened.moved } : one))
  return Result.succeed({
    state: { ...state, lines: [...lines, ...climbed.success.lines] },
    commitSecret: climbed.success.beyond,
    retired: [...retired, line.pair.secretKey]
  })
}

/**
 * What a commit costs a member, from public data: from which step on it hashes up, and whether what it opens was sealed to a leaf, with a mask, or to a parent. Its line
 * moves on once either way.
 */
export const routeOf = ({ steps }: Reading, member: LeafIndex): string => {
  const first = steps.findIndex(({ node }) => covers(node, member))
  const own = toNode(member)
  return `${first} ${steps[first]?.sealed.some(([target]) => target === own) === true ? "leaf" : "parent"}`
}

/** Lines from the secret of the lowest of `nodes` upward, and the secret beyond the topmost. Consumes `start`. */
const climb = (
  means: Means,
  start: Secret,
  nodes: ReadonlyArray<{ readonly node: NodeIndex; readonly key: Uint8Array; readonly line: Uint8Array }>
): Result.Result<{ readonly lines: ReadonlyArray<NodeLine>; readonly beyond: Secret }, CgkaRejected> => {
  const lines: Array<NodeLine> = []
  let secret = start
  for (const { key, line, node } of nodes) {
    const made = keysOf(means, secret)
    if (!equalBytes(made.key, key) || !equalBytes(made.line.publicKey, line)) return rejected("KeyMismatch", node)
    lines.push({ node, key, pair: made.line })
    const next = nextPathSecret(means.suite, secret)
    secret.wipe()
    secret = next
  }
  return Result.succeed({ lines, beyond: secret })
}

/** A joiner's state: its first line, and those of its ancestors from where its path meets the committer's. `tree`, `book`: after the commit. */
export const join = (
  means: Means,
  me: LeafIndex,
  leaf: KeyPair,
  from: LeafIndex,
  tree: TreeView,
  book: CgkaBook,
  { pathSecret, seed }: Invitation
): Result.Result<State, CgkaRejected> => {
  const own = toNode(me)
  const keyOf = new Map(books.unwrap(book).lines.map(({ key, node }) => [node, key]))
  const drawn = new Secret(seed.slice())
  const pair = means.upke.pair(drawn)
  drawn.wipe()
  const published = keyOf.get(own)
  if (published === undefined || !equalBytes(published, pair.publicKey)) return rejected("KeyMismatch", own)
  const meeting = commonAncestor(me, from)
  if (pathSecret.length !== means.suite.kdf.size) return rejected("Malformed", meeting)
  const above = directPath(own, leafCountFor(tree.leafCount))
  const nodes = above.slice(above.indexOf(meeting)).flatMap((node) => {
    const [key, line] = [tree.keyAt(node), keyOf.get(node)]
    return key === undefined || line === undefined ? [] : [{ node, key, line }]
  })
  const climbed = climb(means, new Secret(pathSecret.slice()), nodes)
  if (Result.isFailure(climbed)) return Result.fail(climbed.failure)
  climbed.success.beyond.wipe()
  return Result.succeed({ me, leaf, lines: [{ node: own, key: leaf.publicKey, pair }, ...climbed.success.lines] })
}
