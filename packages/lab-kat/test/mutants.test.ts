import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import { mutants } from "../src/mutants.ts"

describe("Parts that are broken on purpose", () => {
  for (const { breaks, id, metric, run, title } of mutants) {
    it.effect(`${id}, which breaks ${breaks}, is caught by ${metric}: ${title}.`, () =>
      Effect.map(run, ({ caught, detail }) => expect(caught, detail).toBe(true))
    )
  }

  it("are told apart by their ids.", () => {
    expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length)
  })
})
