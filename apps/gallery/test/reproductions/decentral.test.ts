import { slopeOf } from "@copath/lab-scale"
import { Effect } from "effect"
import { describe, expect, test } from "vitest"
import { composed } from "../../src/reproductions/compositions.ts"
import { type OperationBytes, operationBytes } from "../../src/reproductions/operationBytes.ts"

/** `COPATH_REPRODUCE=all`: up to the literature's 128 members, some minutes. */
const all = process.env["COPATH_REPRODUCE"] === "all"
const sizes = all ? [8, 16, 32, 64, 128] : [8, 16, 32]
const minutes = 60_000

const measured = (cgka: string): Promise<ReadonlyArray<OperationBytes>> =>
  Effect.runPromise(
    Effect.gen(function* () {
      const parts = yield* composed({ name: cgka, parts: { cgka } }, { file: "a test" })
      return yield* Effect.forEach(sizes, (members) => operationBytes(parts, members))
    })
  )

const runs = new Map<string, Promise<ReadonlyArray<OperationBytes>>>()

/** Measured once for all tests. */
const bytesOf = (cgka: string): Promise<ReadonlyArray<OperationBytes>> => {
  const known = runs.get(cgka) ?? measured(cgka)
  runs.set(cgka, known)
  return known
}

const exponent = (bytes: ReadonlyArray<OperationBytes>, of: (one: OperationBytes) => number): number | undefined =>
  slopeOf(bytes.map((one, i) => [sizes[i] ?? 0, of(one)] as const))

/** Bytes for each further member, between two sizes. */
const perMember = (bytes: ReadonlyArray<OperationBytes>, of: (one: OperationBytes) => number): ReadonlyArray<number> =>
  bytes.slice(1).map((one, i) => (of(one) - of(bytes[i] ?? one)) / ((sizes[i + 1] ?? 0) - (sizes[i] ?? 0)))

const within = (value: number | undefined, least: number, most: number): void => {
  expect(value ?? 0).toBeGreaterThanOrEqual(least)
  expect(value ?? 0).toBeLessThanOrEqual(most)
}

const linear = (bytes: ReadonlyArray<OperationBytes>, of: (one: OperationBytes) => number, each: number): void => {
  for (const more of perMember(bytes, of)) within(more, each - 1, each + 1)
}

describe(`one operation after a group was set up, with ${sizes[0]} to ${sizes.at(-1)} members (R5)`, () => {
  test(
    "sender keys create with an exponent of 1.0 to 1.1 and speak with one of 0; adds and updates take as many bytes more for each further member",
    { timeout: 20 * minutes },
    async () => {
      const bytes = await bytesOf("senderkeys")
      within(
        exponent(bytes, ({ create }) => create),
        1,
        1.1
      )
      expect(new Set(bytes.map(({ message }) => message)).size).toBe(1)
      // Linear to the byte; what does not grow with the group (a signed commit, a key package) holds the exponents below 1.
      linear(bytes, ({ of }) => of.add.atOnce, 176)
      linear(bytes, ({ of }) => of.update.atOnce + of.update.later, 146)
      expect(new Set(bytes.map(({ of }) => of.update.atOnce)).size).toBe(1)
    }
  )

  test(
    "sender keys pay for a removal with everybody's next text, and with the square of the group: the case against them",
    { timeout: 20 * minutes },
    async () => {
      const bytes = await bytesOf("senderkeys")
      expect(new Set(bytes.map(({ of }) => of.remove.atOnce)).size).toBe(1)
      within(
        exponent(bytes, ({ of }) => of.remove.atOnce + of.remove.later),
        2,
        2.3
      )
    }
  )

  test(
    "pairwise channels pay with each text instead: an exponent of 1, and nothing for updates and removals",
    { timeout: 20 * minutes },
    async () => {
      const bytes = await bytesOf("pairwise")
      within(
        exponent(bytes, ({ create }) => create),
        1,
        1.1
      )
      within(
        exponent(bytes, ({ message }) => message),
        0.98,
        1.01
      )
      for (const operation of ["remove", "update"] as const) expect(new Set(bytes.map(({ of }) => of[operation].atOnce)).size).toBe(1)
    }
  )

  test(
    "one encryption per member is what decentralized key agreement does without its acknowledgements: linear at once, whatever the operation",
    { timeout: 20 * minutes },
    async () => {
      const bytes = await bytesOf("mkem")
      within(
        exponent(bytes, ({ create }) => create),
        1,
        1.1
      )
      expect(new Set(bytes.map(({ message }) => message)).size).toBe(1)
      for (const operation of ["remove", "update"] as const) {
        linear(bytes, ({ of }) => of[operation].atOnce, 82)
        expect(bytes.map(({ of }) => of[operation].later)).toEqual(sizes.map(() => 0))
      }
      linear(bytes, ({ of }) => of.add.atOnce, 176)
    }
  )
})
