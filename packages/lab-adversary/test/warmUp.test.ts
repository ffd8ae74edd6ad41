import type { CellOutcome } from "@copath/lab-core"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { warmUp } from "../src/warmUp.ts"

/** How many lives there are when they take so long, in milliseconds; the last one's time is that of all after it. */
const lives = (times: ReadonlyArray<number>, outcome: Partial<CellOutcome> = { _tag: "cell" }): number => {
  let [now, next] = [0, 0]
  const life = Effect.sync(() => {
    now += times[Math.min(next++, times.length - 1)] ?? 0
    return outcome as CellOutcome
  })
  return Effect.runSync(warmUp(life, () => now))
}

it("a warm-up ends when three lives in a row were no faster", () => {
  expect(lives([100])).toBe(4)
  expect(lives([100, 50, 60, 55, 30])).toBe(8)
  // Two in a hundred are nothing.
  expect(lives([100, 99, 98.5, 98.1])).toBe(4)
  expect(lives([0])).toBe(4)
})

it("a warm-up begins no life after a second", () => {
  expect(lives([5000])).toBe(1)
  expect(lives([400, 300, 250, 200, 150, 100])).toBe(4)
})

it("a warm-up ends with parts that cannot work together", () => {
  expect(lives([100], { _tag: "refused" })).toBe(1)
})
