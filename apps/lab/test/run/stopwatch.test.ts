import { describe, expect, test } from "vitest"
import { makeStopwatch, stopwatch } from "../../src/run/stopwatch.ts"

/** A thread that computes, waits, and is booked every 4 ms. */
const thread = () => {
  let [now, used, booked] = [1000, 0, 0]
  const compute = (ms: number): void => {
    now += ms
    used += ms
    if (used - booked >= 4) booked = used
  }
  const wait = (ms: number): void => void (now += ms)
  return { compute, wait, used: () => used, read: makeStopwatch({ computed: () => booked, passed: () => now }) }
}

describe("the stopwatch", () => {
  test("sees spans far below the account's step", () => {
    const { compute, read } = thread()
    for (let i = 0; i < 100; i++) {
      const began = read()
      compute(0.25)
      expect(read() - began).toBeCloseTo(0.25, 6)
    }
  })

  test("does not count waiting, but for a step at most, and is right in the long run", () => {
    const { compute, read, used, wait } = thread()
    const began = read()
    for (let i = 0; i < 200; i++) {
      compute(1)
      read()
      wait(50)
      read()
    }
    expect(Math.abs(read() - began - used())).toBeLessThanOrEqual(10)
  })

  test("never runs backwards", () => {
    const { compute, read, wait } = thread()
    let last = read()
    for (let i = 0; i < 500; i++) {
      if (i % 3 === 0) wait(i % 7)
      else compute(0.1 * (i % 11))
      const next = read()
      expect(next).toBeGreaterThanOrEqual(last)
      last = next
    }
  })

  test("of this thread advances while it computes", () => {
    const began = stopwatch()
    let x = 0
    for (const end = performance.now() + 5; performance.now() < end;) x++
    expect(x).toBeGreaterThan(0)
    expect(stopwatch()).toBeGreaterThan(began)
  })
})
