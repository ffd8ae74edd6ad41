import { type CgkaState, type KeyPair, Secret } from "@copath/contracts"
import { isLeaf, type LeafCount, type LeafIndex, left, type NodeIndex, parent, right, root, toLeaf, toNode } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import { LawBroken } from "../broken.ts"
import { type Proposed, receiveCommit, type Sent } from "./commitStep.ts"
import { type LawGroup, type Person, sameBytes, type Stage } from "./group.ts"
import { merged } from "./lawTree.ts"
import { keyId } from "./observedSuite.ts"

/*
 * What counting at scale relies on: members' states and work follow from public data. Here everybody is there, and does the work, so that each of these claims can be looked at.
 */

/** Fails the law of counting. */
export const miscounted = (detail: string) => Effect.fail(new LawBroken({ law: "what is counted is what members do", detail }))

/** The private key to any public one: every key of a story was made under the eyes of the observed suite. */
export const pairFrom =
  ({ observed }: Stage) =>
  (publicKey: Uint8Array): KeyPair => {
    const secretKey = observed.secretKeyOf(publicKey)
    if (secretKey === undefined) throw new RangeError("a state was put together with a key that nobody has made")
    return { publicKey, secretKey: new Secret(secretKey.slice()) }
  }

const held = ({ here }: Stage, state: CgkaState): string =>
  here
    .knows(state)
    .map(({ node, publicKey }) => `${node} ${keyId(publicKey)}`)
    .toSorted()
    .join()

/*
 * A route may stand alone, and says who does equal work; so may `counting`, whose members are then told from samples.
 */

/**
 * Of one commit, by brute force: each member's state, put together from public data, is the one that it came to by itself, and takes the commit with the same operations on as
 * many bytes; and so does the committer's make one. Whoever stands beside no edited node, and is not said to be apart, has its neighbours' route.
 */
export const checkCounted = Effect.fnUntraced(function* (stage: Stage, group: LawGroup, proposed: Proposed, sent: Sent) {
  const { there } = stage
  const { counting } = there
  if (counting === undefined) return
  const standIn = (leaf: LeafIndex): CgkaState => counting.stateOf(leaf, group.tree, group.book, pairFrom(stage))
  const { change, committer } = proposed
  const staying = [...group.members.values()].filter(({ id, leaf }) => id !== committer.id && !change.removed.includes(leaf))
  for (const person of staying) {
    const state = standIn(person.leaf)
    if (held(stage, state) !== held(stage, person.state))
      return yield* miscounted(`a state put together for leaf ${person.leaf} has other keys`)
    const real = yield* receiveCommit(stage, person, proposed, sent)
    const counted = yield* receiveCommit(stage, { ...person, state }, proposed, sent)
    if (!sameBytes(counted.commitSecret.expose(), real.commitSecret.expose()))
      return yield* miscounted(`a state put together for leaf ${person.leaf} comes to another commit secret`)
    if (counted.work !== real.work) return yield* miscounted(`leaf ${person.leaf} does ${real.work}, and is counted as ${counted.work}`)
  }
  // An outsider has no state before.
  if (group.members.get(committer.leaf)?.id === committer.id) {
    const real = yield* workOfSending(stage, group, proposed, committer)
    const counted = yield* workOfSending(stage, group, proposed, { ...committer, state: standIn(committer.leaf) })
    if (counted !== real) return yield* miscounted(`the committer at leaf ${committer.leaf} does ${real}, and is counted as ${counted}`)
  }
  const route = (leaf: LeafIndex): string => there.route?.(sent.reading, sent.tree, change, leaf) ?? ""
  const divided = dividedBy(sent, [
    ...sent.edits.map(({ node }) => node),
    ...[committer.leaf, ...change.added, ...change.updated, ...counting.apart(group.book, sent.reading)].map(toNode)
  ])
  yield* checkNeighbours(sent, new Set(staying.map(({ leaf }) => leaf)), divided, route)
  if (counting.parents === "none" && [...sent.tree.filledNodes()].some((node) => !isLeaf(node)))
    return yield* miscounted("a parent holds a key, and it was said that none does")
})

const workOfSending = Effect.fnUntraced(function* (
  { here, observed, suite }: Stage,
  { book }: LawGroup,
  { change, tree }: Proposed,
  { id, leaf, state }: Person
) {
  observed.act(id)
  const { edits, leafKey, staged } = yield* here.stage(state, book, tree, change)
  // The tree's own hashes are nobody's work.
  yield* here.seal(staged, merged(tree, leaf, leafKey, edits, here.reach, suite), change, new Uint8Array(32))
  return observed.work()
})

/** All parents at or above these nodes, as far as they are in the tree. */
const dividedBy = ({ tree }: Sent, nodes: ReadonlyArray<NodeIndex>): ReadonlySet<NodeIndex> => {
  const top = root(tree.leafCount as LeafCount)
  const all = new Set<NodeIndex>()
  for (const start of nodes.filter((node) => node < 2 * tree.leafCount - 1)) {
    for (let node = start; ; node = parent(node)) {
      all.add(node)
      if (node === top) break
    }
  }
  return all
}

const checkNeighbours = (
  { tree }: Sent,
  staying: ReadonlySet<LeafIndex>,
  divided: ReadonlySet<NodeIndex>,
  route: (leaf: LeafIndex) => string
): Effect.Effect<void, LawBroken> => {
  const leavesBelow = (node: NodeIndex): ReadonlyArray<LeafIndex> => {
    if (isLeaf(node)) return staying.has(toLeaf(node)) ? [toLeaf(node)] : []
    return [...leavesBelow(left(node)), ...leavesBelow(right(node))]
  }
  const visit = (node: NodeIndex): Effect.Effect<void, LawBroken> => {
    const members = leavesBelow(node)
    const [first, last] = [members[0], members.at(-1)]
    if (isLeaf(node) || first === undefined || last === undefined) return Effect.void
    const alike = route(first)
    if (divided.has(node) || route(last) !== alike) return Effect.andThen(visit(left(node)), visit(right(node)))
    const odd = members.find((leaf) => route(leaf) !== alike)
    return odd === undefined
      ? Effect.void
      : miscounted(`leaf ${odd} has another route than the others below node ${node}, and is not said to be apart`)
  }
  return visit(root(tree.leafCount as LeafCount))
}
