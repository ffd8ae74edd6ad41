import { commit, receive } from "@copath/group"
import { leafIndex, nodeIndex } from "@copath/tree-math"
import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect, test } from "vitest"
import { confirm, insiderLevels, tryCommit, unchecked } from "../src/index.ts"
import { lies } from "./lies.ts"
import { at, services } from "./world.ts"

describe("what a lie that nobody found out does later", () => {
  it.effect("b: who took a key that does not match cannot read what is next sealed to it", () =>
    Effect.gen(function* () {
      const { given, members } = yield* lies["b: a published key that does not match"]
      const next = new Map()
      for (const leaf of [0, 2]) {
        const got = yield* receive(at(members, leaf), given.get(leaf) ?? new Uint8Array(0))
        if (got._tag === "commit") next.set(leaf, got.state)
      }
      const honest = yield* commit(at(next, 2))
      expect(yield* Effect.flip(receive(at(next, 0), honest.message))).toMatchObject({ _tag: "CgkaRejected" })
    }).pipe(Effect.provide(services(unchecked)))
  )

  it.effect("d: who joined with a planted key seals its own commits to it", () =>
    Effect.gen(function* () {
      const { joiner, members } = yield* lies["d: a tree for a joiner, with a key of its own"]
      if (joiner === undefined) throw new Error("somebody is invited")
      const eve = yield* joiner
      // Node 5 is above leaves 2 and 3.
      const planted = eve.tree.keyAt(nodeIndex(5))
      expect(planted).not.toEqual(at(members, 2).tree.keyAt(nodeIndex(5)))
      const made = yield* commit(eve, { remove: [leafIndex(1)] })
      const { sealing } = yield* tryCommit(made.state, made.message)
      expect(sealing.sealed.some(({ publicKey }) => publicKey.join() === planted?.join())).toBe(true)
    }).pipe(Effect.provide(services(confirm)))
  )
})

test("each level checks what the one before it checks", () => {
  const checks = insiderLevels.map(({ acknowledged, checks, needs, provable }) => [
    checks.deriveCheck,
    checks.confirm,
    needs.parentHashes,
    acknowledged,
    provable
  ])
  expect(checks.map((row) => row.filter(Boolean).length)).toEqual([0, 1, 2, 3, 4, 5])
  expect(checks.every((row) => row.every((on, i) => !on || row.slice(0, i).every(Boolean)))).toBe(true)
})
