import { DeliveryService, KeyPackageDirectory } from "@copath/contracts"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { pretending, unordered } from "../src/index.ts"

describe("pretending", () => {
  it.effect("claims what it does not keep: gives each slot twice, and delivers as the service below", () =>
    Effect.gen(function* () {
      const service = yield* DeliveryService
      assert.deepStrictEqual([service.ordering, service.slots], ["total", true])
      const slots = []
      for (const epoch of [1n, 1n, 1n, 2n, 1n]) slots.push(yield* service.reserve("g", epoch))
      assert.deepStrictEqual(slots, [0n, 0n, 1n, 0n, 1n])
      assert.strictEqual(yield* service.reserve("another", 1n), 0n)
      for (const n of [1, 2]) yield* service.publish("g", Uint8Array.of(n), Option.some(5n))
      const inbox = yield* service.inbox?.("g", 0n) ?? Effect.die("no queues")
      assert.strictEqual([...(yield* inbox.fetch), ...(yield* inbox.fetch)].length, 2, "both commits of one epoch")
      yield* (yield* KeyPackageDirectory).publish("ann", 1, [Uint8Array.of(9)], Option.none())
      assert.strictEqual(yield* (yield* KeyPackageDirectory).count("ann", 1), 1)
    }).pipe(Effect.provide(Layer.fresh(pretending(unordered()))))
  )
})
