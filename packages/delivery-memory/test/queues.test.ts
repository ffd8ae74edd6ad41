import { DeliveryService, type Inbox } from "@copath/contracts"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { queuePerDevice } from "../src/index.ts"

const token = (n: number): Uint8Array => Uint8Array.of(n)
const numbers = ({ fetch }: Inbox) => Effect.map(fetch, (all) => all.map(({ message }) => message[0]))
const open = (service: DeliveryService["Service"], owner?: number) =>
  service.inbox?.("g", 0n, owner === undefined ? undefined : token(owner)) ?? Effect.die("no queues")

describe("a queue for each device", () => {
  it.effect("holds nothing of its owner's own, and everything of the others'", () =>
    Effect.gen(function* () {
      const service = yield* DeliveryService
      const [ann, bob, nobody] = [yield* open(service, 1), yield* open(service, 2), yield* open(service)]
      yield* service.publish("g", Uint8Array.of(10), Option.none(), { token: token(1) })
      yield* service.publish("g", Uint8Array.of(20), Option.none(), { token: token(2) })
      yield* service.publish("g", Uint8Array.of(30), Option.none())
      assert.deepStrictEqual(
        [yield* numbers(ann), yield* numbers(bob), yield* numbers(nobody)],
        [
          [20, 30],
          [10, 30],
          [10, 20, 30]
        ]
      )
    }).pipe(Effect.provide(Layer.fresh(queuePerDevice())))
  )
  it.effect("is made when it is asked for: what came before is gone, and a commit keeps its epoch all the same", () =>
    Effect.gen(function* () {
      const service = yield* DeliveryService
      yield* service.publish("g", Uint8Array.of(1), Option.some(4n))
      const late = yield* open(service)
      const refused = yield* Effect.flip(service.publish("g", Uint8Array.of(2), Option.some(4n)))
      assert.deepStrictEqual([refused.reason, refused.epoch], ["StaleEpoch", 5n])
      const { position } = yield* service.publish("g", Uint8Array.of(3), Option.some(5n))
      assert.deepStrictEqual([position, yield* numbers(late)], [1n, [3]])
    }).pipe(Effect.provide(Layer.fresh(queuePerDevice())))
  )
  it.effect("of a subscription ends with it, and does not hold what it was given", () =>
    Effect.gen(function* () {
      const service = yield* DeliveryService
      const seen: Array<number | undefined> = []
      const record = Stream.runForEach(service.subscribe("g", 0n), ({ message }) => Effect.sync(() => void seen.push(message[0])))
      const reader = yield* Effect.forkChild(record, { startImmediately: true })
      for (const n of [1, 2, 3]) {
        yield* service.publish("g", Uint8Array.of(n), Option.none())
        yield* Effect.yieldNow
      }
      const { stored = Effect.succeed(-1) } = service
      assert.deepStrictEqual([seen, yield* stored], [[1, 2, 3], 0])
      yield* Fiber.interrupt(reader)
      yield* service.publish("g", Uint8Array.of(4), Option.none())
      assert.strictEqual(yield* stored, 0)
    }).pipe(Effect.provide(Layer.fresh(queuePerDevice())))
  )
})
