import { expect, test } from "vitest"
import { cpuTime, median, sample, unit } from "../src/measure.ts"

test("the median is the middle value, or between the two middle ones", () => {
  expect([median([3]), median([5, 1, 3]), median([4, 1, 2, 3])]).toEqual([3, 3, 2.5])
  expect(median([])).toBeNaN()
})

test("u is the time of one X25519 exchange: microseconds, not milliseconds", () => {
  expect(unit()).toBeGreaterThan(5)
  expect(unit()).toBeLessThan(2000)
})

test("waiting costs nothing, and work is shared out among the operations of a run", async () => {
  const waiting = await sample(1, () => new Promise((resolve) => void setTimeout(resolve, 100)))
  expect(waiting.cpuMicroseconds).toBeLessThan(50_000)
  const spin = async () => {
    for (const end = cpuTime() + 100_000; cpuTime() < end;);
  }
  const [one, ten] = [await sample(1, spin), await sample(10, spin)]
  expect(one.cpuMicroseconds).toBeGreaterThanOrEqual(100_000)
  expect(ten.cpuMicroseconds).toBeLessThan(one.cpuMicroseconds / 2)
  expect(one.units).toBeGreaterThan(10)
})
