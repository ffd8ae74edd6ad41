import { DeliveryService, GroupStore } from "@copath/contracts"
import { layer as storage } from "@copath/storage-memory"
import { describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { assert, expect } from "vitest"
import { mailbox } from "../src/parcel.ts"
import { MlsOptions } from "../src/index.ts"
import { choices, client, racing, slow, type Stores, world } from "./world.ts"

const sorted = (names: ReadonlyArray<string>): ReadonlyArray<string> => [...names].toSorted()

describe("commits that race", () => {
  it.live("V301: a hundred calls of mixed kind at once have the outcome of some order", () =>
    Effect.gen(function* () {
      const alice = yield* client("alice", unhurried)
      const guests = Array.from({ length: 6 }, (_, i) => `guest-${i}`)
      for (const name of guests) yield* client(name)
      const bob = yield* client("bob")
      const group = yield* alice.create({ invite: ["bob"] })
      const bobs = yield* bob.join()
      const calls = Array.from({ length: 100 }, (_, i) => {
        const guest = guests[i]
        if (guest !== undefined) return Effect.asVoid(group.invite(guest))
        if (i % 20 === 7) return Effect.asVoid(group.update)
        return Effect.asVoid(group.send(`message ${i}`))
      })
      yield* Effect.all(calls, { concurrency: "unbounded" })
      const view = yield* group.view
      assert.deepStrictEqual(sorted(view.members.map(({ name }) => name)), sorted(["alice", "bob", ...guests]))
      assert.strictEqual(view.epoch, 1n + 6n + 5n, "one epoch for each change")
      const heard: Array<string> = []
      while (heard.length < 89) heard.push((yield* bobs.receive).text)
      const sent = calls.flatMap((_, i) => (guests[i] === undefined && i % 20 !== 7 ? [`message ${i}`] : []))
      assert.deepStrictEqual(sorted(heard), sorted(sent), "nothing is lost or heard twice")
      assert.strictEqual((yield* bobs.view).epoch, view.epoch)
    }).pipe(Effect.scoped, Effect.provide(world("hundred")))
  )

  it.live("a commit that lost is made again for what is left of it, and says so", () =>
    Effect.gen(function* () {
      const [alice, bob] = [yield* client("alice"), yield* client("bob")]
      yield* client("carol")
      yield* client("dave")
      const group = yield* alice.create({ invite: ["bob"] })
      const bobs = yield* bob.join()
      // Both begin before either has heard of the other.
      const [mine, other] = yield* Effect.all([group.commit({ add: ["carol"] }), bobs.commit({ add: ["dave"] })], { concurrency: 2 })
      yield* Effect.all([mine.confirmed, other.confirmed])
      for (const one of [group, bobs]) while ((yield* one.view).epoch < 3n) yield* Effect.sleep(5)
      const names = (yield* group.members).map(({ name }) => name)
      assert.deepStrictEqual(sorted(names), ["alice", "bob", "carol", "dave"])
      const lives = [mine, other].map(({ statuses }) => statuses.map(({ _tag }) => _tag))
      const [winner, loser] = lives.toSorted((a, b) => a.length - b.length)
      assert.deepStrictEqual(winner, ["pending", "sent", "confirmed"])
      assert.deepStrictEqual(loser, ["pending", "sent", "lost", "pending", "sent", "confirmed"])
    }).pipe(Effect.scoped, Effect.provide(world("race", racing)))
  )

  it.live("a commit whose work others have done is confirmed without another one", () =>
    Effect.gen(function* () {
      const [alice, bob] = [yield* client("alice"), yield* client("bob")]
      yield* client("carol")
      const group = yield* alice.create({ invite: ["bob", "carol"] })
      const bobs = yield* bob.join()
      const both = yield* Effect.all([group.commit({ remove: ["carol"] }), bobs.commit({ remove: ["carol"] })], { concurrency: 2 })
      const ends = yield* Effect.all(both.map(({ confirmed }) => confirmed))
      assert.deepStrictEqual(
        ends.map(({ epoch }) => epoch),
        [2n, 2n]
      )
      assert.strictEqual((yield* group.view).epoch, 2n)
    }).pipe(Effect.scoped, Effect.provide(world("done", racing)))
  )

  it.live("V265: a Welcome leaves only after its commit was accepted: the loser's guest gets one Welcome, of the commit that won", () =>
    Effect.gen(function* () {
      const [alice, bob] = [yield* client("alice"), yield* client("bob")]
      const carol = yield* client("carol")
      const group = yield* alice.create({ invite: ["bob"] })
      const bobs = yield* bob.join()
      const both = yield* Effect.all([group.commit({ add: ["carol"] }), bobs.commit({ add: ["carol"] })], { concurrency: 2 })
      yield* Effect.all(both.map(({ confirmed }) => confirmed))
      const carols = yield* carol.join()
      assert.strictEqual((yield* carols.view).epoch, 2n)
      const { subscribe } = yield* DeliveryService
      const mail = yield* subscribe(mailbox("carol"), 0n).pipe(Stream.take(2), Stream.runCollect, Effect.timeoutOption("50 millis"))
      assert.isTrue(Option.isNone(mail), "a second Welcome came")
    }).pipe(Effect.scoped, Effect.provide(world("welcome", racing)))
  )

  it.live("a commit that loses too often has failed, and says so", () =>
    Effect.gen(function* () {
      const [alice, bob] = [yield* client("alice"), yield* client("bob")]
      const group = yield* alice.create({ invite: ["bob"] })
      const bobs = yield* bob.join()
      const both = yield* Effect.all([group.commit({ update: true }), bobs.commit({ update: true })], { concurrency: 2 })
      const ends = yield* Effect.forEach(both, ({ confirmed }) => Effect.result(confirmed), { concurrency: 2 })
      const [lost] = ends.flatMap((end) => (end._tag === "Failure" ? [end.failure] : []))
      expect(lost).toMatchObject({ _tag: "CommitLost", reason: "GaveUp", section: "14", again: true })
      assert.strictEqual(ends.filter(({ _tag }) => _tag === "Success").length, 1)
      yield* Effect.all([group.send("both"), bobs.send("go on")])
    }).pipe(Effect.scoped, Effect.provideService(MlsOptions, { ...choices, commitTries: 1 }), Effect.provide(world("beaten", racing)))
  )

  it.live("a wish to leave that an unknowing commit passed over is said again in the next epoch", () =>
    Effect.gen(function* () {
      const [alice, bob] = [yield* client("alice"), yield* client("bob")]
      const group = yield* alice.create({ invite: ["bob"] })
      const bobs = yield* bob.join()
      const update = yield* Effect.forkChild(group.update)
      // Alice's commit is made, and the delivery service is still thinking about it.
      yield* Effect.sleep(150)
      yield* bobs.leave
      yield* Fiber.join(update)
      const events = yield* Stream.runCollect(bobs.events)
      assert.deepStrictEqual(
        events.map(({ _tag }) => _tag),
        ["joined", "changed", "ended"]
      )
      expect(events.at(-1)).toMatchObject({ how: "left", epoch: 2n })
      assert.strictEqual((yield* group.members).length, 1)
    }).pipe(Effect.scoped, Effect.timeout("10 seconds"), Effect.provide(world("passed-over", slow(400))))
  )
})

/** Stores that take their time, so that another operation on the same group could come between reading and writing. */
const unhurried = Layer.effectContext(
  Effect.map(Effect.context<Stores>(), (context) => {
    const inner = Context.get(context, GroupStore)
    const later = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E> => Effect.andThen(Effect.yieldNow, effect)
    return Context.add(context, GroupStore, {
      ...inner,
      load: (group: string) => later(inner.load(group)),
      transact: (...args: Parameters<typeof inner.transact>) => later(inner.transact(...args))
    })
  })
).pipe(Layer.provideMerge(storage))
