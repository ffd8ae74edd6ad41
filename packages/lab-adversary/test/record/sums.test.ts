import { Secret } from "@copath/contracts"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { referenceClosure } from "../../src/index.ts"
import { Recorder } from "../../src/record/recorder.ts"
import { MOST_SUMS, Sums } from "../../src/record/sums.ts"

const SIZE = 7

/** Seven vectors of GF(2)^4 as secrets of 32 bytes that are linearly independent but for what the sums say. */
const bytesOf = (vector: number): Secret =>
  new Secret(
    Uint8Array.from({ length: 32 }, (_, i) =>
      [11, 37, 91, 173].reduce((sum, factor, bit) => (((vector >> bit) & 1) === 1 ? sum ^ ((factor * (i + 3)) & 0xff) : sum), 0)
    )
  )

/** Whether `target` is a sum of some of `known`, by the recorded sums of three alone: linear algebra, the long way. */
const spanned = (sums: ReadonlyArray<ReadonlyArray<number>>, known: ReadonlyArray<number>, target: number): boolean => {
  const rows = [...sums.map((sum) => sum.reduce((mask, value) => mask ^ (1 << value), 0)), ...known.map((value) => 1 << value)]
  let reached = new Set([0])
  for (const row of rows) reached = new Set([...reached, ...[...reached].map((mask) => mask ^ row)])
  return reached.has(1 << target)
}

describe("sums of sums", () => {
  it("give whatever linear algebra gives, and nothing else", () => {
    const value = fc.integer({ min: 1, max: SIZE })
    const sum = fc.tuple(value, value).filter(([a, b]) => a !== b)
    fc.assert(
      fc.property(
        fc.uniqueArray(sum, { maxLength: MOST_SUMS, selector: ([a, b]) => [a, b, a ^ b].toSorted((x, y) => x - y).join() }),
        fc.uniqueArray(value),
        (pairs, known) => {
          const recorder = new Recorder()
          const sums = new Sums(recorder)
          const secrets = Array.from({ length: SIZE }, (_, i) => bytesOf(i + 1))
          const values = secrets.map((secret) => recorder.made(secret, "random", "random"))
          const triples = pairs.map(([a, b]) => [a - 1, b - 1, (a ^ b) - 1])
          for (const triple of triples)
            sums.add(
              triple.map((i) => values[i]!),
              triple.map((i) => secrets[i]!)
            )
          expect(sums.complete()).toBe(0)
          const closed = referenceClosure(
            recorder.graph(),
            known.map((one) => values[one - 1]!)
          )
          for (let target = 0; target < SIZE; target++)
            expect(closed.has(values[target]!)).toBe(
              spanned(
                triples,
                known.map((one) => one - 1),
                target
              )
            )
        }
      )
    )
  })
})
