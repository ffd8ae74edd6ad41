import { NotKept, StateKeeping } from "@copath/client"
import { StolenCopy } from "@copath/lab-core"
import { catalog, type Composed, profiles, type Spec } from "@copath/profile-lab"
import { it } from "@effect/vitest"
import { Effect, Layer, Result, Schema } from "effect"
import { describe, expect } from "vitest"
import { stolenCopy } from "../../src/probes/stolenCopy.ts"

const composedOf = (spec: Spec): Composed => Result.getOrThrow(catalog().compose({ provider: "symbolic", ...spec }))
const over = (spec: Spec) => stolenCopy({ composed: composedOf(spec), suite: 1, seed: "probes" })
const told = ({ attempts }: StolenCopy): ReadonlyArray<string> =>
  attempts.map(({ accepted, act, holding, tried }) => `${holding}, ${act}: ${tried ? accepted : "no way"}`)

const renewed = ["everything, speak: 0", "everything, commit: 0", "everything, remove: 0"]
const keyless = renewed.map((one) => one.replace("everything", "all but the identity key"))

describe("a stolen copy of a member's state, when all have renewed their keys", () => {
  it.effect("of RFC 9420 reads, says and commits nothing, and joins again: whoever has a GroupInfo and the name is let in", () =>
    Effect.gen(function* () {
      const copy = yield* over({})
      expect(copy).toMatchObject({ honest: 5, texts: 6, read: 0 })
      expect(told(copy)).toEqual([...renewed, "everything, re-join: 5"])
      expect(copy.attempts.map(({ reason }) => reason)).toEqual(["Unprotectable BadCiphertext", "BadTag", "BadTag", undefined])
      expect(Schema.decodeUnknownSync(StolenCopy)(JSON.parse(JSON.stringify(copy)))).toEqual(copy)
    })
  )

  it.effect("joins again without the long-term identity key as well, which short-lived keys set apart: 7.2 row 17", () =>
    Effect.gen(function* () {
      const copy = yield* over({ signature: "eph-certified" })
      expect(told(copy)).toEqual([...renewed, "everything, re-join: 5", ...keyless, "all but the identity key, re-join: 5"])
    })
  )

  it.effect.each<{ readonly spec: Spec; readonly why: string }>([
    { spec: { signature: "eph-deniable" }, why: "signatures of eph-deniable convince members alone" },
    { spec: { schedule: "root-only" }, why: "the key schedule root-only has no external key" }
  ])("has no way back where nobody joins from outside, and is told so: $why", ({ spec, why }) =>
    Effect.gen(function* () {
      const copy = yield* over(spec)
      expect(told(copy)).toContain("everything, re-join: no way")
      expect(copy.attempts.find(({ act }) => act === "re-join")?.reason).toContain(why)
    })
  )

  it.effect.each(profiles)("of $name neither speaks nor commits", ({ spec }) =>
    Effect.map(over(spec), (copy) => expect(told(copy).slice(0, 3)).toEqual(renewed))
  )

  it.effect("whose secrets are sealed elsewhere is woken up while they are still there", () =>
    Effect.map(over({ state: "digest+fetch" }), (copy) => expect(told(copy)).toEqual([...renewed, "everything, re-join: 5"]))
  )

  it.effect("that cannot be read back tries nothing, and says why", () =>
    Effect.gen(function* () {
      const composed = composedOf({})
      const read = () => Effect.fail(new NotKept({ reason: "Unavailable", detail: "the storage is gone" }))
      const forgetful = Layer.effect(
        StateKeeping,
        Effect.map(StateKeeping, (keeping) => ({ ...keeping, read }))
      )
      const protocol = Layer.provideMerge(forgetful, composed.protocol)
      const copy = yield* stolenCopy({ composed: { ...composed, protocol }, suite: 1, seed: "probes" })
      expect(copy).toMatchObject({ attempts: [], read: 0, unmade: "its state cannot be read back: the storage is gone" })
    })
  )
})
