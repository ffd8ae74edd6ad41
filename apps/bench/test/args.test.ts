import { expect, test } from "vitest"
import { runsIn, sizesIn } from "../src/args.ts"

test("sizes are even numbers from 2", () => {
  expect(sizesIn("2,10,1000")).toEqual([2, 10, 1000])
  for (const wrong of ["", "0", "3", "2,", "2, 4", "two", "1e3", "-2", "50002"])
    expect(() => sizesIn(wrong)).toThrow(/give even numbers from 2 to 50000/)
})

test("runs are a whole number from 1", () => {
  expect(runsIn("7")).toBe(7)
  for (const wrong of ["", "0", "1.5", "many", "1001"]) expect(() => runsIn(wrong)).toThrow(/give a whole number from 1 to 1000/)
})
