import { DeliveryRefused, DeliveryService } from "@copath/contracts"
import { defaultOptions, GroupOptions } from "@copath/group"
import { unordered } from "@copath/delivery-memory"
import { layer as memory } from "@copath/storage-memory"
import { describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { assert } from "vitest"
import { type Group, MlsOptions, openClient, type Outcome } from "../src/index.ts"
import { choices, client, world } from "./world.ts"

/** The delivery service, or whoever is in its place, appends bytes to a group's order. */
const inject = Effect.fnUntraced(function* (group: Group, message: Uint8Array) {
  return (yield* (yield* DeliveryService).publish(group.id, message, Option.none())).position
})

/** All that the order holds so far. */
const logOf = Effect.fnUntraced(function* (group: Group, upTo: bigint) {
  const { subscribe } = yield* DeliveryService
  return yield* Stream.runCollect(Stream.takeUntil(subscribe(group.id, 0n), ({ position }) => position >= upTo))
})

/** What becomes of the inputs at these positions. */
const outcomes = Effect.fnUntraced(function* <A>(group: Group, n: number, does: Effect.Effect<A, unknown, DeliveryService>) {
  const listening = yield* Effect.forkChild(Stream.runCollect(Stream.take(group.outcomes, n)))
  yield* Effect.sleep(20)
  yield* does
  return yield* Effect.timeout(Fiber.join(listening), "5 seconds")
})

const short = ({ error, outcome }: Outcome): string => (error === undefined ? outcome : `${outcome} ${error._tag}/${error.reason}`)

/** A private message of an epoch, of which only the outside is right. */
const ofEpoch = (group: Group, epoch: bigint): Uint8Array => {
  const id = Uint8Array.from(group.id.match(/../g) ?? [], (h) => Number.parseInt(h, 16))
  const bytes = new Uint8Array([0, 1, 0, 2, id.length, ...id, ...new Uint8Array(8), 1, 0, 1, 7, 4, 1, 2, 3, 4])
  new DataView(bytes.buffer).setBigUint64(5 + id.length, epoch)
  return bytes
}

const pair = Effect.fnUntraced(function* () {
  const [alice, bob] = [yield* client("alice"), yield* client("bob")]
  const group = yield* alice.create({ invite: ["bob"] })
  return { alice, group, bob, bobs: yield* bob.join() }
})

describe("inputs", () => {
  it.live(
    "V042: of messages from the future a bounded number is held, the far ones not at all; sending and the next good message go on",
    () =>
      Effect.gen(function* () {
        const { bobs, group } = yield* pair()
        const far = ofEpoch(group, 2n ** 63n)
        const near = ofEpoch(group, 5n)
        const seen = yield* outcomes(
          bobs,
          30,
          Effect.forEach(Array.from({ length: 30 }), (_, i) => inject(group, i % 2 === 0 ? far : near))
        )
        assert.deepStrictEqual(seen.filter(({ outcome }) => outcome === "retry").length, 4)
        assert.strictEqual((yield* bobs.view).held, 4, "memory is flat")
        assert.isTrue(seen.every(({ error }) => error?._tag === "FrameRejected" && error.reason === "FutureEpoch"))
        yield* bobs.send("not blocked")
        yield* group.send("nor am I")
        assert.deepStrictEqual([(yield* group.receive).text, (yield* bobs.receive).text], ["not blocked", "nor am I"])
      }).pipe(Effect.scoped, Effect.provideService(MlsOptions, { ...choices, maxHeld: 4 }), Effect.provide(world("future")))
  )

  it.live("V042: what is held is let go of when it gets too old", () =>
    Effect.gen(function* () {
      const { bobs, group } = yield* pair()
      yield* outcomes(bobs, 1, inject(group, ofEpoch(group, 5n)))
      assert.strictEqual((yield* bobs.view).held, 1)
      yield* Effect.sleep(40)
      const seen = yield* outcomes(bobs, 2, group.send("time has passed"))
      assert.deepStrictEqual(seen.map(short), ["refused FrameRejected/FutureEpoch", "accepted"])
      assert.strictEqual((yield* bobs.view).held, 0)
    }).pipe(Effect.scoped, Effect.provideService(MlsOptions, { ...choices, maxHeldAge: 30 }), Effect.provide(world("old")))
  )

  it.live("V062: echoes of our own messages, proposals and commits are duplicates, and no events", () =>
    Effect.gen(function* () {
      const { bobs, group } = yield* pair()
      const talk = Effect.gen(function* () {
        for (let i = 0; i < 40; i++) yield* group.send(`m${i}`)
        yield* group.update
      })
      const seen = yield* outcomes(group, 41, talk)
      assert.deepStrictEqual(new Set(seen.map(short)), new Set(["duplicate"]))
      const last = seen.at(-1)?.position ?? 0n
      const echo = (yield* logOf(group, last)).at(-1)?.message ?? new Uint8Array(0)
      const again = yield* outcomes(group, 1, inject(group, echo))
      assert.deepStrictEqual(again.map(short), ["duplicate"], "after the merge")
      assert.strictEqual((yield* bobs.receive).text, "m0")
    }).pipe(Effect.scoped, Effect.provide(world("echo")))
  )

  it.live("V063: the whole log played again after a restart, and into another group, brings nothing new", () =>
    Effect.gen(function* () {
      const alice = yield* client("alice")
      const stores = yield* Layer.build(Layer.fresh(memory))
      const bob = openClient({ identity: "bob" }).pipe(Effect.provideContext(stores))
      yield* Effect.scoped(bob)
      const group = yield* alice.create({ invite: ["bob"] })
      const other = yield* alice.create({ invite: ["bob"] })
      yield* Effect.scoped(
        Effect.gen(function* () {
          const client = yield* bob
          const [bobs] = [yield* client.join(), yield* client.join()]
          for (const text of ["one", "two"]) yield* group.send(text)
          yield* group.update
          yield* group.send("three")
          for (const text of ["one", "two", "three"]) assert.strictEqual((yield* bobs.receive).text, text)
          yield* Effect.timeoutOption(bobs.next, 30)
        })
      )
      const client2 = yield* bob
      const bobs = yield* client2.group(group.id)
      const log = yield* logOf(group, 4n)
      const replay = Effect.forEach(log, ({ message }) => inject(group, message))
      const seen = yield* outcomes(bobs, log.length, replay)
      assert.deepStrictEqual(seen.map(short), [
        "refused FrameRejected/StaleEpoch",
        "duplicate",
        "duplicate",
        "refused FrameRejected/StaleEpoch",
        "duplicate"
      ])
      const others = yield* client2.group(other.id)
      const mixed = yield* outcomes(
        others,
        log.length,
        Effect.forEach(log, ({ message }) => inject(other, message))
      )
      assert.deepStrictEqual(new Set(mixed.map(short)), new Set(["refused FrameRejected/UnknownGroup"]))
    }).pipe(Effect.scoped, Effect.provide(world("replay")))
  )

  it.live(
    "V298, V299: every mutant of every message ends in one outcome, the same after a restart, and the good message behind each arrives",
    () =>
      Effect.gen(function* () {
        const alice = yield* client("alice")
        const stores = yield* Layer.build(Layer.fresh(memory))
        const bob = openClient({ identity: "bob" }).pipe(Effect.provideContext(stores))
        yield* Effect.scoped(bob)
        const group = yield* alice.create({ invite: ["bob"] })
        yield* group.send("original")
        yield* group.update
        yield* group.send("of this epoch")
        const log = yield* logOf(group, 3n)
        const mutants = log.flatMap(({ message }, m) =>
          Array.from({ length: 40 }, (_, i) => {
            const at = Math.floor(((i + 0.5) * message.length) / 40)
            const bytes = message.slice()
            bytes[at] = (bytes[at] ?? 0) ^ (1 << ((m + i) % 8))
            return i % 8 === 7 ? message.slice(0, at) : bytes
          })
        )
        const classify = Effect.fnUntraced(function* (bobs: Group) {
          const fed = Effect.gen(function* () {
            for (const [i, mutant] of mutants.entries()) {
              yield* inject(group, mutant)
              if (i % 10 === 9) yield* group.send(`good ${i}`)
            }
          })
          const seen = yield* outcomes(bobs, mutants.length * 1.1, fed)
          for (let i = 9; i < mutants.length; i += 10) assert.strictEqual((yield* bobs.receive).text, `good ${i}`)
          assert.strictEqual(new Set(seen.map(({ position }) => position)).size, seen.length, "one outcome each")
          return seen.map(short)
        })
        const first = yield* Effect.scoped(
          Effect.gen(function* () {
            const bobs = yield* (yield* bob).join()
            assert.strictEqual((yield* bobs.receive).text, "original")
            assert.strictEqual((yield* bobs.receive).text, "of this epoch")
            return yield* classify(bobs)
          })
        )
        const bobs = yield* (yield* bob).group(group.id)
        assert.strictEqual((yield* bobs.receive).text, "good 159", "shown last, and not yet followed by another question")
        const second = yield* classify(bobs)
        assert.deepStrictEqual(second, first)
        const held = first.filter((outcome) => outcome.startsWith("retry") && outcome !== "retry FrameRejected/FutureEpoch")
        assert.deepStrictEqual(held, [], "only what may come right is tried again")
        assert.isAbove(new Set(first).size, 4, [...new Set(first)].join(", "))
        yield* bobs.send("still able to")
      }).pipe(Effect.scoped, Effect.provide(world("mutants")))
  )

  it.live("early and late messages, and commits before their proposals, find their place when the order is broken", () =>
    Effect.gen(function* () {
      const people = yield* Effect.forEach(["alice", "bob", "carol"], (name) => client(name))
      const [alice, ...guests] = people
      if (alice === undefined) return assert.fail()
      const group = yield* alice.create({ invite: ["bob", "carol"] })
      const all = [group, ...(yield* Effect.forEach(guests, (guest) => guest.join()))]
      const said: Array<string> = []
      let early = 0
      yield* Effect.forEach(all, (one) =>
        Effect.forkChild(Stream.runForEach(one.outcomes, ({ outcome }) => Effect.sync(() => void (early += outcome === "retry" ? 1 : 0))))
      )
      yield* Effect.sleep(20)
      for (let i = 0; i < 24; i++) {
        const one = all[i % 3] ?? group
        said.push(`${i}`)
        yield* one.send(`${i}`)
        if (i % 4 === 3) yield* one.update
        yield* Effect.sleep(4)
      }
      for (const [at, one] of all.entries()) {
        const others = said.filter((_, i) => i % 3 !== at)
        const heard: Array<string> = []
        const hear = Effect.gen(function* () {
          while (heard.length < others.length) heard.push((yield* one.receive).text)
        })
        yield* Effect.timeoutOption(hear, "5 seconds")
        assert.deepStrictEqual(new Set(heard), new Set(others))
      }
      assert.isAbove(early, 0, "the order was broken")
      const apart = Effect.map(
        Effect.forEach(all, (one) => one.view),
        (views) => new Set(views.map(({ epoch }) => epoch)).size > 1
      )
      while (yield* apart) yield* Effect.sleep(5)
      const [a, b, c] = yield* Effect.forEach(all, (one) => one.authenticator)
      assert.deepStrictEqual([a, b], [b, c])
    }).pipe(
      Effect.scoped,
      Effect.provideService(GroupOptions, { ...defaultOptions, pastEpochs: 16 }),
      Effect.provide(world("chaos", chaotic))
    )
  )
})

/** One commit an epoch, and every reader in an order of its own. */
const chaotic = Layer.effectContext(
  Effect.map(Effect.context<DeliveryService>(), (context) => {
    const inner = Context.get(context, DeliveryService)
    const epochs = new Map<string, bigint>()
    const publish: typeof inner.publish = (group, message, expected) =>
      Effect.suspend(() => {
        if (Option.isSome(expected)) {
          if ((epochs.get(group) ?? expected.value) !== expected.value)
            return Effect.fail(new DeliveryRefused({ group, reason: "StaleEpoch" }))
          epochs.set(group, expected.value + 1n)
        }
        return Effect.as(inner.publish(group, message, Option.none()), { position: -1n })
      })
    const subscribe: typeof inner.subscribe = (group, from) =>
      inner.subscribe(group, 0n).pipe(
        Stream.zipWithIndex,
        Stream.map(([{ message }, index]) => ({ position: BigInt(index), message })),
        Stream.filter(({ position }) => position >= from)
      )
    return Context.add(context, DeliveryService, { ...inner, ordering: "epoch" as const, publish, subscribe })
  })
).pipe(Layer.provideMerge(unordered({ window: 4, seed: "chaos", holdMs: 25 })))
