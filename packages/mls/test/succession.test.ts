import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { assert, expect } from "vitest"
import { client, racing, utf8, world } from "./world.ts"

const plan = (name: string) => ({ groupId: utf8(name), version: 1, cipherSuite: 1, extensions: [] })

describe("a group that goes on as another one", () => {
  it.live("V289: of two members who make the successor at once, both and everybody else end in the one that stands first", () =>
    Effect.gen(function* () {
      const people = yield* Effect.forEach(["alice", "bob", "carol"], (name) => client(name))
      const [alice, bob, carol] = people as [(typeof people)[0], (typeof people)[0], (typeof people)[0]]
      const group = yield* alice.create({ invite: ["bob", "carol"] })
      const [bobs, carols] = [yield* bob.join(), yield* carol.join()]
      yield* Effect.flatMap(group.commit({ reInit: plan("the second group") }), (commit) => commit.confirmed)
      while ((yield* bobs.next)._tag !== "ended") yield* Effect.void
      const [a, b] = yield* Effect.all([group.succeed, bobs.succeed], { concurrency: 2 })
      const c = yield* carols.successor
      assert.deepStrictEqual(
        [a.id, b.id, c.id].map((id) => id === a.id),
        [true, true, true]
      )
      yield* c.send("we are all here")
      assert.deepStrictEqual([(yield* a.receive).text, (yield* b.receive).text], ["we are all here", "we are all here"])
      const [tagA, tagB, tagC] = [yield* a.authenticator, yield* b.authenticator, yield* c.authenticator]
      assert.deepStrictEqual(tagA, tagB)
      assert.deepStrictEqual(tagB, tagC)
      const over = yield* Effect.flip(group.send("to the old one"))
      expect(over).toMatchObject({ _tag: "Closed", reason: "ReInit", section: "11.2" })
    }).pipe(Effect.scoped, Effect.provide(world("successor", racing)))
  )

  it.live("V178: a group cannot go on under its own id: a client keeps its groups by their ids", () =>
    Effect.gen(function* () {
      const alice = yield* client("alice")
      const group = yield* alice.create()
      const refused = yield* Effect.flip(
        Effect.flatMap(
          group.commit({ reInit: { ...plan("x"), groupId: Uint8Array.from(Buffer.from(group.id, "hex")) } }),
          (c) => c.confirmed
        )
      )
      expect(refused).toMatchObject({ _tag: "PolicyRefused" })
      yield* Effect.flatMap(group.commit({ reInit: plan("another id") }), (commit) => commit.confirmed)
    }).pipe(Effect.scoped, Effect.provide(world("own-id")))
  )

  it.live("V284: without a ReInit there is no successor to make", () =>
    Effect.gen(function* () {
      const alice = yield* client("alice")
      const group = yield* alice.create()
      expect(yield* Effect.flip(group.succeed)).toMatchObject({ _tag: "SendRejected", reason: "Invalid", rule: "V284" })
    }).pipe(Effect.scoped, Effect.provide(world("no-reinit")))
  )
})
