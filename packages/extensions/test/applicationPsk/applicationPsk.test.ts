import { PskStore } from "@copath/contracts"
import { adopt, commit, joinGroup, makeKeyPackage, receive } from "@copath/group"
import { it } from "@effect/vitest"
import { Effect, Layer, Option } from "effect"
import { describe, expect } from "vitest"
import { applicationPsk, applicationPskName, applicationPsks } from "../../src/index.ts"
import { agree, at, groupOf, identityOf, knowing, services, utf8 } from "../story.ts"

const COMPONENT = 0x8001
const store = Layer.sync(PskStore, () => {
  const held = new Map<string, Uint8Array>()
  return PskStore.of({
    put: (id, psk) => Effect.sync(() => void held.set(id, psk)),
    get: (id) => Effect.sync(() => Option.fromUndefinedOr(held.get(id))),
    remove: (id) => Effect.sync(() => void held.delete(id))
  })
})
const run = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  effect.pipe(knowing(applicationPsks), Effect.provide(Layer.merge(services(), Layer.fresh(store))))
const password = utf8("password")
const keep = Effect.fnUntraced(function* (value: string) {
  yield* (yield* PskStore).put(applicationPskName(COMPONENT, password), utf8(value))
})

describe("a component's pre-shared key", () => {
  it.effect("is mixed in by whoever holds it, joiners too; component and id both name it", () =>
    run(
      Effect.gen(function* () {
        yield* keep("correct horse")
        const group = yield* groupOf(["alice", "bob"])
        const carol = yield* makeKeyPackage(yield* identityOf("carol"))
        const psks = [yield* applicationPsk(COMPONENT, password)]
        const made = yield* commit(at(group, "alice"), { psks, add: [carol.keyPackage] })
        const got = yield* receive(at(group, "bob"), made.message)
        if (got._tag !== "commit") throw new Error(got._tag)
        const joined = yield* joinGroup({ welcome: made.welcome ?? new Uint8Array(0), keyPackage: carol.secrets })
        const alice = (yield* adopt(made.state)).state
        expect(agree(new Map(Object.entries({ alice, bob: got.state, carol: joined })))).toBe(true)
        const other = yield* applicationPsk(COMPONENT + 1, password)
        expect(yield* Effect.flip(commit(alice, { psks: [other] }))).toMatchObject({ _tag: "PskUnavailable" })
      })
    )
  )

  it.effect("parts those who hold different ones", () =>
    run(
      Effect.gen(function* () {
        yield* keep("one")
        const group = yield* groupOf(["alice", "bob"])
        const made = yield* commit(at(group, "alice"), { psks: [yield* applicationPsk(COMPONENT, password)] })
        yield* keep("two")
        expect(yield* Effect.flip(receive(at(group, "bob"), made.message))).toMatchObject({ _tag: "ConfirmationMismatch" })
      })
    )
  )

  it.effect("V010: is no PSK to a client that is not composed for it, and V170: none is listed twice", () =>
    run(
      Effect.gen(function* () {
        yield* keep("one")
        const group = yield* groupOf(["alice", "bob"])
        const psk = yield* applicationPsk(COMPONENT, password)
        const made = yield* commit(at(group, "alice"), { psks: [psk] })
        const strict = receive(at(group, "bob"), made.message).pipe(knowing())
        expect(yield* Effect.flip(strict)).toMatchObject({ _tag: "DecodeError", reason: "UnknownEnum" })
        expect(yield* Effect.flip(commit(at(group, "alice"), { psks: [psk, psk] }))).toMatchObject({ _tag: "Invalid", rule: "V170" })
      })
    )
  )
})
