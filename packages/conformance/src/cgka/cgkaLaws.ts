import type { Suite } from "@copath/contracts"
import type { TreeShape } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import { describe, expect } from "vitest"
import { lawTest, named } from "../law.ts"
import { checkDamagedStates, checkGarbage, checkLostRace, checkRepeatable, checkTransparent } from "./adversity.ts"
import { checkCounting } from "./counting.ts"
import type { CgkaLayer } from "./group.ts"
import type { Declared } from "./knowledge.ts"
import { checkPathSealing } from "./pathSealing.ts"
import { playCgka, type PlayOptions } from "./play.ts"
import { type ScriptStep, scriptStep } from "./script.ts"
import { checkStories, inWords } from "./story.ts"

/** What a run of the laws takes. */
export interface CgkaLawOptions extends Declared {
  /** Whose HPKE and hashes the variant is given; calls to it are watched. */
  readonly suite: Suite
  /** Group sizes at the beginning of each story; 2, 3, 4, 5, 7, 8, 9 and 33 unless told otherwise. */
  readonly sizes?: ReadonlyArray<number>
  /** Random stories per size. */
  readonly runs?: number
  /** Commits in a story. */
  readonly steps?: number
  /** Of the tree; RFC 9420's, unless told otherwise. */
  readonly shape?: TreeShape
  /** Members of the group in which everybody does what is counted otherwise; 128 unless told otherwise, and no more than the largest of `sizes` if those are told. */
  readonly counted?: number
}

/**
 * Registers the laws of `Cgka` as vitest tests. They drive the contract alone, over a public tree of bare keys, in random stories of adds,
 * removes, updates, external joins and commits by anyone. A failing story is shrunk and printed with its seed.
 */
export const cgkaLaws = (name: string, layer: CgkaLayer, options: CgkaLawOptions): void => {
  const { borrowed, doubleJoin, runs = 2, shape, sizes = [2, 3, 4, 5, 7, 8, 9, 33], steps = 8, suite } = options
  const { counted = options.sizes === undefined ? 128 : Math.max(2, ...options.sizes) } = options
  const how = {
    suite,
    ...(shape === undefined ? {} : { shape }),
    ...(borrowed === undefined ? {} : { borrowed }),
    ...(doubleJoin === undefined ? {} : { doubleJoin })
  }
  const play = (seed: number, members: number): PlayOptions => ({ ...how, seed, members })
  const played = (script: ReadonlyArray<ScriptStep>, seed: number, members: number) => playCgka(layer, script, play(seed, members))
  const sampled = (length: number, seed: number): ReadonlyArray<ScriptStep> =>
    fc.sample(fc.array(scriptStep, { minLength: length, maxLength: length, size: "max" }), { numRuns: 1, seed }).flat()
  const law = (title: string, check: Effect.Effect<void, unknown>): void => lawTest(title, named(title, Effect.mapError(check, inWords)))
  const holds = (assertion: () => void): Effect.Effect<void, unknown> => Effect.try({ try: assertion, catch: (cause) => cause })

  describe(`${name} keeps the laws of Cgka in suite ${suite.id}`, () => {
    for (const members of sizes) {
      law(
        `every law holds at every step of random stories that begin with ${members} members`,
        checkStories(layer, { ...how, members, runs, steps })
      )
    }

    const alone = { by: 0, external: false, adds: 0, removes: [], updates: [], path: true }
    law(
      "a group begins with one member, who may commit alone",
      Effect.flatMap(
        played([alone, alone, { ...alone, adds: 1 }, { ...alone, by: 1 }, { ...alone, removes: [1] }, alone], 1, 1),
        ({ group }) => holds(() => expect([...group.members.keys()]).toEqual([0]))
      )
    )

    law("equal seeds give equal bytes, and others give others", checkRepeatable(layer, sampled(4, 7), play(11, 5)))

    law(
      "paths are sealed by PathSealing where that is said, with the leaf key that the tree shows for the committer",
      Effect.gen(function* () {
        const byMembers = sampled(steps, 13).map((step) => ({ ...step, external: false, path: true }))
        const { bySeam } = yield* checkPathSealing(layer, byMembers, play(6, 5))
        const { stage } = yield* played([], 1, 2)
        yield* holds(() => expect(bySeam > 0).toBe(stage.here.sealsPaths === true))
      })
    )

    law(
      "cut, flipped and random updates get typed failures and leave the state as it was",
      Effect.flatMap(checkGarbage(layer, play(3, 6)), (refused) => holds(() => expect(refused).toBeGreaterThan(0)))
    )

    law(
      "cut, flipped and random welcomes and written states get typed failures",
      Effect.flatMap(checkDamagedStates(layer, play(3, 6)), (refused) => holds(() => expect(refused).toBeGreaterThan(0)))
    )

    law("who loses a race drops its commit and takes the winner's", checkLostRace(layer, play(4, 6)))

    law(
      "who is written down and read back after each commit goes on as if nothing had been",
      checkTransparent(layer, sampled(steps, 17), play(12, 5))
    )

    law(
      `what is counted of ${counted} members from public data is what each of them does, in operations and bytes`,
      checkCounting(layer, { ...how, members: counted, steps: 2 })
    )
  })
}
