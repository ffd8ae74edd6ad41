import { GroupOptions, GroupPolicy, permissive } from "@copath/group"
import { it } from "@effect/vitest"
import { Effect, Layer, Result } from "effect"
import { describe, expect } from "vitest"
import { Assumed, catalog, incompatibilities, type Spec, threatModels } from "../src/index.ts"

/** The rule by which a composition is refused under threat models; `undefined` if it is not. */
const refusal = Effect.fnUntraced(function* (spec: Spec, assumed: ReadonlyArray<string>) {
  const { choices, delivery, parts, protocol, suite } = Result.getOrThrow(catalog().compose(spec))
  const base = Layer.mergeAll(suite(1), parts.provider.entropy, delivery)
  const built = yield* Effect.result(Effect.scoped(Layer.build(Layer.provide(protocol, base)))).pipe(
    Effect.provideService(
      Assumed,
      threatModels.filter(({ name }) => assumed.includes(name))
    ),
    Effect.provideService(GroupOptions, choices)
  )
  return Result.isFailure(built) ? built.failure.rule : undefined
})

describe("R033: a threat model fixes which options are allowed", () => {
  it.effect.each<readonly [string, Spec, string | undefined]>([
    ["lying-insiders", {}, undefined],
    ["lying-insiders", { signature: "eph-deniable" }, undefined],
    ["lying-insiders", { signature: "none" }, "insiders-impersonate"],
    ["lying-insiders", { insider: "derive-check" }, "insiders-unchecked"],
    ["lying-insiders", { cgka: "art" }, "insiders-and-joiners"],
    ["trusted-insiders", { signature: "none", insider: "none" }, undefined],
    ["curious-server", { "sender-data": "visible" }, "server-sees-sender"],
    ["curious-server", { position: "outside" }, "server-sees-sender"],
    ["curious-server", {}, "server-sees-members"],
    ["curious-server", { handshake: "enc-ratchet" }, undefined],
    ["no-proof", {}, "provable"],
    ["no-proof", { signature: "eph-deniable" }, undefined],
    ["no-proof", { signature: "none" }, undefined]
  ])("%s: %j gives %s", ([model, spec, rule]) =>
    Effect.gen(function* () {
      expect(yield* refusal(spec, [model])).toBe(rule)
      expect(yield* refusal(spec, [])).toBe(undefined)
    })
  )

  it.effect("several at once ask for all that each asks for", () =>
    Effect.gen(function* () {
      expect(yield* refusal({ signature: "none" }, ["no-proof", "lying-insiders"])).toBe("insiders-impersonate")
      expect(yield* refusal({ signature: "eph-deniable" }, ["no-proof", "lying-insiders"])).toBe(undefined)
    })
  )

  it.effect("a policy with administrators is refused where anybody can act as anybody", () =>
    Effect.gen(function* () {
      const apart = Effect.provideService(GroupPolicy, { ...permissive, tellsMembersApart: true })
      expect(yield* apart(refusal({ signature: "none" }, []))).toBe("administrators")
      expect(yield* apart(refusal({}, []))).toBe(undefined)
    })
  )

  it("no two rules go by one name", () => {
    const rules = [...incompatibilities, ...threatModels.flatMap(({ refuses }) => refuses)].map(({ rule }) => rule)
    expect(new Set(rules).size).toBe(rules.length)
  })
})
