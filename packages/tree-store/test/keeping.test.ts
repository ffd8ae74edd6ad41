import { type Keeper, StateKeeping } from "@copath/client"
import { TreeShaping } from "@copath/contracts"
import { adopt, commit, persist } from "@copath/group"
import { leftBalanced } from "@copath/tree-math"
import { describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { expect } from "vitest"
import { digestFetch } from "../src/index.ts"
import { hears, KINDS, memberAt, without } from "./circle.ts"
import { agree, history, type Part, parts, serverOf, six, sleepsWell, under } from "./keepers.ts"

describe.each(parts)("a state that is kept, %s", (id, part) => {
  it.effect.each(["monday", "tuesday", "wednesday"])(
    "R056, R100: comes back as it was, byte for byte, and goes on, joiners and rejoiners included (%s)",
    (seed) => history(seed, 2 * KINDS).pipe(Effect.provide(under(part, serverOf(), seed)))
  )

  it.effect("goes on as well where handshakes are private: the committer stores what it changed, no server has to see it", () =>
    history("thursday", KINDS).pipe(Effect.provide(under(part, serverOf(), "thursday", "private")))
  )

  it.effect("and where trees have another shape", () =>
    history("friday", KINDS).pipe(Effect.provide(under(part, serverOf(), "friday")), Effect.provideService(TreeShaping, leftBalanced))
  )

  it.effect("a pending commit survives sleep", () =>
    Effect.gen(function* () {
      const circle = yield* six
      const alice = memberAt(circle, 1)
      const made = yield* commit(alice.state, {})
      const awake = yield* sleepsWell({ ...alice, state: made.state })
      const adopted = yield* adopt(awake.state)
      const keeper = yield* awake.keeper.follow(awake.state, adopted.state, adopted.change, true)
      const others = yield* Effect.forEach(without(circle, [alice.name]).members, (m) => hears(m, made.message))
      const members = [{ ...alice, state: adopted.state, keeper }, ...others]
      yield* agree({ ...circle, members })
      yield* Effect.forEach(members, sleepsWell)
    }).pipe(Effect.provide(under(part)))
  )

  it.effect("other bytes are no state of this kind", () =>
    Effect.gen(function* () {
      const { read } = yield* StateKeeping
      const { keeper, state } = memberAt(yield* six, 1)
      const written = yield* keeper.write(state)
      const longer = new Uint8Array(written.length + 1)
      longer.set(written)
      for (const bytes of [new Uint8Array(0), written.subarray(0, -1), longer, Uint8Array.of(0xff, ...written.subarray(1))]) {
        expect(yield* Effect.flip(read(bytes))).toMatchObject({ _tag: "NotKept", reason: "Malformed" })
      }
      expect(yield* persist((yield* read(written)).state)).toEqual(yield* persist(state))
    }).pipe(Effect.provide(under(part)))
  )

  it.effect(`tells its id`, () =>
    Effect.map(StateKeeping, (keeping) => expect(id.startsWith(keeping.id)).toBe(true)).pipe(Effect.provide(under(part)))
  )
})

describe("the history finds a part out", () => {
  const faulty = (fault: (sound: StateKeeping["Service"]) => Partial<StateKeeping["Service"]>): Part =>
    Layer.effect(
      StateKeeping,
      Effect.map(StateKeeping, (sound) => StateKeeping.of({ ...sound, ...fault(sound) }))
    ).pipe(Layer.provide(digestFetch))
  /** What a keeper does wrong, whichever step it came from. */
  const wrong = (sound: StateKeeping["Service"], change: (keeper: Keeper) => Partial<Keeper>): Partial<StateKeeping["Service"]> => {
    const bent = (keeper: Keeper): Keeper => {
      const { follow } = keeper
      const bound = { ...keeper, follow: (...step: Parameters<Keeper["follow"]>) => Effect.map(follow(...step), bent) }
      return { ...bound, ...change(bound) }
    }
    return {
      begin: (state) => Effect.map(sound.begin(state), bent),
      joined: (state, mine, handed) => Effect.map(sound.joined(state, mine, handed), bent),
      read: (bytes) => Effect.map(sound.read(bytes), ({ keeper, state }) => ({ state, keeper: bent(keeper) }))
    }
  }
  const faults: ReadonlyArray<readonly [string, (sound: StateKeeping["Service"]) => Partial<StateKeeping["Service"]>]> = [
    ["that does not follow", (sound) => wrong(sound, (keeper) => ({ follow: () => Effect.succeed(keeper) }))],
    [
      "whose committers store nothing",
      (sound) => wrong(sound, ({ follow }) => ({ follow: (before, after, change) => follow(before, after, change, false) }))
    ],
    [
      "that forgets what it has sent",
      (sound) => ({ read: (bytes) => Effect.map(sound.read(bytes), (awake) => ({ ...awake, state: { ...awake.state, sent: [] } })) })
    ]
  ]
  it.effect.each(faults)("%s", ([, fault]) =>
    Effect.map(Effect.exit(history("monday", 2 * KINDS)), (exit) => expect(exit._tag).toBe("Failure")).pipe(
      Effect.provide(under(faulty(fault)))
    )
  )
})
