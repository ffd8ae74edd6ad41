import { expect, test } from "vitest"
import { counted, tellRows, unexplained } from "./pairs/rows.ts"

test("every two options that can stand together do in some composition; those that cannot are refused with their reason", () => {
  expect(counted.settled).toBe(counted.pairs)
  expect(counted.pairs).toBeGreaterThan(1000)
  expect(unexplained).toEqual([])
})
tellRows(0, 2)
