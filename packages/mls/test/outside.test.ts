import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { layer as memory } from "@copath/storage-memory"
import { assert, expect } from "vitest"
import { MlsOptions, openClient } from "../src/index.ts"
import { choices, client, world } from "./world.ts"

describe("joining from outside", () => {
  it.live("V271: one GroupInfo serves one join; of thirty who join at once all get in, each with a fresh one", () =>
    Effect.gen(function* () {
      const alice = yield* client("alice")
      const group = yield* alice.create()
      let fetched = 0
      const fetch = Effect.suspend(() => {
        fetched++
        return group.groupInfo
      })
      const names = Array.from({ length: 30 }, (_, i) => `guest-${i}`)
      const guests = yield* Effect.forEach(names, (name) => client(name))
      yield* Effect.forEach(guests, (guest) => guest.joinExternally(fetch), { concurrency: 3 })
      while ((yield* group.members).length < 31) yield* Effect.sleep(5)
      assert.isAtLeast(fetched, 30)
      assert.strictEqual((yield* group.view).epoch, 30n)
    }).pipe(Effect.scoped, Effect.provide(world("outside")))
  )

  it.live("V271: the tries are bounded, and a stale GroupInfo ends in DeliveryRefused/StaleEpoch", () =>
    Effect.gen(function* () {
      const [alice, bob] = [yield* client("alice"), yield* client("bob")]
      const group = yield* alice.create()
      const old = yield* group.groupInfo
      yield* group.update
      let fetched = 0
      const fetch = Effect.sync(() => {
        fetched++
        return old
      })
      const error = yield* Effect.flip(bob.joinExternally(fetch))
      expect(error).toMatchObject({ _tag: "DeliveryRefused", reason: "StaleEpoch" })
      assert.strictEqual(fetched, 3)
      assert.deepStrictEqual(yield* bob.groups, [], "nothing is left of the tries")
    }).pipe(Effect.scoped, Effect.provideService(MlsOptions, { ...choices, externalTries: 3 }), Effect.provide(world("stale")))
  )

  it.live("V272: a GroupInfo older than what was seen is refused, also by one who was removed; a fresh one is taken", () =>
    Effect.gen(function* () {
      const [alice, bob] = [yield* client("alice"), yield* client("bob")]
      const group = yield* alice.create({ invite: ["bob"] })
      const old = yield* group.groupInfo
      const bobs = yield* bob.join()
      yield* group.update
      yield* group.remove("bob")
      while ((yield* bobs.next)._tag !== "ended") yield* Effect.void
      const exists = yield* Effect.flip(bob.joinExternally(group.groupInfo))
      expect(exists).toMatchObject({ _tag: "WelcomeRejected", reason: "GroupExists", rule: "V251" })
      const error = yield* Effect.flip(bob.joinExternally(Effect.succeed(old), { again: true }))
      expect(error).toMatchObject({ _tag: "ExternalJoinRejected", reason: "Rollback", rule: "V272" })
      expect(yield* Effect.flip(alice.forget(group.id))).toMatchObject({ _tag: "SendRejected", reason: "Invalid" })
      yield* bob.forget(group.id)
      assert.deepStrictEqual(yield* bob.groups, [])
      const forgotten = yield* Effect.flip(bob.joinExternally(Effect.succeed(old)))
      expect(forgotten).toMatchObject({ _tag: "ExternalJoinRejected", reason: "Rollback", rule: "V272" })
      const back = yield* bob.joinExternally(group.groupInfo)
      yield* back.send("I am back")
      assert.strictEqual((yield* group.receive).text, "I am back")
    }).pipe(Effect.scoped, Effect.provide(world("rollback")))
  )

  it.live("whoever lost a group's state takes its own leaf's place", () =>
    Effect.gen(function* () {
      const [alice, bob] = [yield* client("alice"), yield* client("bob")]
      const group = yield* alice.create({ invite: ["bob"] })
      yield* bob.join()
      const again = yield* bob.joinExternally(group.groupInfo, { resync: true })
      yield* again.send("here again")
      assert.strictEqual((yield* group.receive).text, "here again")
      assert.deepStrictEqual(
        (yield* group.members).map(({ name }) => name),
        ["alice", "bob"]
      )
    }).pipe(Effect.scoped, Effect.provide(world("resync")))
  )
})

describe("a backup", () => {
  it.live("V293: takes in what comes and sends nothing before an update; a record that is there is not overwritten", () =>
    Effect.gen(function* () {
      const [alice, bob] = [yield* client("alice"), yield* client("bob")]
      const group = yield* alice.create({ invite: ["bob"] })
      const bobs = yield* bob.join()
      const saved = yield* bobs.backup
      yield* bobs.send("sent after the backup")
      expect(yield* Effect.flip(bob.restore(saved))).toMatchObject({ _tag: "WelcomeRejected", reason: "GroupExists" })

      const elsewhere = yield* Layer.build(Layer.fresh(memory))
      const other = yield* openClient({ identity: "bob" }).pipe(Effect.provideContext(elsewhere))
      const restored = yield* other.restore(saved)
      yield* group.send("to the restored one")
      assert.strictEqual((yield* restored.receive).text, "to the restored one")
      assert.isTrue((yield* restored.view).receiveOnly)
      const refused = yield* Effect.flip(restored.send("too early"))
      expect(refused).toMatchObject({ _tag: "SendRejected", reason: "NeedsUpdate", rule: "V293" })
      yield* restored.update
      yield* restored.send("with fresh keys")
      const heard = [(yield* group.receive).text, (yield* group.receive).text]
      assert.deepStrictEqual(heard, ["sent after the backup", "with fresh keys"])
    }).pipe(Effect.scoped, Effect.provide(world("backup")))
  )

  it.live("V293: a store that was restored as a whole sends in no group before an update there", () =>
    Effect.gen(function* () {
      const alice = yield* client("alice")
      yield* client("bob")
      const stores = yield* Layer.build(Layer.fresh(memory))
      const opened = openClient({ identity: "carol" }).pipe(Effect.provideContext(stores))
      const id = yield* Effect.scoped(
        Effect.gen(function* () {
          const carol = yield* opened
          const group = yield* alice.create({ invite: ["carol"] })
          yield* carol.join()
          return group.id
        })
      )
      const again = yield* openClient({ identity: "carol", restored: true }).pipe(Effect.provideContext(stores))
      const group = yield* again.group(id)
      expect(yield* Effect.flip(group.send("no"))).toMatchObject({ _tag: "SendRejected", reason: "NeedsUpdate" })
      yield* group.update
      yield* group.send("yes")
    }).pipe(Effect.scoped, Effect.provide(world("store-restored")))
  )
})
