import { KeyPackageDirectory } from "@copath/contracts"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { assert } from "vitest"
import { type Law, register } from "../law.ts"

type Check = Effect.Effect<void, unknown, KeyPackageDirectory>
const one = (n: number): Uint8Array => Uint8Array.of(n)
const first = (b: Uint8Array): number => b[0] ?? -1
const none = Option.none<Uint8Array>()

const handedOutOnce: Check = Effect.gen(function* () {
  const { publish, take } = yield* KeyPackageDirectory
  yield* publish("ann", 1, [one(1), one(2)], none)
  yield* publish("ann", 1, [one(3), one(4)], none)
  const taken = yield* Effect.forEach([0, 0, 0, 0], () => take("ann", 1), { concurrency: 4 })
  assert.deepStrictEqual(
    taken.map(first).toSorted((a, b) => a - b),
    [1, 2, 3, 4]
  )
  const error = yield* Effect.flip(take("ann", 1))
  assert.strictEqual(error._tag, "NoKeyPackage")
  assert.deepStrictEqual([error.client, error.cipherSuite], ["ann", 1])
})

const lastResortStays: Check = Effect.gen(function* () {
  const { publish, take } = yield* KeyPackageDirectory
  yield* publish("ann", 1, [one(1)], Option.some(one(9)))
  const taken = [yield* take("ann", 1), yield* take("ann", 1), yield* take("ann", 1)]
  assert.deepStrictEqual(taken.map(first), [1, 9, 9])
})

const lastResortReplaced: Check = Effect.gen(function* () {
  const { publish, take } = yield* KeyPackageDirectory
  yield* publish("ann", 1, [], Option.some(one(8)))
  yield* publish("ann", 1, [], Option.some(one(9)))
  assert.strictEqual(first(yield* take("ann", 1)), 9)
  yield* publish("ann", 1, [], none)
  assert.strictEqual(first(yield* take("ann", 1)), 9, "publishing none takes none away")
})

const clientsApart: Check = Effect.gen(function* () {
  const { publish, take } = yield* KeyPackageDirectory
  yield* publish("ann", 1, [one(1)], none)
  yield* publish("ann", 2, [one(2)], none)
  yield* publish("bob", 1, [one(3)], none)
  assert.strictEqual(first(yield* take("bob", 1)), 3)
  assert.strictEqual((yield* Effect.flip(take("bob", 2)))._tag, "NoKeyPackage")
  assert.strictEqual(first(yield* take("ann", 2)), 2)
  assert.strictEqual(first(yield* take("ann", 1)), 1)
})

const counts: Check = Effect.gen(function* () {
  const { count, publish, take } = yield* KeyPackageDirectory
  assert.strictEqual(yield* count("ann", 1), 0)
  yield* publish("ann", 1, [one(1), one(2)], Option.some(one(9)))
  assert.strictEqual(yield* count("ann", 1), 2)
  yield* take("ann", 1)
  assert.strictEqual(yield* count("ann", 1), 1)
  yield* take("ann", 1)
  yield* take("ann", 1)
  assert.strictEqual(yield* count("ann", 1), 0)
})

const ownBytes: Check = Effect.gen(function* () {
  const { publish, take } = yield* KeyPackageDirectory
  const [mine, last] = [one(1), one(9)]
  yield* publish("ann", 1, [mine], Option.some(last))
  mine.fill(7)
  last.fill(7)
  assert.strictEqual(first(yield* take("ann", 1)), 1)
  const taken = yield* take("ann", 1)
  assert.strictEqual(first(taken), 9)
  taken.fill(7)
  assert.strictEqual(first(yield* take("ann", 1)), 9)
})

/** The laws themselves, for whoever registers tests in another way. */
export const directoryLaws: ReadonlyArray<Law<KeyPackageDirectory>> = [
  { title: "each one-time key package is handed out once, also to takers at once", check: handedOutOnce },
  { title: "the last-resort key package is handed out when the others are gone, and stays", check: lastResortStays },
  { title: "a newer last-resort key package replaces the one before", check: lastResortReplaced },
  { title: "clients and cipher suites share no key packages", check: clientsApart },
  { title: "count tells how many one-time key packages are left", check: counts },
  { title: "key packages are handed out with the bytes they were published with", check: ownBytes }
]

/** What every `KeyPackageDirectory` does (RFC 9420, 10 and 16.8). */
export const keyPackageDirectoryLaws = <E>(layer: Layer.Layer<KeyPackageDirectory, E>): void =>
  register("a key package directory", directoryLaws, layer)
