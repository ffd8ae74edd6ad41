import type { DoubleJoinPolicy } from "@copath/contracts"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { playPolicy, type PolicyPlayOptions } from "./policyPlay.ts"
import { type ScriptStep, scriptStep } from "./script.ts"

/** What a run of the laws takes. */
export interface DoubleJoinLawOptions extends Omit<PolicyPlayOptions, "members"> {
  /** Group sizes at the beginning of each story; 2, 3, 4, 5, 7, 8, 9 and 33 unless told otherwise. */
  readonly sizes?: ReadonlyArray<number>
  /** Random stories per size. */
  readonly runs?: number
  /** Commits in a story. */
  readonly steps?: number
}

/**
 * Registers the laws of `DoubleJoinPolicy` as vitest tests. In random stories, played with numbers for keys by people who remember everything: plans
 * are well formed, and the same for who has read the book; everybody comes to know exactly the live keys above it, and off its path those that the
 * book says; an own commit heals; who left knows no live key. The last three as far as the policy promises them.
 */
export const doubleJoinLaws = (name: string, policy: DoubleJoinPolicy["Service"], options: DoubleJoinLawOptions = {}): void => {
  const { runs = 5, sizes = [2, 3, 4, 5, 7, 8, 9, 33], steps = 50, ...play } = options
  describe(`${name} keeps the laws of DoubleJoinPolicy`, () => {
    for (const members of sizes) {
      it(`in random stories that begin with ${members} members`, () => {
        const story = fc.array(scriptStep, { minLength: steps, maxLength: steps, size: "max" })
        fc.assert(
          fc.property(story, (script: ReadonlyArray<ScriptStep>) => {
            const played = playPolicy(policy, script, { ...play, members })
            expect(Result.isFailure(played) ? played.failure.message : "kept").toBe("kept")
          }),
          { numRuns: runs }
        )
      })
    }
  })
}
