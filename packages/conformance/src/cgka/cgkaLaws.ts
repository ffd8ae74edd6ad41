import type { Suite } from "@copath/contracts"
import type { TreeShape } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { checkGarbage, checkLostRace } from "./adversity.ts"
import type { CgkaLayer } from "./group.ts"
import type { Declared } from "./knowledge.ts"
import { checkPathSealing } from "./pathSealing.ts"
import { playCgka, type PlayOptions } from "./play.ts"
import { type ScriptStep, scriptStep } from "./script.ts"

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
}

/**
 * Registers the laws of `Cgka` as vitest tests. They drive the contract alone, over a public tree of bare keys, in random stories of adds,
 * removes, updates, external joins and commits by anyone. A failing story is shrunk and printed with its seed.
 */
export const cgkaLaws = (name: string, layer: CgkaLayer, options: CgkaLawOptions): void => {
  const { borrowed, doubleJoin, runs = 2, shape, sizes = [2, 3, 4, 5, 7, 8, 9, 33], steps = 8, suite } = options
  const play = (seed: number, members: number): PlayOptions => ({
    suite,
    seed,
    members,
    ...(shape === undefined ? {} : { shape }),
    ...(borrowed === undefined ? {} : { borrowed }),
    ...(doubleJoin === undefined ? {} : { doubleJoin })
  })
  const played = (script: ReadonlyArray<ScriptStep>, seed: number, members: number) =>
    Effect.runPromise(playCgka(layer, script, play(seed, members)))
  const story = (length: number) => fc.array(scriptStep, { minLength: length, maxLength: length, size: "max" })

  describe(`${name} keeps the laws of Cgka in suite ${suite.id}`, () => {
    for (const members of sizes) {
      it(`plays random stories that begin with ${members} members`, async () => {
        await fc.assert(
          fc.asyncProperty(story(steps), fc.nat(), async (script, seed) => {
            const { group } = await played(script, seed, members)
            expect(group.epoch).toBe(1 + steps)
          }),
          { numRuns: runs }
        )
      })
    }

    it("starts with one member, who may commit alone", async () => {
      const alone = { by: 0, external: false, adds: 0, removes: [], updates: [], path: true }
      const script = [alone, alone, { ...alone, adds: 1 }, { ...alone, by: 1 }, { ...alone, removes: [1] }, alone]
      const { group } = await played(script, 1, 1)
      expect([...group.members.keys()]).toEqual([0])
    })

    it("says the same bytes under the same seed, and others under another", async () => {
      const script = fc.sample(story(4), { numRuns: 1, seed: 7 }).flat()
      const { transcript } = await played(script, 11, 5)
      expect((await played(script, 11, 5)).transcript).toEqual(transcript)
      expect((await played(script, 12, 5)).transcript).not.toEqual(transcript)
    })

    it("seals paths by PathSealing if it says so, with the leaf key that the tree shows for the committer", async () => {
      const told = fc.sample(story(steps), { numRuns: 1, seed: 13 }).flat()
      const byMembers = told.map((step) => ({ ...step, external: false, path: true }))
      const { bySeam } = await Effect.runPromise(checkPathSealing(layer, byMembers, play(6, 5)))
      const { stage } = await played([], 1, 2)
      expect(bySeam > 0).toBe(stage.here.sealsPaths === true)
    })

    it("answers cut, flipped and random updates with typed failures and keeps the state usable", async () => {
      expect(await Effect.runPromise(checkGarbage(layer, play(3, 6)))).toBeGreaterThan(0)
    })

    it("lets the loser of a race drop its commit and take the winner's", async () => {
      expect(await Effect.runPromise(checkLostRace(layer, play(4, 6)))).toBe(true)
    })
  })
}
