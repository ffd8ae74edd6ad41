import { DeliveryService } from "@copath/contracts"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as fc from "fast-check"
import { reordering, unordered, type UnorderedOptions } from "../src/index.ts"

/** What two subscribers see of 100 messages. */
const seen = (options: UnorderedOptions) =>
  Effect.gen(function* () {
    const { publish, subscribe } = yield* DeliveryService
    for (let i = 0; i < 100; i++) yield* publish("g", Uint8Array.of(i), Option.none())
    const collect = Effect.map(Stream.runCollect(Stream.take(subscribe("g", 0n), 100)), (all) => all.map(({ message }) => message[0] ?? -1))
    return [yield* collect, yield* collect] as const
  }).pipe(Effect.provide(Layer.fresh(unordered(options))))

describe("unordered", () => {
  it.live("gives two subscribers two orders, and the same ones for the same seed", () =>
    Effect.gen(function* () {
      const [a, b] = yield* seen({ seed: "1" })
      assert.notDeepEqual(a, b)
      assert.notDeepEqual(
        a,
        a.toSorted((x, y) => x - y)
      )
      assert.deepStrictEqual(yield* seen({ seed: "1" }), [a, b])
      assert.notDeepEqual(yield* seen({ seed: "2" }), [a, b])
    })
  )
  it.live("keeps the order with a window of one", () =>
    Effect.gen(function* () {
      const [a] = yield* seen({ window: 1 })
      assert.deepStrictEqual(
        a,
        Array.from({ length: 100 }, (_, i) => i)
      )
    })
  )
  it.live("promises nothing: takes two commits for one epoch, gives no slots", () =>
    Effect.gen(function* () {
      const service = yield* DeliveryService
      yield* service.publish("g", Uint8Array.of(1), Option.some(1n))
      yield* service.publish("g", Uint8Array.of(2), Option.some(1n))
      assert.strictEqual((yield* Effect.flip(service.reserve("g", 0n))).reason, "Unavailable")
      assert.deepStrictEqual([service.ordering, service.slots], ["none", false])
    }).pipe(Effect.provide(Layer.fresh(unordered())))
  )
})

it("a message goes out less than a window early, and is overtaken by a window at most", () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 12 }), fc.nat(80), (seed, window, count) => {
      const held = reordering(seed, window)
      const out: Array<number> = []
      const release = (): void => {
        const one = held.release()
        if (one !== undefined) out.push(Number(one.position))
      }
      for (let i = 0; i < count; i++) {
        held.offer({ position: BigInt(i), message: new Uint8Array(0) })
        if (held.room() === 0) release()
      }
      for (let i = 0; i < window; i++) release()
      assert.deepStrictEqual(
        out.toSorted((a, b) => a - b),
        Array.from({ length: count }, (_, i) => i)
      )
      for (const [at, position] of out.entries()) {
        assert.isAbove(at, position - window)
        assert.isAtMost(out.slice(0, at).filter((other) => other > position).length, window)
      }
    }),
    { seed: 1 }
  )
})
