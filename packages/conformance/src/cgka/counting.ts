import { type CgkaState, noBytes } from "@copath/contracts"
import { covers, type LeafIndex, nodeIndex, right, toNode } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import { propose, receiveCommit, sendCommit } from "./commitStep.ts"
import { miscounted, pairFrom } from "./counted.ts"
import { type CgkaLayer, type LawGroup, openStage, sameBytes, type Stage } from "./group.ts"
import { merged } from "./lawTree.ts"
import { playCgka, type PlayOptions } from "./play.ts"
import { scriptStep } from "./script.ts"

/**
 * Where parents may hold any keys, a tree of made-up keys serves as well: one commit in such a group. As where everybody has committed, parents without anybody on their right
 * hold none.
 */
const checkMadeUp = Effect.fnUntraced(function* (stage: Stage, group: LawGroup) {
  const { counting } = stage.there
  const [committer, ...others] = group.members.keys()
  if (counting?.parents !== "any" || committer === undefined) return
  const { here, observed, suite } = stage
  const parents = Array.from({ length: group.tree.leafCount - 1 }, (_, i) => nodeIndex(2 * i + 1))
  observed.act(-1)
  const made = parents
    .filter((node) => others.some((leaf) => covers(right(node), leaf)))
    .map((node) => ({ node, key: observed.suite.kem.derive(observed.random(suite.kem.seedSize)).publicKey }))
  const tree = merged(group.tree, committer, group.tree.keyAt(toNode(committer)) ?? noBytes, made, "anywhere", suite)
  const standIn = (leaf: LeafIndex): CgkaState => counting.stateOf(leaf, tree, here.emptyBook, pairFrom(stage))
  const members = new Map([...group.members].map(([leaf, person]) => [leaf, { ...person, state: standIn(leaf) }]))
  const madeUp: LawGroup = { ...group, tree, book: here.emptyBook, former: [], members }
  const proposed = yield* propose(stage, madeUp, { committer, adds: 0, removes: [], updates: [], path: true })
  const sent = yield* sendCommit(stage, madeUp, proposed)
  for (const person of [...members.values()].filter(({ leaf }) => leaf !== committer)) {
    const { commitSecret } = yield* receiveCommit(stage, person, proposed, sent)
    if (!sameBytes(commitSecret.expose(), sent.commitSecret.expose()))
      return yield* miscounted(`in a tree of made-up keys leaf ${person.leaf} has another commit secret`)
  }
})

/** How the claims of counting are looked at. */
export interface CountedOptions extends Omit<PlayOptions, "seed" | "told"> {
  /** Commits in the story. */
  readonly steps: number
  /** Of the story. */
  readonly seed?: number
}

/**
 * What `Cgka.counting` and `Cgka.route` claim, in a group in which everybody is there: one random story, each commit of it by brute force, and one commit in a tree of made-up
 * keys. Of a variant that cannot be counted nothing is asked.
 */
export const checkCounting = Effect.fnUntraced(function* (layer: CgkaLayer, { seed = 9420, steps, ...how }: CountedOptions) {
  const stage = yield* openStage(layer, how.suite, seed)
  if (stage.there.counting === undefined) return
  const script = fc.sample(fc.array(scriptStep, { minLength: steps, maxLength: steps, size: "max" }), { numRuns: 1, seed }).flat()
  // By hand, for lots may leave them out: a commit with an Update of another's, and one that removes.
  const quiet = { by: 0, external: false, adds: 0, removes: [], updates: [], path: true }
  const last = [
    { ...quiet, by: 1, updates: [2] },
    { ...quiet, by: 2, removes: [3] },
    { ...quiet, by: how.members - 1, adds: 1 }
  ]
  yield* playCgka(layer, [...script, ...last], { ...how, seed, counted: true })
  const full = yield* playCgka(layer, [], { ...how, seed, counted: true })
  yield* checkMadeUp(full.stage, full.group)
})
