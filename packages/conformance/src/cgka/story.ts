import type { LeafIndex } from "@copath/tree-math"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { LawBroken } from "../broken.ts"
import { Counterexample, forAll, reasonOf } from "../counterexample.ts"
import type { CgkaLayer } from "./group.ts"
import { playCgka, type PlayOptions } from "./play.ts"
import { type ResolvedStep, type ScriptStep, scriptStep } from "./script.ts"

/** What the laws that a story is played under ask, in sentences; their names are those of `LawBroken`. */
const sentences: Readonly<Record<string, string>> = {
  agreement: "all members of an epoch come to the same commit secret",
  "commit secrets are fresh": "no commit secret comes twice",
  "read equals stage": "receivers see the edits and the book that the committer made",
  "read takes what seal made": "what a committer sends can be read",
  "who knows what": "members hold the keys above them, and nobody else does",
  retired: "exactly the keys that go out of use are given up to be wiped",
  "codecs round trip": "what is written down reads as the same",
  "former members are locked out": "who was removed cannot come to a later commit secret",
  "joiners do not learn the past": "who joins cannot come to an earlier commit secret"
}

/** A step in a sentence. */
const sentenceOf = ({ adds, committer, path, removes, updates }: ResolvedStep): string => {
  const leaves = (list: ReadonlyArray<LeafIndex>): string => `${list.length === 1 ? "leaf" : "leaves"} ${list.join(" and ")}`
  const does = [
    ...(adds > 0 ? [`adds ${adds}`] : []),
    ...(removes.length > 0 ? [`removes ${leaves(removes)}`] : []),
    ...(updates.length > 0 ? [`takes updates of ${leaves(updates)}`] : []),
    ...(path ? ["sends a path"] : [])
  ]
  const who = committer === "outsider" ? "somebody outside joins by a commit" : `the member at leaf ${committer} commits`
  return `${who}${does.length === 0 ? ", and changes nothing" : `: ${does.join(", ")}`}`
}

interface Story {
  readonly script: ReadonlyArray<ScriptStep>
  readonly seed: number
}

/** Stories of so many commits. They shrink to fewer, and each commit to less. */
const stories = (steps: number): fc.Arbitrary<Story> => {
  // A step that is left out is what a step shrinks to first; before that it is hardly ever drawn.
  const step = fc.option(scriptStep, { freq: 10_000, nil: undefined })
  return fc
    .tuple(fc.array(step, { minLength: steps, maxLength: steps, size: "max" }), fc.nat())
    .map(([script, seed]) => ({ script: script.filter((one) => one !== undefined), seed }))
}

/** How stories are made up and played. */
export interface StoryOptions extends Omit<PlayOptions, "seed" | "told"> {
  /** How many stories. */
  readonly runs: number
  /** Commits in a story. */
  readonly steps: number
  /** Always the same stories; left out, new ones each time. */
  readonly seed?: number
}

const play = Effect.fnUntraced(function* (
  layer: CgkaLayer,
  { script, seed }: Story,
  options: Omit<PlayOptions, "seed" | "told">,
  lines: Array<string>
) {
  lines.length = 0
  const { group } = yield* playCgka(layer, script, { ...options, seed, told: (step) => lines.push(sentenceOf(step)) })
  const expected = script.length + (options.members === 1 ? 0 : 1)
  if (group.epoch !== expected)
    return yield* new LawBroken({ law: "each commit begins an epoch", detail: `${group.epoch} after ${expected} commits` })
})

/** A story for a reader. The first commit of a larger group is how it came to be. */
const shownStory = (members: number, lines: ReadonlyArray<string>): string => {
  const begun = members === 1 ? "somebody alone" : `a group of ${members}, all added by its creator at once`
  const steps = members === 1 ? lines : lines.slice(1)
  return [steps.length === 0 ? begun : `${begun}; then`, ...steps.map((line, i) => `  ${i + 1}. ${line}`)].join("\n")
}

/** A broken law of a story, named in a sentence. */
export const inWords = (cause: unknown): unknown => {
  if (!(cause instanceof LawBroken)) return cause
  const sentence = sentences[cause.law]
  return sentence === undefined ? cause : new LawBroken({ law: `${sentence} (${cause.law})`, detail: cause.detail })
}

/** The same story, where numbers above the group's size still mean the same members in a smaller one. */
const inSmallNumbers = ({ script, seed }: Story, members: number): Story => ({
  script: script.map((step) => ({
    ...step,
    by: step.by % members,
    removes: step.removes.map((n) => n % members),
    updates: step.updates.map((n) => n % members)
  })),
  seed
})

/**
 * Plays random stories of `steps` commits in groups that begin with `members`. Fails with the shortest story found that breaks a law, in the smallest group in
 * which it does.
 */
export const checkStories = Effect.fnUntraced(function* (layer: CgkaLayer, { runs, seed: start, steps, ...options }: StoryOptions) {
  const texts = new Map<Story, string>()
  const check = (story: Story, members: number) => {
    const lines: Array<string> = []
    return play(layer, story, { ...options, members }, lines).pipe(
      Effect.mapError(inWords),
      Effect.onExit(() => Effect.sync(() => void texts.set(story, shownStory(members, lines))))
    )
  }
  const smallest: Array<Story> = []
  const show = (story: Story): string => {
    smallest.push(story)
    return texts.get(story) ?? JSON.stringify(story)
  }
  const search = { of: stories(steps), show, runs, ...(start === undefined ? {} : { seed: start }) }
  const outcome = yield* Effect.result(forAll(search, (story) => check(story, options.members)))
  if (Result.isSuccess(outcome)) return
  const { path, seed } = outcome.failure
  const tellings = smallest.slice(0, 1).flatMap((story) => [story, inSmallNumbers(story, options.members)])
  for (let members = 2; members < options.members; members++) {
    for (const story of tellings) {
      const exit = yield* Effect.exit(check(story, members))
      if (Exit.isFailure(exit))
        return yield* new Counterexample({ smallest: show(story), reason: reasonOf(Cause.squash(exit.cause)), seed, path })
    }
  }
  return yield* outcome.failure
})
