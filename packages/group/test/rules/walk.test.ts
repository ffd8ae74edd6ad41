import { Cgka } from "@copath/contracts"
import { it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { keysDue, keysOf } from "../knowledge.ts"
import { services } from "../parts.ts"
import { agree, commits, create } from "../story.ts"

/** Knuth's MMIX generator; its high bits are the good ones. */
const dice = (seed: bigint) => {
  let x = seed
  return (sides: number): number => {
    x = BigInt.asUintN(64, x * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n)
    return Number((x >> 33n) % BigInt(sides))
  }
}

it.effect.each([1n, 2n])(
  "V237, V302: members hold the keys above them and no others, and take what any of them commits (walk %i)",
  (seed) =>
    Effect.gen(function* () {
      const roll = dice(seed)
      const cgka = yield* Cgka
      const story = yield* create("m0")
      let named = 1
      const names = (count: number) => Array.from({ length: count }, () => `m${named++}`)
      yield* commits(story, "m0", { add: names(7), path: true })
      for (let step = 0; step < 12; step++) {
        const members = [...story.members.keys()]
        const committer = members[roll(members.length)] as string
        const victim = members[roll(members.length)] as string
        const remove = roll(2) === 0 && victim !== committer && members.length > 4 ? [victim] : []
        yield* commits(story, committer, { add: names(roll(2)), remove, path: roll(3) > 0 })
        expect(agree(story)).toBe(true)
        for (const state of story.members.values()) {
          expect(keysOf(cgka, state)).toEqual(keysDue(state))
          // V307: no tree ends in blanks.
          expect(state.tree.leafCount / 2).toBeLessThanOrEqual(Math.max(...state.tree.members()))
        }
      }
      expect(story.members.size).toBeGreaterThan(4)
    }).pipe(Effect.provide(services(1)))
)
