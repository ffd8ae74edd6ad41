import { KeyPackageDirectory } from "@copath/contracts"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
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
  assert.deepInclude(error, { _tag: "NoKeyPackage", client: "ann", cipherSuite: 1 })
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

const manyAtOnce: Check = Effect.gen(function* () {
  const { claim, publish } = yield* KeyPackageDirectory
  yield* publish("ann", 1, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(one), Option.some(one(99)))
  const claimed = yield* Effect.forEach(Array.from({ length: 1000 }), () => claim("ann", 1), { concurrency: "unbounded" })
  const oneTime = claimed.filter(({ lastResort }) => !lastResort).map(({ message }) => first(message))
  assert.deepStrictEqual(
    oneTime.toSorted((a, b) => a - b),
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
  )
  const others = claimed.filter(({ lastResort }) => lastResort)
  assert.deepStrictEqual([others.length, new Set(others.map(({ message }) => first(message)))], [990, new Set([99])])
})

/** Claims until one is refused; how many were granted. */
const granted = Effect.fnUntraced(function* (client: string, requester: number, most: number) {
  const { claim } = yield* KeyPackageDirectory
  for (let n = 0; n < most; n++) {
    const result = yield* Effect.result(claim(client, 1, one(requester)))
    if (Result.isSuccess(result)) continue
    assert.deepInclude(result.failure, { _tag: "DeliveryRefused", group: client, reason: "RateLimited" })
    return n
  }
  return most
})

const eachRequester = (limit: number): Check =>
  Effect.gen(function* () {
    const { count, publish } = yield* KeyPackageDirectory
    for (const client of ["ann", "bob"])
      yield* publish(
        client,
        1,
        Array.from({ length: limit }, (_, n) => one(n)),
        Option.some(one(99))
      )
    assert.strictEqual(yield* granted("ann", 1, limit + 1), limit, "the limit of one who asks")
    assert.strictEqual(yield* granted("bob", 1, 1), 0, "the limit is for all that one asks for")
    assert.strictEqual(yield* count("bob", 1), limit, "a refused claim takes nothing away")
    assert.strictEqual(yield* granted("bob", 2, 1), 1, "another's claims are another's")
  })

const eachTarget = (limit: number, perRequester: number): Check =>
  Effect.gen(function* () {
    const { publish } = yield* KeyPackageDirectory
    for (const client of ["ann", "bob"]) yield* publish(client, 1, [], Option.some(one(99)))
    let given = 0
    for (let requester = 0; given <= limit; requester++) {
      const more = yield* granted("ann", requester, Math.min(perRequester, limit + 1 - given))
      given += more
      if (more === 0) break
    }
    assert.strictEqual(given, limit, "the limit of one who is asked for, whoever asks")
    assert.strictEqual(yield* granted("bob", 200, 1), 1, "another client can still be reached")
  })

/** What a directory under test was told. */
export interface DirectoryLawOptions {
  /** How many key packages one token may claim. Without it the law on that is left out. */
  readonly perRequester?: number
  /** How many of one client's key packages may be claimed. Without it the law on that is left out. */
  readonly perTarget?: number
}

const laws: ReadonlyArray<Law<KeyPackageDirectory>> = [
  { title: "each one-time key package is handed out once, also to takers at once", check: handedOutOnce },
  { title: "the last-resort key package is handed out when the others are gone, and stays (V129)", check: lastResortStays },
  { title: "a newer last-resort key package replaces the one before (V129)", check: lastResortReplaced },
  { title: "clients and cipher suites share no key packages", check: clientsApart },
  { title: "count tells how many one-time key packages are left", check: counts },
  { title: "key packages are handed out with the bytes they were published with", check: ownBytes }
]

/** The laws themselves, for whoever registers tests in another way. With limits below a thousand, only those that fit them. */
export const directoryLaws = ({ perRequester, perTarget }: DirectoryLawOptions = {}): ReadonlyArray<Law<KeyPackageDirectory>> => [
  ...(perRequester === undefined && perTarget === undefined
    ? [
        ...laws,
        {
          title: "V317: of 1,000 claims at once each one-time key package goes to one, and the rest are told of the last resort",
          check: manyAtOnce
        }
      ]
    : laws),
  ...(perRequester === undefined
    ? []
    : [{ title: "V317: one who claims too many key packages is refused, and nobody else", check: eachRequester(perRequester) }]),
  ...(perTarget === undefined
    ? []
    : [
        {
          title: "V317: one whose key packages are claimed too often is let alone, whoever asks",
          check: eachTarget(perTarget, perRequester ?? perTarget)
        }
      ])
]

/** What every `KeyPackageDirectory` does (RFC 9420, 10 and 16.8). */
export const keyPackageDirectoryLaws = <E>(layer: Layer.Layer<KeyPackageDirectory, E>, options: DirectoryLawOptions = {}): void =>
  register("a key package directory", directoryLaws(options), layer)
