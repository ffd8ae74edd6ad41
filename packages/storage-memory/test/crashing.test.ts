import { GroupStore, KeyPackageStore, noChange } from "@copath/contracts"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { Crashed, type CrashPlan, dieAfter, failAt, layer, type StoreCall, withCrashes } from "../src/index.ts"

const write = Effect.fnUntraced(function* (expected: Option.Option<bigint>, state: number) {
  return yield* (yield* GroupStore).transact("g", expected, {
    ...noChange,
    state: Option.some(Uint8Array.of(state)),
    send: [Uint8Array.of(state)]
  })
})
const load = Effect.gen(function* () {
  const { outbox, state } = Option.getOrThrow(yield* (yield* GroupStore).load("g"))
  return [state[0], outbox.length]
})
const under = <A, E>(plan: CrashPlan, run: Effect.Effect<A, E, GroupStore | KeyPackageStore>) =>
  Effect.provide(run, Layer.fresh(withCrashes(layer, plan)))

describe("stores that crash", () => {
  it.effect("fail before the call and leave the old record intact", () =>
    under(
      failAt(1),
      Effect.gen(function* () {
        const { version } = yield* write(Option.none(), 1)
        const error = yield* Effect.flip(write(Option.some(version), 2))
        assert.deepStrictEqual([error.reason, error.key], ["Unavailable", "g"])
        assert.deepStrictEqual(yield* load, [1, 1])
        yield* write(Option.some(version), 3)
      })
    )
  )
  it.effect("die after the call: the record is written, and nobody has heard of it", () =>
    under(
      dieAfter(1),
      Effect.gen(function* () {
        const { version } = yield* write(Option.none(), 1)
        const exit = yield* Effect.exit(write(Option.some(version), 2))
        assert.isTrue(Exit.isFailure(exit) && Cause.hasDies(exit.cause) && Cause.squash(exit.cause) instanceof Crashed)
        assert.deepStrictEqual(yield* load, [2, 2])
      })
    )
  )
  it.effect("tell the plan which call it is, counted over all stores", () => {
    const calls: Array<StoreCall> = []
    const plan: CrashPlan = (call) => {
      calls.push(call)
      return undefined
    }
    return under(
      plan,
      Effect.gen(function* () {
        yield* write(Option.none(), 1)
        yield* (yield* KeyPackageStore).peek("00")
        yield* (yield* GroupStore).list()
        assert.deepStrictEqual(calls, [
          { number: 0, operation: "GroupStore.transact", key: "g" },
          { number: 1, operation: "KeyPackageStore.peek", key: "00" },
          { number: 2, operation: "GroupStore.list", key: "" }
        ])
      })
    )
  })
})
