import { type CipherSuite, type Entropy, MessageProtection } from "@copath/contracts"
import {
  adopt,
  commit,
  createGroup,
  GroupOptions,
  type GroupState,
  joinGroup,
  makeIdentity,
  makeKeyPackage,
  persist,
  receive,
  sendMany
} from "@copath/group"
import { it } from "@effect/vitest"
import { Effect, Layer, Result } from "effect"
import { describe, expect } from "vitest"
import { catalog, type Spec } from "../src/index.ts"

const utf8 = new TextEncoder()
const named = (name: string) => makeIdentity({ _tag: "basic", identity: utf8.encode(name) })
const parts = catalog()

/** Alice and bob in a group of this composition. */
const together = (spec: Spec) => {
  const { choices, delivery, parts: chosen, protocol, suite } = Result.getOrThrow(parts.compose(spec))
  const base: Layer.Layer<CipherSuite | Entropy> = Layer.mergeAll(suite(1), chosen.provider.entropy)
  const services = Layer.provideMerge(protocol, Layer.mergeAll(base, delivery))
  const run = <A, E, R>(story: (alice: GroupState, bob: GroupState) => Effect.Effect<A, E, R>) =>
    Effect.gen(function* () {
      const bobs = yield* makeKeyPackage(yield* named("bob"))
      const alone = yield* createGroup({ groupId: utf8.encode("many"), identity: yield* named("alice") })
      const added = yield* commit(alone, { add: [bobs.keyPackage], path: true, slot: 0n })
      const alice = (yield* adopt(added.state)).state
      const bob = yield* joinGroup({ welcome: added.welcome ?? new Uint8Array(0), keyPackage: bobs.secrets })
      return yield* story(alice, bob)
    }).pipe(Effect.provideService(GroupOptions, choices), Effect.provide(services))
  return { run }
}

const said = [0, 1, 2].map((i) => utf8.encode(`message ${i}`))

/** Reads messages in order. */
const reads = Effect.fnUntraced(function* (reader: GroupState, messages: ReadonlyArray<Uint8Array>) {
  const read: Array<string> = []
  let state = reader
  for (const message of messages) {
    const got = yield* receive(state, message)
    if (got._tag !== "application") throw new Error(got._tag)
    read.push(new TextDecoder().decode(got.data))
    state = got.state
  }
  return read
})

// An AEAD that no protection refuses.
const specs: ReadonlyArray<readonly [string, Spec]> = [
  ...parts.of("protection").map(({ id }) => [id, { protection: id, aead: "aes-gcm-siv" }] as const),
  ...parts.of("signature").map(({ id }) => [id, { signature: id }] as const)
]

describe.each(specs)("many messages at once under %s", (_, spec) => {
  it.effect("R040: are read as they were said, and leave keys for more", () =>
    together(spec).run((alice, bob) =>
      Effect.gen(function* () {
        const { needs } = yield* MessageProtection
        const slots = (from: bigint) => (needs.slot ? { slots: [from, from + 1n, from + 2n] } : {})
        const first = yield* sendMany(alice, said, slots(0n))
        const second = yield* sendMany(first.state, said, slots(3n))
        const texts = [0, 1, 2].map((i) => `message ${i}`)
        expect(yield* reads(bob, [...first.messages, ...second.messages])).toEqual([...texts, ...texts])
      })
    )
  )
})

it.effect(
  "V074: where each needs a reserved position, one too few keeps all back, and a position that was used is used by nobody else",
  () =>
    together({ protection: "group-chain" }).run((alice, bob) =>
      Effect.gen(function* () {
        expect((yield* MessageProtection).needs.slot).toBe(true)
        const before = yield* persist(alice)
        const refused = yield* Effect.flip(sendMany(alice, said, { slots: [0n, 1n] }))
        expect(refused).toMatchObject({ _tag: "SendRejected", reason: "NoSlot", rule: "V074" })
        expect(yield* persist(alice)).toEqual(before)
        const twice = yield* Effect.flip(sendMany(alice, said, { slots: [0n, 1n, 1n] }))
        expect(twice).toMatchObject({ _tag: "Unprotectable" })
        expect(yield* persist(alice)).toEqual(before)
        const { messages } = yield* sendMany(alice, said, { slots: [0n, 1n, 2n] })
        expect(yield* reads(bob, messages)).toEqual(["message 0", "message 1", "message 2"])
      })
    )
)
