import { DeliveryRefused, DeliveryService, KeyPackageDirectory, type MessageCheck } from "@copath/contracts"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Option, Result } from "effect"
import { TestClock } from "effect/testing"
import { directoryLayerWith, layerWith, limiter } from "../src/index.ts"

const bytes = (n: number): Uint8Array => Uint8Array.of(n)

describe("a check of messages", () => {
  it.effect("looks at one message of a group at a time, and is told of what was taken before it looks at the next", () =>
    Effect.gen(function* () {
      const diary: Array<string> = []
      const check: MessageCheck = (_group, message) =>
        Effect.gen(function* () {
          diary.push(`looks at ${message[0]}`)
          yield* Effect.yieldNow
          yield* Effect.yieldNow
          return Effect.sync(() => void diary.push(`took ${message[0]}`))
        })
      const rivals = yield* Effect.gen(function* () {
        const { publish } = yield* DeliveryService
        return yield* Effect.forEach([1, 2, 3], (n) => Effect.result(publish("g", bytes(n), Option.some(n === 3 ? 5n : 4n))), {
          concurrency: 3
        })
      }).pipe(Effect.provide(Layer.fresh(layerWith({ check }))))
      assert.deepStrictEqual(rivals.map(Result.isSuccess), [true, false, true])
      // The loser is told of the epoch, and is not looked at.
      assert.deepStrictEqual(diary, ["looks at 1", "took 1", "looks at 3", "took 3"])
    })
  )

  it.effect("is not asked about a message that has its place already, and groups do not wait for each other", () =>
    Effect.gen(function* () {
      let asked = 0
      const check: MessageCheck = (group) =>
        Effect.suspend(() => {
          asked++
          return group === "slow" ? Effect.never : Effect.succeed(Effect.void)
        })
      yield* Effect.gen(function* () {
        const { publish } = yield* DeliveryService
        const stuck = yield* Effect.forkChild(publish("slow", bytes(1), Option.none()))
        yield* Effect.yieldNow
        for (let i = 0; i < 3; i++) yield* publish("quick", bytes(1), Option.some(0n), { key: bytes(1) })
        assert.strictEqual(asked, 2)
        yield* Fiber.interrupt(stuck)
      }).pipe(Effect.provide(Layer.fresh(layerWith({ check }))))
    })
  )

  it.effect("judges the bytes that are then delivered, whatever the sender does with its array meanwhile", () =>
    Effect.gen(function* () {
      const mine = bytes(1)
      const check: MessageCheck = (group, message) =>
        Effect.suspend(() => {
          mine.fill(66)
          return message[0] === 1 ? Effect.succeed(Effect.void) : Effect.fail(new DeliveryRefused({ group, reason: "Invalid" }))
        })
      yield* Effect.gen(function* () {
        const { publish } = yield* DeliveryService
        yield* publish("g", mine, Option.none(), { key: bytes(1) })
        const again = yield* publish("g", bytes(1), Option.none(), { key: bytes(1) })
        assert.strictEqual(again.duplicate, true)
      }).pipe(Effect.provide(Layer.fresh(layerWith({ check }))))
    })
  )
})

describe("limits on claims", () => {
  it("V317: begin anew with each window, and count what was granted only", () => {
    const { admit } = limiter({ perRequester: 2, perTarget: 3, windowMs: 100 })
    assert.deepStrictEqual(
      [admit("a", "x", 0), admit("a", "x", 50), admit("a", "y", 99), admit("b", "x", 99), admit("b", "x", 99), admit("b", "y", 99)],
      [true, true, false, true, false, true]
    )
    assert.isTrue(admit("a", "x", 100))
  })

  it.effect("V317: go by the clock, and by who the service says is asking", () =>
    Effect.gen(function* () {
      const authenticate = (token: Uint8Array | undefined) => (token === undefined ? undefined : "always ann")
      yield* Effect.gen(function* () {
        const { claim, publish } = yield* KeyPackageDirectory
        yield* publish("bob", 1, [], Option.some(bytes(9)))
        const reason = (token?: Uint8Array) =>
          Effect.map(Effect.result(claim("bob", 1, token)), (r) =>
            Result.isFailure(r) ? ("reason" in r.failure ? r.failure.reason : r.failure._tag) : "granted"
          )
        assert.strictEqual(yield* reason(), "Unauthenticated")
        assert.strictEqual(yield* reason(bytes(1)), "granted")
        assert.strictEqual(yield* reason(bytes(2)), "RateLimited")
        yield* TestClock.adjust("1 minute")
        assert.strictEqual(yield* reason(bytes(2)), "granted")
      }).pipe(Effect.provide(Layer.fresh(directoryLayerWith({ authenticate, claims: { perRequester: 1, windowMs: 60_000 } }))))
    })
  )
})
