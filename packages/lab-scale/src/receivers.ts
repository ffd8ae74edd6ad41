import { type CgkaCounting, equalBytes, memberKeyAt } from "@copath/contracts"
import type { GroupState } from "@copath/group"
import { type LeafIndex, leafIndex } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import { classesOf } from "./classes.ts"
import type { CountedGroup } from "./countedGroup.ts"
import { pairOf } from "./leanSuite.ts"
import { refused } from "./refused.ts"
import { Work } from "./tally.ts"

/** A commit that has been made. */
interface Made {
  /** What all members had alike before it. */
  readonly before: GroupState
  /** And after it, in the committer's hands. */
  readonly after: GroupState
  readonly committer: LeafIndex
  readonly message: Uint8Array
  readonly change: {
    readonly added: ReadonlyArray<LeafIndex>
    readonly removed: ReadonlyArray<LeafIndex>
    readonly updated: ReadonlyArray<LeafIndex>
  }
}

/** A commit with a path as those take it in who stay. */
interface Stays extends Made {
  readonly taken: NonNullable<ReturnType<CountedGroup["at"]["seam"]["takeTaken"]>>
  readonly counting: CgkaCounting
  /** Leaves of who stands in the group after it but does not take it in. */
  readonly out: ReadonlySet<LeafIndex>
  /** One member, at which the engine took it in, and what it did, looking for no echo. */
  readonly witness: LeafIndex
  readonly echoless: Work
}

/** All others take a commit in. Gives the number of classes. */
export const receivers = Effect.fnUntraced(function* (group: CountedGroup, made: Made) {
  const { after, before, change, committer, message } = made
  const { seam } = group.at
  const { tree } = after
  const [leaving] = change.removed
  if (leaving !== undefined) {
    const { echoless } = yield* group.takeWhole(before, leaving, message)
    group.charge("received.commit", "removed", echoless, change.removed.length, group.among(change.removed), message)
    for (const leaf of change.removed) group.spoken.delete(leaf)
  }
  const out = new Set([committer, ...change.added])
  const witness = group.witness(tree, (leaf) => out.has(leaf))
  if (witness === undefined) return 0
  // A commit without a path is not `process`ed, and what the last one was is over.
  seam.takeTaken()
  const whole = yield* group.takeWhole(before, witness, message)
  if (!equalBytes(whole.confirmationTag, after.confirmationTag))
    return yield* refused("Broken", `leaf ${witness} came into another epoch than the committer`)
  const { echoless } = whole
  const taken = seam.takeTaken()
  if (taken === undefined) {
    const speakers = group.spoken.size - group.among(out)
    group.charge("received.commit", "member", echoless, tree.memberCount - out.size, speakers, message)
    return 1
  }
  const { counting } = seam.cgka
  if (counting === undefined) return yield* refused("Part", `${seam.cgka.id} does not tell what a member holds`)
  const stays: Stays = { ...made, taken, counting, out, witness, echoless }
  const classes = yield* seam.cgka.route === undefined ? bySamples(group, stays) : byClasses(group, stays, seam.cgka.route)
  seam.takeTaken()
  return classes
})

/** Members with equal routes do equal work: one of each class does it. */
const byClasses = Effect.fnUntraced(function* (
  group: CountedGroup,
  stays: Stays,
  route: NonNullable<CountedGroup["at"]["seam"]["cgka"]["route"]>
) {
  const { after, before, change, counting, echoless, message, out, taken, witness } = stays
  const { tree } = after
  const routeOf = (member: LeafIndex): string => route(taken.reading, taken.tree, taken.change, member)
  const classes = classesOf({
    tree,
    edited: taken.edits.map(({ node }) => node),
    out,
    apart: [...counting.apart(before.book, taken.reading).filter((leaf) => tree.occupied(leaf)), ...change.updated],
    route: routeOf,
    speakersIn: group.spoken.within
  })
  const rest = echoless.minus(taken.work)
  const own = routeOf(witness)
  for (const { members, route: name, sample, speakers } of classes) {
    const work = name === own ? echoless : rest.plus(yield* taking(group, stays, sample))
    group.charge("received.commit", "member", work, members, speakers, message)
  }
  return classes.length
})

/** Nobody says who does equal work: some are drawn by lot, and stand for all. Gives how many different things these did. */
const bySamples = Effect.fnUntraced(function* (group: CountedGroup, stays: Stays) {
  const { after, echoless, message, out, taken } = stays
  const { costs } = group.at
  const rest = echoless.minus(taken.work)
  const echo = Work.none.and("hash", 1, message.length)
  const devices = after.tree.memberCount - out.size
  const all = group.at.observers >= devices
  const works: Array<Work> = []
  for (const member of drawn(group, after.tree, out)) {
    const work = rest.plus(yield* taking(group, stays, member))
    works.push(all && group.spoken.has(member) ? work.plus(echo) : work)
  }
  // Who looks for an echo is known of everybody: only what the key agreement does is told from samples.
  const speakers = group.spoken.size - group.among(out)
  const more = all ? {} : { more: { devices: speakers, work: echo } }
  costs.sampled("member", { works, devices, bytes: message.length, drawn: true, ...more })
  costs.add("received.commit", "member", message.length, devices)
  return new Set(works.map(({ counts }) => counts)).size
})

/** A member's key agreement takes in a commit that the engine took in at another: what it does for it. */
const taking = Effect.fnUntraced(function* (group: CountedGroup, { before, change, counting, taken }: Stays, leaf: LeafIndex) {
  const { seam, suite, tally } = group.at
  const pair = (publicKey: Uint8Array) => pairOf(publicKey, suite.kem.secretKeySize)
  let cgka = counting.stateOf(leaf, before.tree, before.book, pair)
  // Its own Update is in force with this commit, and it with the new key.
  if (change.updated.includes(leaf)) cgka = seam.cgka.renew(cgka, pair(memberKeyAt(taken.tree, leaf))).state
  tally.take()
  const { commitSecret } = yield* seam.cgka.process(cgka, taken.reading, taken.tree, taken.change, taken.groupContext)
  const work = tally.take()
  if (!equalBytes(commitSecret.expose(), taken.commitSecret)) return yield* refused("Broken", `leaf ${leaf} has another commit secret`)
  return work
})

/** As many members as there are observers, by lot, or all if there are no more; none of those who are left out. */
const drawn = ({ at: { lots, observers } }: CountedGroup, tree: GroupState["tree"], out: ReadonlySet<LeafIndex>): Iterable<LeafIndex> => {
  const all = tree.memberCount - out.size
  if (observers >= all) return [...tree.members()].filter((leaf) => !out.has(leaf))
  const found = new Set<LeafIndex>()
  while (found.size < observers) {
    const leaf = leafIndex(lots.below(tree.leafCount))
    if (tree.occupied(leaf) && !out.has(leaf)) found.add(leaf)
  }
  return found
}
