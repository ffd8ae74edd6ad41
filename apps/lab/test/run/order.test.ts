import { Result } from "effect"
import { defaultPolicy, makeWorkload } from "@copath/lab-core"
import { expect, test } from "vitest"
import type { Numbered } from "../../src/run/cells.ts"
import { inBlocks } from "../../src/run/order.ts"

const workload = Result.getOrThrow(makeWorkload("churn", "x", ["members=4"]))

const cells = (repeats: number, compositions: number, seed = "s"): ReadonlyArray<Numbered> =>
  Array.from({ length: repeats * compositions }, (_, index) => ({
    index,
    task: {
      spec: {},
      name: "",
      suite: 1,
      workload,
      policy: defaultPolicy,
      seed,
      repeat: Math.floor(index / compositions),
      assume: [],
      adversary: false
    }
  }))
const numbers = (all: ReadonlyArray<Numbered>) => all.map(({ index }) => index)

test("cells are run repeat after repeat, those of each by lot, all of them and the same every time", () => {
  const ordered = inBlocks(cells(8, 5))
  expect(ordered.map(({ task }) => task.repeat)).toEqual(Array.from({ length: 40 }, (_, i) => Math.floor(i / 5)))
  expect(numbers(ordered).toSorted((a, b) => a - b)).toEqual(numbers(cells(8, 5)))
  expect(numbers(inBlocks(cells(8, 5)))).toEqual(numbers(ordered))
  expect(numbers(inBlocks(cells(8, 5, "t")))).not.toEqual(numbers(ordered))
  // None is always the first.
  expect(new Set(ordered.filter((_, i) => i % 5 === 0).map(({ index }) => index % 5)).size).toBeGreaterThan(2)
})

test("a single repeat stays in order", () => {
  expect(numbers(inBlocks(cells(1, 5)))).toEqual([0, 1, 2, 3, 4])
  expect(inBlocks([])).toEqual([])
})
