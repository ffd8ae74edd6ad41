import { DeliveryService, GroupStore, KeyPackageDirectory, KeyPackageStore, noChange } from "@copath/contracts"
import { adopt, commit, createGroup, defaultOptions, GroupOptions, makeIdentity, readKeyPackage } from "@copath/group"
import { layer as memory } from "@copath/storage-memory"
import { describe, it } from "@effect/vitest"
import { decode } from "@copath/codec"
import { rfc9420WireFormats } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { assert } from "vitest"
import { invitationBytes, invitationCodec } from "../src/invitation.ts"
import { hexOf } from "../src/member.ts"
import { mailbox } from "../src/parcel.ts"
import { peek } from "../src/peek.ts"
import { readBook } from "../src/record.ts"
import { ownerOf } from "../src/sealed.ts"
import { type Client, type Group, type MlsError, MlsOptions, openClient } from "../src/index.ts"
import { choices, client, type Shared, type Stores, utf8, world } from "./world.ts"
import type * as Scope from "effect/Scope"
import type * as Context from "effect/Context"

const failure = (error: MlsError): readonly [string, string, string | undefined] => [error._tag, error.reason, error.rule]

/** A client whose store the test can look into. */
const openStores = (): Effect.Effect<Context.Context<Stores>, never, Scope.Scope> => Layer.build(Layer.fresh(memory))
const over = (stores: Context.Context<Stores>, identity: string): Effect.Effect<Client, MlsError, Shared | Scope.Scope> =>
  openClient({ identity }).pipe(Effect.provideContext(stores))

const recordOf = Effect.fnUntraced(function* (group: Group) {
  const key = `group/${group.id}`
  const { bulk, state } = Option.getOrThrow(yield* (yield* GroupStore).load(key))
  return { state, bulk, ...(yield* readBook(yield* ownerOf(key), state, bulk)) }
})

/** An invitation as somebody makes it who has the engine alone. */
const invitedBy = Effect.fnUntraced(function* (inviter: string, client: string, groupId: Uint8Array) {
  const identity = yield* makeIdentity({ _tag: "basic", identity: utf8(inviter) })
  const alone = yield* createGroup({ groupId, identity })
  const package_ = yield* readKeyPackage(yield* (yield* KeyPackageDirectory).take(client, 1))
  const added = yield* commit(alone, { add: [package_] })
  yield* adopt(added.state)
  return added.welcome ?? utf8("no welcome")
})
const mail = Effect.fnUntraced(function* (client: string, welcome: Uint8Array) {
  yield* (yield* DeliveryService).publish(mailbox(client), invitationBytes({ position: 0n, welcome }), Option.none())
})

describe("key packages", () => {
  it.live("V127, V264: init keys are all distinct, and the one that was used is deleted: a replayed Welcome is refused", () =>
    Effect.gen(function* () {
      const alice = yield* client("alice")
      const stores = yield* openStores()
      const bob = yield* over(stores, "bob")
      const group = yield* alice.create({ invite: ["bob"] })
      yield* bob.join()
      const { subscribe } = yield* DeliveryService
      const [sent] = yield* Stream.runCollect(Stream.take(subscribe(mailbox("bob"), 0n), 1))
      const { welcome } = yield* Effect.fromResult(decode(invitationCodec, sent?.message ?? utf8("")))
      const outside = peek(rfc9420WireFormats, welcome)
      const references = outside._tag === "welcome" ? outside.welcome.secrets.map(({ newMember }) => hexOf(newMember)) : []
      const keys = yield* KeyPackageStore.pipe(Effect.provideContext(stores))
      assert.strictEqual(references.length, 1)
      for (const reference of references) assert.isTrue(Option.isNone(yield* keys.peek(reference)), "the private half is gone")

      // The group is over for Bob, so that nothing but the key package stands in the way.
      yield* group.remove("bob")
      const bobs = yield* bob.group(group.id)
      while ((yield* bobs.next)._tag !== "ended") yield* Effect.void
      yield* (yield* DeliveryService).publish(mailbox("bob"), sent?.message ?? utf8(""), Option.none())
      assert.deepStrictEqual(failure(yield* Effect.flip(bob.join({ again: true }))), ["WelcomeRejected", "NotForUs", "V241"])

      const { take } = yield* KeyPackageDirectory
      const drawn = new Set<string>()
      for (let i = 0; i < 40; i++) drawn.add(hexOf((yield* readKeyPackage(yield* take("bob", 1))).initKey))
      assert.strictEqual(drawn.size, 40)
    }).pipe(Effect.scoped, Effect.provideService(MlsOptions, { ...choices, keyPackages: 40 }), Effect.provide(world("packages")))
  )

  it.live("V129: a last-resort package is marked, served when there is no other, used twice, and replaced after use", () =>
    Effect.gen(function* () {
      const [alice, bob] = [yield* client("alice"), yield* client("bob")]
      const groups = [yield* alice.create({ invite: ["bob"] }), yield* alice.create({ invite: ["bob"] })]
      const taken = Effect.flatMap(KeyPackageDirectory, ({ take }) => Effect.flatMap(take("bob", 1), readKeyPackage))
      const before = yield* taken
      assert.isTrue(before.extensions.some(({ extensionType }) => extensionType === 0x000a))
      const joined = [yield* bob.join(), yield* bob.join()]
      assert.deepStrictEqual(joined.map(({ id }) => id).toSorted(), groups.map(({ id }) => id).toSorted())
      assert.notDeepEqual((yield* taken).initKey, before.initKey)
    }).pipe(Effect.scoped, Effect.provideService(MlsOptions, { ...choices, keyPackages: 0 }), Effect.provide(world("last-resort")))
  )

  it.live("V130: a directory that gives another client's key package is found out", () =>
    Effect.gen(function* () {
      const alice = yield* client("alice")
      yield* client("bob")
      yield* client("carol")
      const group = yield* alice.create()
      const directory = yield* KeyPackageDirectory
      const swapped = yield* openClient({ identity: "dave" }).pipe(
        Effect.provideContext(yield* openStores()),
        Effect.provideService(KeyPackageDirectory, {
          ...directory,
          take: (name: string, suite: number) => directory.take(name === "bob" ? "carol" : name, suite)
        })
      )
      const daves = yield* swapped.create()
      assert.deepStrictEqual(failure(yield* Effect.flip(daves.invite("bob"))), ["CredentialRefused", "Unknown", "V130"])
      assert.strictEqual((yield* daves.view).epoch, 0n)
      yield* group.invite("bob")
    }).pipe(Effect.scoped, Effect.provide(world("swapped")))
  )

  it.live("V132: a group whose invitees all support a better suite is not created", () =>
    Effect.gen(function* () {
      const alice = yield* client("alice")
      yield* client("bob")
      assert.deepStrictEqual(failure(yield* Effect.flip(alice.create({ invite: ["bob"] }))), ["SendRejected", "Downgrade", "V132"])
      assert.deepStrictEqual(yield* alice.groups, [])
      yield* alice.create()
    }).pipe(Effect.scoped, Effect.provideService(GroupOptions, { ...defaultOptions, suites: [2, 1] }), Effect.provide(world("downgrade")))
  )

  it.live("nobody of that name has published a key package", () =>
    Effect.gen(function* () {
      const group = yield* (yield* client("alice")).create()
      assert.deepStrictEqual(failure(yield* Effect.flip(group.invite("nobody"))), ["NoKeyPackage", "*", undefined])
    }).pipe(Effect.scoped, Effect.provide(world("nobody")))
  )
})

describe("a stay in a group", () => {
  it.live("V267: who let me in and who is there comes first, then each new epoch before its first message", () =>
    Effect.gen(function* () {
      const [alice, bob, carol] = [yield* client("alice"), yield* client("bob"), yield* client("carol")]
      const group = yield* alice.create({ invite: ["bob"] })
      const bobs = yield* bob.join()
      yield* bobs.invite("carol")
      yield* bobs.send("welcome, carol")
      yield* group.update
      yield* group.send("from me too")
      const carols = yield* carol.join()
      const events = yield* Stream.runCollect(Stream.take(carols.events, 4))
      const [first, ...rest] = events
      if (first?._tag !== "joined") return assert.fail("the first event is another one")
      assert.deepInclude(first, { how: "welcome", epoch: 2n })
      assert.strictEqual(first.by?.name, "bob")
      assert.deepStrictEqual(
        first.members.map(({ name }) => name),
        ["alice", "bob", "carol"]
      )
      assert.deepStrictEqual(
        rest.map((e) => [e._tag, "epoch" in e ? e.epoch : 0n]),
        [
          ["message", 2n],
          ["changed", 3n],
          ["message", 3n]
        ]
      )
      const line = (yield* carols.history)[0]
      assert.deepStrictEqual([line?.epoch, line?.by.name], [3n, "alice"])
    }).pipe(Effect.scoped, Effect.provide(world("events")))
  )

  it.live("V213, V251: who is removed can do nothing more, keeps no keys, and enters again by an explicit call only", () =>
    Effect.gen(function* () {
      const alice = yield* client("alice")
      const stores = yield* openStores()
      const bob = yield* over(stores, "bob")
      const group = yield* alice.create({ invite: ["bob"] })
      const bobs = yield* bob.join()
      const { state: before } = yield* recordOf(bobs).pipe(Effect.provideContext(stores))
      yield* group.remove("bob")
      const [last] = (yield* Stream.runCollect(bobs.events)).slice(-1)
      assert.deepInclude(last, { _tag: "ended", how: "removed", epoch: 1n })
      const closed = ["Closed", "Removed", undefined] as const
      const calls: ReadonlyArray<Effect.Effect<unknown, MlsError>> = [
        bobs.send("hello?"),
        bobs.update,
        bobs.invite("alice"),
        bobs.leave,
        bobs.next,
        bobs.view,
        bobs.backup
      ]
      for (const call of calls) assert.deepStrictEqual(failure(yield* Effect.flip(call)), closed)
      const { book, bulk, state } = yield* recordOf(bobs).pipe(Effect.provideContext(stores))
      assert.strictEqual(book._tag, "gone")
      assert.isBelow(state.length, 200)
      assert.strictEqual(bulk.length, 0)
      assert.isAbove(before.length, 500)

      yield* group.invite("bob")
      assert.deepStrictEqual(failure(yield* Effect.flip(bob.join())), ["WelcomeRejected", "GroupExists", "V251"])
      yield* group.remove("bob")
      yield* group.invite("bob")
      const again = yield* bob.join({ again: true })
      yield* again.send("back")
      assert.strictEqual((yield* group.receive).text, "back")
    }).pipe(Effect.scoped, Effect.provide(world("removed")))
  )

  it.live("V251: a second group of an id that we are in is refused, and the invitation behind it is taken", () =>
    Effect.gen(function* () {
      const [alice, bob] = [yield* client("alice"), yield* client("bob")]
      const groupId = utf8("sixteen bytes id")
      const group = yield* alice.create({ groupId, invite: ["bob"] })
      const bobs = yield* bob.join()
      yield* mail("bob", yield* invitedBy("mallory", "bob", groupId))
      yield* mail("bob", yield* invitedBy("carol", "bob", utf8("another group's id")))
      assert.deepStrictEqual(failure(yield* Effect.flip(bob.join())), ["WelcomeRejected", "GroupExists", "V251"])
      assert.strictEqual((yield* (yield* bob.join()).members).length, 2)
      assert.deepStrictEqual(failure(yield* Effect.flip(alice.create({ groupId }))), ["WelcomeRejected", "GroupExists", "V251"])
      yield* group.send("still here")
      assert.strictEqual((yield* bobs.receive).text, "still here")
    }).pipe(Effect.scoped, Effect.provide(world("exists")))
  )

  it.live("V263: a Welcome that fails leaves the key package for the good one", () =>
    Effect.gen(function* () {
      const bob = yield* client("bob")
      const welcome = yield* invitedBy("alice", "bob", utf8("the good group's id"))
      for (const at of [welcome.length - 1, Math.floor(welcome.length / 2)]) {
        const bad = welcome.slice()
        bad[at] = (bad[at] ?? 0) ^ 1
        yield* mail("bob", bad)
      }
      yield* mail("bob", welcome)
      for (let i = 0; i < 2; i++) assert.strictEqual((yield* Effect.flip(bob.join()))._tag, "WelcomeRejected")
      assert.strictEqual((yield* (yield* bob.join()).members).length, 2)
    }).pipe(Effect.scoped, Effect.provide(world("good")))
  )

  it.live("V083: there are no old handles: whatever handle is used, the present epoch sends", () =>
    Effect.gen(function* () {
      const [alice, bob] = [yield* client("alice"), yield* client("bob")]
      const old = yield* alice.create({ invite: ["bob"] })
      const bobs = yield* bob.join()
      const other = yield* alice.group(old.id)
      yield* other.update
      assert.deepStrictEqual(yield* old.send("from the older handle"), { epoch: 2n, state: "sent" })
      assert.strictEqual((yield* bobs.receive).epoch, 2n)
    }).pipe(Effect.scoped, Effect.provide(world("handles")))
  )

  it.live("leaving: all ask at once, and the group still empties in the end", () =>
    Effect.gen(function* () {
      const [alice, bob, carol] = [yield* client("alice"), yield* client("bob"), yield* client("carol")]
      const group = yield* alice.create({ invite: ["bob", "carol"] })
      const all = [group, yield* bob.join(), yield* carol.join()]
      yield* Effect.forEach(all, (one) => one.leave, { concurrency: 3 })
      const refused = yield* Effect.flip(group.send("I said I leave"))
      assert.include(["Leaving", "Left"], refused.reason)
      const ends = yield* Effect.forEach(all, (one) => Stream.runCollect(one.events), { concurrency: 3 })
      for (const events of ends) assert.deepInclude(events.at(-1), { _tag: "ended", how: "left" })
    }).pipe(Effect.scoped, Effect.timeout("10 seconds"), Effect.provide(world("leaving")))
  )
})

describe("stored state", () => {
  it.live("V292: of two processes on one store the one behind is fenced off, reads anew, and goes on", () =>
    Effect.gen(function* () {
      yield* client("bob")
      const stores = yield* openStores()
      const first = yield* over(stores, "alice")
      const group = yield* first.create({ invite: ["bob"] })
      yield* group.send("one")
      const second = yield* over(stores, "alice")
      const same = yield* second.group(group.id)
      yield* same.send("two")
      // The first one's own follower may have read the new version already; then it is the second that is behind.
      const tries = yield* Effect.forEach([group, same, group, same, group], (one, i) => Effect.result(one.send(`n${i}`)))
      const refused = tries.flatMap((result) => (result._tag === "Failure" ? [failure(result.failure)] : []))
      assert.isAbove(refused.length, 0)
      for (const one of refused) assert.deepStrictEqual(one, ["StoreFailure", "Fenced", undefined])
      const later = yield* Effect.retry(group.send("in the end"), { times: 3 })
      assert.strictEqual(later.state, "sent")
    }).pipe(Effect.scoped, Effect.provide(world("fenced")))
  )

  it.live("V300: a record with any byte changed, cut short, or of another group or client is refused as a whole", () =>
    Effect.gen(function* () {
      const stores = yield* openStores()
      const alice = yield* over(stores, "alice")
      const [group, other] = [yield* alice.create(), yield* alice.create()]
      const { bulk, state } = yield* recordOf(group).pipe(Effect.provideContext(stores))
      const owner = yield* ownerOf(`group/${group.id}`)
      for (let at = 0; at < state.length; at++) {
        const bad = state.slice()
        bad[at] = (bad[at] ?? 0) ^ (1 << (at % 8))
        assert.strictEqual((yield* Effect.flip(readBook(owner, bad, bulk))).reason, "Corrupt", `byte ${at}`)
      }
      for (let at = 0; at < bulk.length; at++) {
        const bad = bulk.slice()
        bad[at] = (bad[at] ?? 0) ^ (1 << (at % 8))
        assert.strictEqual((yield* Effect.flip(readBook(owner, state, bad))).reason, "Corrupt", `byte ${at} of the bulk`)
      }
      for (const bad of [state.subarray(0, -1), state.subarray(0, 10), new Uint8Array(0)]) {
        assert.strictEqual((yield* Effect.flip(readBook(owner, bad, bulk))).reason, "Corrupt")
      }
      const foreign = yield* recordOf(other).pipe(Effect.provideContext(stores))
      assert.strictEqual((yield* Effect.flip(readBook(owner, foreign.state, foreign.bulk))).reason, "Corrupt")
      assert.strictEqual((yield* Effect.flip(readBook(owner, state, foreign.bulk))).reason, "Corrupt")
      yield* readBook(owner, state, bulk)
    }).pipe(Effect.scoped, Effect.provide(world("corrupt")))
  )

  it.live("V300: a backup that is damaged, cut short, or called another group's is refused as a whole", () =>
    Effect.gen(function* () {
      const saved = yield* Effect.flatMap(client("alice"), (alice) => Effect.flatMap(alice.create(), ({ backup }) => backup))
      const elsewhere = yield* client("alice")
      const refused = ["StoreFailure", "Corrupt", "V300"] as const
      const flips = Array.from({ length: 64 }, (_, i) => {
        const bad = saved.slice()
        // All of what stands before the record, and places all over it.
        const at = i < 48 ? i : Math.floor((i * saved.length) / 64)
        bad[at] = (bad[at] ?? 0) ^ 1
        return bad
      })
      // The delivery position is the backup's own, and no part of what the record vouches for.
      const [format, name, position] = [2, 1 + 32, 8]
      const judged = flips.filter((_, at) => at < format + name || at >= format + name + position)
      for (const bad of [...judged, saved.subarray(0, -1), saved.subarray(0, 10), new Uint8Array(0)])
        assert.deepStrictEqual(failure(yield* Effect.flip(elsewhere.restore(bad))), refused)
      // Another member's record of the same group goes by the same name.
      const bob = yield* client("bob")
      assert.deepStrictEqual(failure(yield* Effect.flip(bob.restore(saved))), refused)
      assert.deepStrictEqual(yield* elsewhere.groups, [])
      yield* elsewhere.restore(saved)
    }).pipe(Effect.scoped, Effect.provide(world("bad-backup")))
  )

  it.live("V300: a damaged record is told to who uses it, and keeps no other group from opening; a foreign store is refused", () =>
    Effect.gen(function* () {
      const stores = yield* openStores()
      const saved = yield* Effect.scoped(
        Effect.gen(function* () {
          const alice = yield* over(stores, "alice")
          const [group, other] = [yield* alice.create(), yield* alice.create()]
          return { backup: yield* group.backup, group: group.id, other: other.id }
        })
      )
      const store = yield* GroupStore.pipe(Effect.provideContext(stores))
      const { version } = Option.getOrThrow(yield* store.load(`group/${saved.group}`))
      yield* store.transact(`group/${saved.group}`, Option.some(version), { ...noChange, state: Option.some(utf8("garbage")) })
      assert.deepStrictEqual(failure(yield* Effect.flip(over(stores, "mallory"))), ["Misuse", "OtherIdentity", undefined])
      const alice = yield* over(stores, "alice")
      assert.strictEqual((yield* alice.groups).length, 2)
      assert.deepStrictEqual(failure(yield* Effect.flip((yield* alice.group(saved.group)).send("x"))), [
        "StoreFailure",
        "Corrupt",
        undefined
      ])
      yield* (yield* alice.group(saved.other)).send("the other one works")
      const restored = yield* alice.restore(saved.backup)
      yield* restored.update
      yield* restored.send("and this one again")
    }).pipe(Effect.scoped, Effect.provide(world("damaged")))
  )

  it.live("V296: keys of epochs that ended too long ago are forgotten", () =>
    Effect.gen(function* () {
      const stores = yield* openStores()
      const [alice, bob] = [yield* over(stores, "alice"), yield* client("bob")]
      const group = yield* alice.create({ invite: ["bob"] })
      const bobs = yield* bob.join()
      yield* group.update
      const pastOf = Effect.map(recordOf(group).pipe(Effect.provideContext(stores)), ({ book }) =>
        book._tag === "active" ? book.state.past.length : -1
      )
      assert.isAbove(yield* pastOf, 0)
      yield* Effect.sleep(200)
      while ((yield* bobs.view).epoch < 2n) yield* Effect.sleep(1)
      yield* bobs.send("time has passed")
      assert.strictEqual((yield* group.receive).text, "time has passed")
      assert.strictEqual(yield* pastOf, 0)
    }).pipe(Effect.scoped, Effect.provideService(MlsOptions, { ...choices, maxPastAge: 150 }), Effect.provide(world("aged")))
  )
})
