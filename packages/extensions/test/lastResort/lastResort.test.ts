import { commit, makeKeyPackage, readKeyPackage } from "@copath/group"
import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import { appData, componentIds, dictionaryExtension, isLastResort, lastResort } from "../../src/index.ts"
import { at, committed, groupOf, identityOf, knowing, services, utf8 } from "../story.ts"

describe("a key package of last resort", () => {
  it.effect("is marked in its own extensions, so that the directory and whoever is asked to add it can see", () =>
    Effect.gen(function* () {
      const identity = yield* identityOf("bob")
      const marked = yield* makeKeyPackage(identity, { extensions: [lastResort([{ componentId: 0x8001, data: utf8("x") }])] })
      const ordinary = yield* makeKeyPackage(identity)
      expect(isLastResort(yield* readKeyPackage(marked.message))).toBe(true)
      expect(isLastResort(yield* readKeyPackage(ordinary.message))).toBe(false)
      const group = yield* groupOf(["alice"])
      const after = yield* committed(group, "alice", { add: [marked.keyPackage] }, [["bob", marked]])
      expect([...after.keys()]).toEqual(["alice", "bob"])
    }).pipe(knowing(appData()), Effect.provide(services()))
  )

  it("a mark with data is none, and neither is one in a dictionary that does not decode", () => {
    const withData = dictionaryExtension([{ componentId: componentIds.lastResortKeyPackage, data: utf8("x") }])
    expect(isLastResort({ extensions: [withData] })).toBe(false)
    expect(isLastResort({ extensions: [{ ...withData, extensionData: Uint8Array.of(1) }] })).toBe(false)
  })

  it.effect("V008: a member does not add a package whose dictionary does not decode", () =>
    Effect.gen(function* () {
      const bad = { ...lastResort(), extensionData: Uint8Array.of(6, 0, 4, 0, 0, 4, 0) }
      const made = yield* makeKeyPackage(yield* identityOf("bob"), { extensions: [bad] })
      const alice = at(yield* groupOf(["alice"]), "alice")
      expect(yield* Effect.flip(commit(alice, { add: [made.keyPackage] }))).toMatchObject({ _tag: "Invalid", rule: "V008" })
    }).pipe(knowing(appData()), Effect.provide(services()))
  )
})
