import { staticHpke } from "@copath/pairwise-channel"
import { it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { describe, expect } from "vitest"
import { channels, circleOf, type Over } from "./circles.ts"
import { kat8 } from "./kat8.ts"
import { allMoments, modelled, neverRotated, oneTimeKeys, rotated, type ThiefOf } from "./kat8Model.ts"

/** All 648 states in the long run, and a sample of them in every other. */
const every = Number(process.env["COPATH_KAT8_EVERY"] ?? 9)
// Nine events make a round, so the sample wanders through it.
const moments = allMoments.filter((at) => at % every === Math.floor(at / every) % every)
const long = 300_000

it("R036: the model of kat-8 gives the known answers", () => {
  expect(modelled(neverRotated, allMoments)).toBeCloseTo(0.914, 3)
  expect(modelled(rotated, allMoments)).toBeCloseTo(0.606, 3)
  // A sender who replaces its chain before the robbed one has offered a new key hands it to the thief as well. Where that could not be, and chains were handed
  // out with the update and not with the next message, it would be TreeKEM's 0.315.
  expect(modelled(oneTimeKeys, allMoments)).toBeCloseTo(0.432, 3)
})

describe("kat-8 by execution, with states copied all along (R036)", () => {
  const agrees = (answer: Effect.Success<ReturnType<typeof kat8>>, model: ThiefOf): void => {
    expect(answer).toMatchObject({ messages: 72, states: moments.length * 8 })
    expect(answer.exposure).toBeCloseTo(modelled(model, moments), 10)
  }

  it.effect(
    "over static HPKE, where leaf keys are never rotated: all that others ever said falls, and one's own until one's update",
    () =>
      Effect.gen(function* () {
        const circle = yield* circleOf(8, staticHpke({ rotation: "never" }))
        const answer = yield* kat8(circle, "static-hpke", true, moments)
        agrees(answer, neverRotated)
        expect(answer.depth).toBe(72)
      }),
    long
  )

  it.effect(
    "over static HPKE, where a member's leaf key goes with its chain: what was said since others' updates and one's own",
    () =>
      Effect.gen(function* () {
        const circle = yield* circleOf(8, channels["static-hpke"])
        agrees(yield* kat8(circle, "static-hpke", false, moments), rotated)
      }),
    long
  )

  it.effect.each(["one-time", "ratchet"] as ReadonlyArray<Over>)(
    "over %s channels that have been spoken through: nothing of the past, and staircases",
    (over) =>
      Effect.gen(function* () {
        const circle = yield* circleOf(8, channels[over])
        for (let i = 0; i < 2; i++) {
          for (let leaf = 0; leaf < 8; leaf++) yield* circle.tell(leaf, "before the script")
          for (let leaf = 0; leaf < 8; leaf++) {
            yield* circle.turnover({ updated: [leaf] })
            yield* circle.tell(leaf, "a new chain")
          }
        }
        const answer = yield* kat8(circle, over, false, moments)
        agrees(answer, oneTimeKeys)
        expect(answer.depth).toBe(0)
      }),
    long
  )
})
