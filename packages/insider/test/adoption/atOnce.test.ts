import { CommitAdoption } from "@copath/client"
import { commit, receive } from "@copath/group"
import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import { insiderLevels } from "../../src/index.ts"
import { garbage, forged, liesIn } from "../liar.ts"
import { at, groupOf } from "../world.ts"
import { considerAll, partsOf, withPending } from "./driver.ts"

describe("commits that are adopted at once, as RFC 9420 has it", () => {
  for (const level of insiderLevels.filter(({ acknowledged }) => !acknowledged)) {
    it.effect(`${level.id}: a member takes what the engine takes, refuses what it refuses, and hears nothing of the others`, () =>
      Effect.gen(function* () {
        const { id, waits } = yield* CommitAdoption
        expect([id, waits]).toEqual([level.id, false])
        const members = yield* groupOf(3)
        const [made, bad] = [yield* commit(at(members, 1)), yield* liesIn(at(members, 1), forged(garbage(0)))]
        const trials = yield* considerAll(withPending(members, 1, made), made.message)
        for (const { statements, verdict } of trials.values()) {
          expect([statements, verdict._tag === "adopted" && verdict.value._tag]).toEqual([[], "commit"])
        }
        const victim = (yield* considerAll(members, bad.message)).get(0)
        const error = yield* Effect.flip(receive(at(members, 0), bad.message))
        expect(victim?.verdict).toEqual({ _tag: "refused", error })
        expect(victim?.statements).toEqual([])
        expect(yield* victim?.hear(new Uint8Array(0)) ?? Effect.die("leaf 0 has looked at it")).toBe(victim)
      }).pipe(Effect.provide(partsOf(level)))
    )
  }
})
