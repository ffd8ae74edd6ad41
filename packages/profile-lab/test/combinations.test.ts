import { Result } from "effect"
import { expect, test } from "vitest"
import { catalog, combinations, UnknownPart } from "../src/index.ts"

const parts = catalog()

test("each base is tried with every combination of what is varied, in order", () => {
  const varied = [
    { axis: "cgka", ids: ["art", "mkem"] },
    { axis: "signature", ids: ["static", "none"] }
  ] as const
  const found = Result.getOrThrow(combinations(parts, [{}, { schedule: "2018" }], varied, { provider: "noble" }))
  expect(found.map(({ spec }) => Object.values(spec).join())).toEqual(
    ["", "2018,"].flatMap((base) => ["art", "mkem"].flatMap((cgka) => ["static", "none"].map((by) => `noble,${base}${cgka},${by}`)))
  )
})

test("a composition that comes about in two ways is compared once", () => {
  const found = Result.getOrThrow(combinations(parts, [{}, { cgka: "mkem" }], [{ axis: "cgka", ids: ["mkem"] }]))
  expect(found.map(({ composed }) => composed.name)).toEqual(["cgka=mkem"])
})

test("a part that does not exist is refused by name", () => {
  const found = combinations(parts, [{}], [{ axis: "cgka", ids: ["mls"] }])
  expect(Result.isFailure(found) && found.failure).toBeInstanceOf(UnknownPart)
})
