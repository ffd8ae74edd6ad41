import type { StateKeeping } from "@copath/client"
import { StoreFailure } from "@copath/contracts"
import { defaultOptions, epochAuthenticator, GroupOptions, persist } from "@copath/group"
import { treeHash } from "@copath/membership"
import { Effect, Layer } from "effect"
import { expect } from "vitest"
import { allSealed, BlobStore, digestFetch, digestFetchWith, type FormOf, fullState, inClear, leavesSealed, memory } from "../src/index.ts"
import { type Circle, commits, drawFrom, found, type Kept, KINDS, sleeps, step } from "./circle.ts"
import { suite, world } from "./world.ts"

/** What a test can do to the store behind a part. */
export interface Server {
  readonly contents: Map<string, Uint8Array>
  answers: boolean
}

export const serverOf = (): Server => ({ contents: new Map(), answers: true })

/** The store in memory, which does not answer while it is told not to. */
const storeAt = (server: Server): Layer.Layer<BlobStore> => {
  const down = new StoreFailure({ reason: "Unavailable", key: "blobs" })
  const unless = <A>(effect: Effect.Effect<A, StoreFailure>) => Effect.suspend(() => (server.answers ? effect : Effect.fail(down)))
  return Layer.effect(
    BlobStore,
    Effect.map(BlobStore, (store) =>
      BlobStore.of({
        get: (names) => unless(store.get(names)),
        put: (blobs) => unless(store.put(blobs)),
        remove: (names) => unless(store.remove(names))
      })
    )
  ).pipe(Layer.provide(memory(server.contents)))
}

export type Part = Layer.Layer<StateKeeping, never, BlobStore>

export const digests: ReadonlyArray<readonly [string, Part, FormOf]> = [
  ["digest+fetch", digestFetch, leavesSealed],
  ["digest+fetch, all sealed", digestFetchWith({ formOf: allSealed, shows: "sealed blobs" }), allSealed],
  ["digest+fetch, in clear", digestFetchWith({ formOf: inClear, shows: "parents" }), inClear]
]
export const parts: ReadonlyArray<readonly [string, Part]> = [
  ["full-state", fullState],
  ...digests.map(([id, part]) => [id, part] as const)
]

/** The strict composition, Welcomes with their trees, and a part over a server. */
export const under = (part: Part, server = serverOf(), seed = "keeping", handshake: "public" | "private" = "public") =>
  Layer.mergeAll(
    world(new Map(), seed),
    Layer.succeed(GroupOptions, { ...defaultOptions, handshake }),
    Layer.provide(part, storeAt(server))
  )

/** Six members, and a commit of another than the first. */
export const six = Effect.gen(function* () {
  const all = yield* commits(yield* found("alice"), 0, {}, ["bob", "carol", "dave", "erin", "frank"])
  return yield* commits(all, 2, {})
})

export const agree = Effect.fnUntraced(function* ({ members }: Circle) {
  const { hash } = yield* suite
  const authenticators = yield* Effect.forEach(members, ({ state }) => epochAuthenticator(state))
  for (const a of authenticators) expect(a).toEqual(authenticators[0])
  for (const { state } of members) expect(treeHash(state.tree, hash.digest)).toEqual(state.context.treeHash)
})

/** Byte for byte what it would be, had it never slept: the state, and what would be written next. */
export const sleepsWell = Effect.fnUntraced(function* (member: Kept) {
  const awake = yield* sleeps(member)
  expect(yield* persist(awake.state)).toEqual(yield* persist(member.state))
  expect(yield* awake.keeper.write(awake.state)).toEqual(awake.written)
  return awake
})

/** A history in which everybody sleeps now and then. */
export const history = Effect.fnUntraced(function* (seed: string, steps: number) {
  const draw = drawFrom(seed)
  let circle: Circle = yield* six
  const first = draw(KINDS)
  for (let i = 0; i < steps; i++) {
    circle = yield* step(circle, draw, (first + i) % KINDS, `guest ${i}`)
    const members = yield* Effect.forEach(circle.members, (m, j) => (j === 0 || draw(2) === 0 ? sleepsWell(m) : Effect.succeed(m)))
    circle = { ...circle, members }
    yield* agree(circle)
    expect(members.length).toBeGreaterThanOrEqual(5)
    expect(members.length).toBeLessThanOrEqual(12)
  }
  return circle
})
