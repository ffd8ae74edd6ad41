import { DeliveryService } from "@copath/contracts"
import {
  adopt,
  commit,
  createGroup,
  GroupOptions,
  type GroupState,
  joinGroup,
  makeIdentity,
  makeKeyPackage,
  receive,
  send
} from "@copath/group"
import { outside } from "@copath/signing-position"
import { describe, it } from "@effect/vitest"
import { Effect, Layer, Result } from "effect"
import { expect } from "vitest"
import { catalog } from "../../src/index.ts"

const utf8 = new TextEncoder()
const all = catalog()
const protections = all.of("protection").map(({ id }) => id)
const handshakes = all.of("handshake").map(({ id }) => id)

/** Three members, who say something each, before and after a commit. */
const conversation = Effect.gen(function* () {
  const delivery = yield* DeliveryService
  const named = (name: string) => makeIdentity({ _tag: "basic", identity: utf8.encode(name) })
  const guests = [yield* makeKeyPackage(yield* named("bob")), yield* makeKeyPackage(yield* named("carol"))]
  const slot = (state: GroupState) => (delivery.slots ? delivery.reserve("g", state.context.epoch) : Effect.succeed(0n))
  let alice = yield* createGroup({ groupId: utf8.encode("g"), identity: yield* named("alice") })
  const made = yield* commit(alice, { add: guests.map(({ keyPackage }) => keyPackage), slot: yield* slot(alice) })
  alice = (yield* adopt(made.state)).state
  const members = [alice]
  for (const { secrets } of guests) members.push(yield* joinGroup({ welcome: made.welcome ?? new Uint8Array(0), keyPackage: secrets }))
  const said: Array<string> = []
  const all = Effect.fnUntraced(function* () {
    for (const [by, speaker] of members.entries()) {
      const sent = yield* send(speaker, utf8.encode(`${by} speaks`), { slot: yield* slot(speaker) })
      members[by] = sent.state
      for (const [i, reader] of members.entries()) {
        if (i === by) continue
        const got = yield* receive(reader, sent.message)
        if (got._tag !== "application") throw new Error(got._tag)
        said.push(`${got.sender}: ${new TextDecoder().decode(got.data)}`)
        members[i] = got.state
      }
    }
  })
  yield* all()
  const [first, second, third] = members
  if (first === undefined || second === undefined || third === undefined) throw new Error("nobody")
  const next = yield* commit(second, { path: true, slot: yield* slot(second) })
  for (const [i, reader] of [first, third].entries()) {
    const got = yield* receive(reader, next.message)
    if (got._tag !== "commit") throw new Error(got._tag)
    members[2 * i] = got.state
  }
  members[1] = (yield* adopt(next.state)).state
  yield* all()
  return said
})

const expected = [0, 1, 2, 0, 1, 2].flatMap((by) => [`${by}: ${by} speaks`, `${by}: ${by} speaks`])

const outsideOf = (spec: Readonly<Record<string, string>>) => {
  const composed = Result.getOrThrow(all.compose(spec))
  const below = Layer.mergeAll(composed.suite(1), composed.parts.provider.entropy, composed.delivery)
  return conversation.pipe(
    Effect.provideService(GroupOptions, composed.choices),
    Effect.provide(Layer.provideMerge(outside, Layer.provideMerge(composed.protocol, below)))
  )
}

describe("signed outside", () => {
  it.effect.each(protections)("R026: a group talks whose messages are protected by %s", (protection) =>
    Effect.gen(function* () {
      expect(yield* outsideOf({ protection })).toEqual(expected)
    })
  )

  it.effect.each(handshakes)("R026: a group talks whose handshakes go %s", (handshake) =>
    Effect.gen(function* () {
      expect(yield* outsideOf({ handshake })).toEqual(expected)
    })
  )
})
