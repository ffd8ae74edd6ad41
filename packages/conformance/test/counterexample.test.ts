import { Effect } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Counterexample, forAll, forAllNow } from "../src/index.ts"

const odd = (n: number): void => {
  if (n % 2 === 1) throw new Error(`${n} is odd`)
}
/** Draws even numbers alone. */
const search = { of: fc.nat(50).map((n) => 2 * n), show: String, runs: 10 }

const now = (always: ReadonlyArray<number>): unknown => {
  try {
    return forAllNow({ ...search, always }, odd)
  } catch (error) {
    return error
  }
}
const later = (always: ReadonlyArray<number>): Promise<unknown> =>
  Effect.runPromise(
    Effect.match(
      forAll({ ...search, always }, (n) => Effect.sync(() => odd(n))),
      { onFailure: (e) => e, onSuccess: () => undefined }
    )
  )

describe.each([
  ["at once", now],
  ["as an effect", later]
] as const)("a search %s", (_, found) => {
  it("tries the inputs that are always tried, whatever is drawn", async () => {
    const error = await found([4, 7])
    expect(error).toBeInstanceOf(Counterexample)
    expect(error).toMatchObject({ smallest: "7", reason: "7 is odd" })
    expect((error as Counterexample).seed).toBeUndefined()
    expect((error as Counterexample).message).toBe("counterexample: 7\nwhat happened: 7 is odd")
  })

  it("finds nothing where none of them breaks anything", async () => {
    expect(await found([4, 8])).toBeUndefined()
    expect(await found([])).toBeUndefined()
  })
})
