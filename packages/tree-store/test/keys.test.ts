import { decode, encode } from "@copath/codec"
import { it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { expect } from "vitest"
import { allSealed, fetchTree, handKeys, keysAfter, leavesSealed, storeKeys, takeKeys } from "../src/index.ts"
import { at, commits, five, joins, packageOf, suite, world } from "./world.ts"

it.effect.each([leavesSealed, allSealed])("R059: who was removed opens nothing that came later, and the others open all of it", (formOf) =>
  Effect.gen(function* () {
    const members = yield* five(formOf)
    const erin = at(members, 4)
    const frank = yield* packageOf("frank")
    const alice = yield* commits(at(members, 0), { remove: [erin.state.me], add: [frank.keyPackage] }, formOf)
    expect(alice.keys.seals.map(({ since }) => since)).toEqual([2n, 0n])

    const s = yield* suite
    const { treeHash } = alice.state.context
    const { digest } = s.hash
    // Erin reads the store and is told the newest tree hash.
    const refused = yield* Effect.flip(fetchTree({ form: formOf(s, erin.keys), digest }, treeHash))
    expect(refused).toMatchObject({ reason: "NoKey" })
    const tree = yield* fetchTree({ form: formOf(s, alice.keys), digest }, treeHash)
    expect(tree.memberCount).toBe(5)
    const joined = yield* joins(alice, alice.made, frank, formOf)
    expect(joined.keys).toEqual(alice.keys)
  }).pipe(Effect.provide(world(new Map())))
)

it.effect("keys stay as they are until somebody is removed", () =>
  Effect.gen(function* () {
    const { keys, state } = at(yield* five(allSealed), 0)
    const change = { added: [], removed: [], updated: [], committer: state.me }
    expect(yield* keysAfter(keys, change, state)).toBe(keys)
    expect((yield* keysAfter(keys, { ...change, removed: [state.me] }, state)).seals).toHaveLength(2)
  }).pipe(Effect.provide(world(new Map())))
)

it.effect("keys that are handed on open for that key package alone, and go through their codec", () =>
  Effect.gen(function* () {
    const { keys } = at(yield* five(allSealed), 0)
    const [frank, gina] = [yield* packageOf("frank"), yield* packageOf("gina")]
    const handed = (yield* handKeys(keys, frank.keyPackage)) ?? new Uint8Array(0)
    expect(yield* takeKeys(handed, frank.secrets)).toEqual(keys)
    expect(yield* Effect.flip(takeKeys(handed, gina.secrets))).toMatchObject({ _tag: "KeysRefused" })
    expect(yield* Effect.flip(takeKeys(handed.slice(1), frank.secrets))).toMatchObject({ _tag: "DecodeError" })
    const noKey = { ...frank.keyPackage, leafNode: { ...frank.keyPackage.leafNode, encryptionKey: new Uint8Array(32) } }
    expect(yield* handKeys(keys, noKey)).toBeUndefined()
    expect(Result.getOrThrow(decode(storeKeys, encode(storeKeys, keys)))).toEqual(keys)
  }).pipe(Effect.provide(world(new Map())))
)
