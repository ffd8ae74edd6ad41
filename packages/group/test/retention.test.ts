import { MessageProtection } from "@copath/contracts"
import { guarded } from "@copath/nonces"
import { secretTree } from "@copath/protection-secret-tree"
import { hidden } from "@copath/sender-data"
import { it } from "@effect/vitest"
import { Effect, Layer, Result } from "effect"
import { expect } from "vitest"
import { adopt, commit, type GroupState, forget, receive, retention, send } from "../src/index.ts"
import { services } from "./parts.ts"
import { four } from "./story.ts"

/** The parts of RFC 9420, with an hour for what comes late. */
const hourly = Effect.fnUntraced(function* <A, E, R>(story: Effect.Effect<A, E, R>) {
  const layer = secretTree({ maxSeconds: 3600 }).pipe(Layer.provide([guarded, hidden]))
  const protection = yield* Effect.provide(MessageProtection, layer)
  return yield* Effect.provideService(story, MessageProtection, protection)
})

const take = (state: GroupState, message: Uint8Array) =>
  Effect.map(receive(state, message), (got) => (got._tag === "removed" ? state : got.state))

it.effect(
  "R031: a group's state opens exactly the late messages that it says, of this epoch and those before, until their time is over",
  () =>
    hourly(
      Effect.gen(function* () {
        const story = yield* four()
        let [alice, bob] = [story.at("alice"), story.at("bob")]
        expect(yield* retention(bob)).toEqual({ keys: 0, oldest: 0, epochs: bob.past.length })
        const recorded: Array<Uint8Array> = []
        const say = Effect.fnUntraced(function* () {
          const sent = yield* send(alice, Uint8Array.of(1))
          alice = sent.state
          return sent.message
        })
        const readable = Effect.fnUntraced(function* () {
          const read: Array<number> = []
          for (const [i, message] of recorded.entries()) if (Result.isSuccess(yield* Effect.result(receive(bob, message)))) read.push(i)
          return read
        })
        for (let i = 0; i < 4; i++) recorded.push(yield* say())
        bob = yield* take(bob, recorded[3] as Uint8Array)
        expect(yield* retention(bob)).toEqual({ keys: 3, oldest: 3, epochs: bob.past.length })
        // Into the next epoch, with three keys of the last one.
        const made = yield* commit(alice)
        alice = (yield* adopt(made.state)).state
        bob = yield* take(bob, made.message)
        for (let i = 0; i < 2; i++) recorded.push(yield* say())
        bob = yield* take(bob, recorded[5] as Uint8Array)
        expect(yield* retention(bob)).toEqual({ keys: 4, oldest: 3, epochs: bob.past.length })
        expect(bob.past.length).toBeGreaterThan(0)
        expect(yield* readable()).toEqual([0, 1, 2, 4])
        bob = (yield* forget(bob, 100)).state
        expect(yield* readable()).toEqual([0, 1, 2, 4])
        const { retired, state } = yield* forget(bob, 3700)
        bob = state
        expect(retired.length).toBe(8)
        expect(yield* readable()).toEqual([])
        expect(yield* retention(bob)).toMatchObject({ keys: 0, oldest: 0 })
      })
    ).pipe(Effect.provide(services(1)))
)
