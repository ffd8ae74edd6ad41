import { GroupStore, KeyPackageStore, noChange, PskStore } from "@copath/contracts"
import { it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { assert, describe } from "vitest"
import { type Law, register } from "../law.ts"
import { groupStoreLaws } from "./groupStoreLaws.ts"

type Stores = GroupStore | KeyPackageStore | PskStore
const one = (n: number): Uint8Array => Uint8Array.of(n)
const first = Option.map((b: Uint8Array) => b[0])
const was = (found: Option.Option<Uint8Array>): number | undefined => Option.getOrUndefined(first(found))

const initKeysOnce: Law<Stores>["check"] = Effect.gen(function* () {
  const { peek, put, take } = yield* KeyPackageStore
  assert.strictEqual(was(yield* peek("00")), undefined)
  assert.strictEqual(was(yield* take("00")), undefined)
  yield* put("00", one(1))
  yield* put("01", one(2))
  assert.deepStrictEqual([was(yield* peek("00")), was(yield* peek("00"))], [1, 1], "peek deletes nothing")
  const taken = yield* Effect.forEach([0, 0], () => take("00"), { concurrency: 2 })
  assert.deepStrictEqual(new Set(taken.map(was)), new Set([1, undefined]), "of two takers one gets it")
  assert.strictEqual(was(yield* peek("00")), undefined)
  assert.strictEqual(was(yield* take("01")), 2)
})

const psksByName: Law<Stores>["check"] = Effect.gen(function* () {
  const { get, put, remove } = yield* PskStore
  assert.strictEqual(was(yield* get("00")), undefined)
  yield* put("00", one(1))
  yield* put("01", one(2))
  assert.deepStrictEqual([was(yield* get("00")), was(yield* get("00")), was(yield* get("01"))], [1, 1, 2])
  yield* put("00", one(3))
  assert.strictEqual(was(yield* get("00")), 3)
  yield* remove("00")
  yield* remove("00")
  assert.deepStrictEqual([was(yield* get("00")), was(yield* get("01"))], [undefined, 2])
})

const namesApart: Law<Stores>["check"] = Effect.gen(function* () {
  const groups = yield* GroupStore
  const keyPackages = yield* KeyPackageStore
  const psks = yield* PskStore
  yield* groups.transact("00", Option.none(), { ...noChange, state: Option.some(one(1)) })
  yield* keyPackages.put("00", one(2))
  yield* psks.put("00", one(3))
  assert.strictEqual(was(Option.map(yield* groups.load("00"), ({ state }) => state)), 1)
  assert.strictEqual(was(yield* keyPackages.take("00")), 2)
  assert.strictEqual(was(yield* psks.get("00")), 3)
})

const secretsAreCopies: Law<Stores>["check"] = Effect.gen(function* () {
  const keyPackages = yield* KeyPackageStore
  const psks = yield* PskStore
  const [key, psk] = [one(1), one(2)]
  yield* keyPackages.put("00", key)
  yield* psks.put("00", psk)
  key.fill(0)
  psk.fill(0)
  Option.getOrThrow(yield* keyPackages.peek("00")).fill(0)
  Option.getOrThrow(yield* psks.get("00")).fill(0)
  assert.deepStrictEqual([was(yield* keyPackages.take("00")), was(yield* psks.get("00"))], [1, 2], "callers wipe what they hold")
})

/** The laws themselves, for whoever registers tests in another way. */
export const storeLaws: ReadonlyArray<Law<Stores>> = [
  ...groupStoreLaws,
  { title: "a key package's secrets are taken once, and peeked at as often as one likes", check: initKeysOnce },
  { title: "a pre-shared key is found by its id until it is removed", check: psksByName },
  { title: "group, key package and pre-shared key of one name are three things", check: namesApart },
  { title: "stored secrets share no bytes with their owners", check: secretsAreCopies }
]

/** Writes with one instance, then checks that another finds everything. */
export const surviveRestart = <E1, E2>(before: Layer.Layer<Stores, E1>, after: Layer.Layer<Stores, E2>): Effect.Effect<void, unknown> =>
  Effect.gen(function* () {
    const { version } = yield* Effect.gen(function* () {
      yield* (yield* KeyPackageStore).put("00", one(2))
      yield* (yield* PskStore).put("00", one(3))
      return yield* (yield* GroupStore).transact("g", Option.none(), {
        ...noChange,
        state: Option.some(one(1)),
        bulk: Option.some(one(51)),
        cursor: Option.some(5n),
        send: [one(11)],
        receive: [one(21)]
      })
    }).pipe(Effect.provide(Layer.fresh(before)))
    yield* Effect.gen(function* () {
      const found = Option.getOrThrow(yield* (yield* GroupStore).load("g"))
      const boxes = found.outbox.map(({ message }) => message[0])
      assert.deepStrictEqual([found.version, found.state[0], found.bulk[0], boxes], [version, 1, 51, [11]])
      assert.deepStrictEqual([found.cursor, found.inbox.map(({ notice }) => notice[0])], [5n, [21]])
      assert.strictEqual(was(yield* (yield* KeyPackageStore).take("00")), 2)
      assert.strictEqual(was(yield* (yield* PskStore).get("00")), 3)
    }).pipe(Effect.provide(Layer.fresh(after)))
  })

/** What else is known of the stores under test. */
export interface StorageLawOptions {
  /** For stores that outlive the process: two layers over one new place, the second as after a restart. */
  readonly reopened?: () => readonly [Layer.Layer<Stores, unknown>, Layer.Layer<Stores, unknown>]
}

/** What every set of stores does. */
export const storageLaws = <E>(layer: Layer.Layer<Stores, E>, options: StorageLawOptions = {}): void => {
  register("a store", storeLaws, layer)
  const { reopened } = options
  if (reopened === undefined) return
  describe("a store that lasts", () => {
    it.live("holds after a restart what it held before", () => surviveRestart(...reopened()))
  })
}
