import { makeWorkload, workload } from "@copath/lab-core"
import { Result } from "effect"
import { expect, test } from "vitest"
import { rankedByLot } from "../../src/index.ts"

const made = Result.getOrThrow(makeWorkload("churn", "ranks", ["members=32", "operations=4000"]))

test("whoever updates is there, and nothing else changes", () => {
  const { events, header } = rankedByLot(made, 1, "ranks")
  expect(Result.isSuccess(workload(header, events))).toBe(true)
  const others = (of: typeof events) => of.filter((event) => event.do !== "rekey")
  expect(others(events)).toEqual(others(made.events))
  expect(events.map(({ t }) => t)).toEqual(made.events.map(({ t }) => t))
})

test("without an exponent all update alike, with 1 those of the first rank update most; newcomers come to all ranks", () => {
  const short = Result.getOrThrow(makeWorkload("churn", "ranks", ["members=32", "operations=400", "updates=1", "adds=0"]))
  const share = (s: number): number => {
    const times = new Map<string, number>()
    for (const event of rankedByLot(short, s, "ranks").events) if (event.do === "rekey") times.set(event.by, (times.get(event.by) ?? 0) + 1)
    return Math.max(...times.values()) / 400
  }
  expect(share(0)).toBeLessThan(0.08)
  // The first of 32 ranks has 1 / (1 + 1/2 + … + 1/32) of all.
  expect(Math.abs(share(1) - 0.246)).toBeLessThan(0.06)
  const late = rankedByLot(made, 1, "ranks").events.slice(2000)
  const founders = new Set(made.header.members)
  const byNewcomers = late.filter((event) => event.do === "rekey" && !founders.has(event.by)).length
  expect(byNewcomers / late.filter((event) => event.do === "rekey").length).toBeGreaterThan(0.5)
})
