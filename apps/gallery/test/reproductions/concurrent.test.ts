import { expect, test } from "vitest"
import { publishedExponent } from "../../src/reproductions/concurrent.ts"

test("the published exponents of propose and commit are those that R4 asks for", () => {
  expect([1, 2, 4, 8].map((proposals) => Number(publishedExponent(proposals).toFixed(2)))).toEqual([0.58, 0.74, 0.85, 0.92])
  // The paper's own table.
  expect([1 / 5, 1 / 2, 5, 10, 50].map((proposals) => Number(publishedExponent(proposals).toFixed(2)))).toEqual([
    0.22, 0.42, 0.87, 0.93, 0.99
  ])
})
