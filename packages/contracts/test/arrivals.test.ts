import { type Arrivals, arrive, LAST_GENERATION, noArrivals } from "@copath/contracts"
import * as Result from "effect/Result"
import { expect, it } from "vitest"

const window = { maxForward: 20, maxSkipped: 3 }
const after = (generations: ReadonlyArray<number>, from: Arrivals = noArrivals) =>
  generations.reduce((arrivals, g) => Result.getOrThrow(arrive(arrivals, g, window)), from)
const refused = (arrivals: Arrivals, generation: number) => Result.getOrThrow(Result.flip(arrive(arrivals, generation, window))).reason

it("V074: lets each generation come once, in any order within the window", () => {
  const come = after([2, 0, 3])
  expect(come).toEqual({ next: 4, dropped: 0, missing: [1] })
  for (const g of [0, 2, 3]) expect(refused(come, g)).toBe("KeyConsumed")
  expect(after([1], come).missing).toEqual([])
})

it("V075: refuses a jump beyond the limit", () => {
  expect(after([20]).next).toBe(21)
  expect(refused(noArrivals, 21)).toBe("TooFarAhead")
})

it("V076: awaits no more than the window allows, the newest", () => {
  const come = after([6])
  expect(come).toEqual({ next: 7, dropped: 3, missing: [3, 4, 5] })
  expect(refused(come, 2)).toBe("OutOfOrder")
  expect(after([8], come)).toEqual({ next: 9, dropped: 4, missing: [4, 5, 7] })
})

it("V080: the last generation is never used", () => {
  const nearly = { next: LAST_GENERATION - 1, dropped: LAST_GENERATION - 1, missing: [] }
  expect(refused(after([LAST_GENERATION - 1], nearly), LAST_GENERATION)).toBe("Exhausted")
})
