import * as Result from "effect/Result"
import { assert, it } from "vitest"
import { parseIso } from "../../src/reading/civilTime.ts"
import { columnTime } from "../../src/reading/columnTime.ts"
import { at } from "../kit.ts"

it("reads ISO 8601 with and without a zone, a time and fractions", () => {
  for (const text of ["2024-01-05T10:11:12Z", "2024-01-05 10:11:12", "2024-01-05T11:11:12+01:00", "2024-01-05T05:11:12-0500"]) {
    assert.strictEqual(parseIso(text), at("2024-01-05T10:11:12"), text)
  }
  assert.strictEqual(parseIso("2024-01-05T10:11:12.3456789Z"), at("2024-01-05T10:11:12.345"))
  assert.strictEqual(parseIso("2024-01-05"), at("2024-01-05T00:00:00"))
  assert.strictEqual(parseIso("2024-01-05T10:11"), at("2024-01-05T10:11:00"))
})

it("refuses days that no calendar has, and times that no clock shows", () => {
  for (const text of [
    "2023-02-29",
    "2024-13-01",
    "2024-01-05T24:00:00Z",
    "2024-01-05T10:60",
    "2024-1-5",
    "05/01/2024",
    "",
    "2024-01-05T10:11+99:00"
  ]) {
    assert.isUndefined(parseIso(text), text)
  }
})

it("tells seconds from milliseconds by their magnitude", () => {
  const seconds = columnTime()
  assert.deepStrictEqual(seconds(1_704_449_472, "line 2"), Result.succeed(1_704_449_472_000))
  assert.deepStrictEqual(seconds("1704449472.25", "line 3"), Result.succeed(1_704_449_472_250))
  assert.deepStrictEqual(columnTime()("1704449472250", "line 2"), Result.succeed(1_704_449_472_250))
})

it("refuses both in one column, naming where the other stands, and numbers that could be either", () => {
  const time = columnTime()
  time(1_704_449_472, "line 2")
  assert.deepStrictEqual(
    time(1_704_449_472_000, "line 9"),
    Result.fail({ found: 'a time in milliseconds, "1704449472000"', expected: "seconds throughout, as in line 2" })
  )
  for (const ambiguous of [0, 1_500, "-5", 99_999_999, 1e14]) {
    const refused = Result.getOrThrow(Result.flip(columnTime()(ambiguous, "line 2")))
    assert.include(refused.found, "neither surely seconds nor surely milliseconds")
  }
  assert.isTrue(Result.isFailure(columnTime()(undefined, "line 2")))
})
