import { DeliveryService } from "@copath/contracts"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { causal, type CausalOptions } from "../src/index.ts"

/** What a queue that is asked after each message gives of twenty, the tenth of which is a commit; then what it gives when nothing comes any more. */
const seen = (options: CausalOptions) =>
  Effect.gen(function* () {
    const { inbox = () => Effect.die("no queues"), publish } = yield* DeliveryService
    const { fetch } = yield* inbox("g", 0n)
    const asked: Array<ReadonlyArray<number>> = []
    for (let i = 0; i < 20; i++) {
      yield* publish("g", Uint8Array.of(i), i === 9 ? Option.some(0n) : Option.none())
      asked.push((yield* fetch).map(({ message }) => message[0] ?? -1))
    }
    asked.push((yield* fetch).map(({ message }) => message[0] ?? -1))
    return asked
  }).pipe(Effect.provide(Layer.fresh(causal(options))))

const upTo = (n: number): ReadonlyArray<number> => Array.from({ length: n }, (_, i) => i)

describe("causal", () => {
  it.effect("holds back until the window is full, a commit comes, or nothing does", () =>
    Effect.gen(function* () {
      const asked = yield* seen({ window: 4 })
      assert.deepStrictEqual(
        asked.map((some) => some.length),
        // Three are held; the commit brings them and itself; so again; the last three come in silence.
        [0, 0, 0, 1, 1, 1, 1, 1, 1, 4, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 3]
      )
      const all = asked.flat()
      assert.strictEqual(all.indexOf(9), 9)
      assert.notDeepEqual(all, upTo(20))
      assert.deepStrictEqual(
        [...all].toSorted((a, b) => a - b),
        upTo(20)
      )
    })
  )
  it.effect("gives the last one first, if told to", () =>
    Effect.gen(function* () {
      const all = (yield* seen({ window: "backwards" })).flat()
      assert.deepStrictEqual(all, [...upTo(9).toReversed(), 9, ...upTo(20).slice(10).toReversed()])
    })
  )
  it.effect("keeps the order with a window of one", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* seen({ window: 1 })).flat(), upTo(20))
    })
  )
})
