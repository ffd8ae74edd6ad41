import { DeliveryRefused, DeliveryService, PskStore } from "@copath/contracts"
import { layer as memory } from "@copath/delivery-memory"
import { layer as storage } from "@copath/storage-memory"
import { describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { assert } from "vitest"
import { hexOf } from "../src/member.ts"
import { MlsOptions, openClient } from "../src/index.ts"
import { choices, client, utf8, world } from "./world.ts"

/** A delivery service that can be switched off: at once, or after it has done what it was asked, so that the answer is lost. */
const fragile = () => {
  const line = { up: true, answers: true }
  const layer = Layer.effectContext(
    Effect.map(Effect.context<DeliveryService>(), (context) => {
      const inner = Context.get(context, DeliveryService)
      const publish: typeof inner.publish = (group, message, expected) => {
        const lost = Effect.fail(new DeliveryRefused({ group, reason: "Unavailable" }))
        if (!line.up) return lost
        const done = inner.publish(group, message, expected)
        return line.answers ? done : Effect.andThen(done, lost)
      }
      return Context.add(context, DeliveryService, { ...inner, publish })
    })
  ).pipe(Layer.provideMerge(memory))
  return { line, layer }
}

describe("when the delivery service does not answer", () => {
  const { layer, line } = fragile()
  it.live("what was said waits in the outbox, and goes out in its order when it answers again", () =>
    Effect.gen(function* () {
      const [alice, bob] = [yield* client("alice"), yield* client("bob")]
      const group = yield* alice.create({ invite: ["bob"] })
      const bobs = yield* bob.join()
      line.up = false
      assert.deepStrictEqual(yield* group.send("one"), { epoch: 1n, state: "queued" })
      const commit = yield* group.commit({ update: true })
      assert.strictEqual(commit.status._tag, "pending")
      assert.deepStrictEqual(yield* group.send("two"), { epoch: 1n, state: "queued" })
      assert.strictEqual((yield* group.view).outbox, 3)
      line.up = true
      assert.deepStrictEqual(yield* commit.confirmed, { epoch: 2n })
      assert.deepStrictEqual([(yield* bobs.receive).text, (yield* bobs.receive).text], ["one", "two"])
    }).pipe(Effect.scoped, Effect.provide(world("down", layer)))
  )

  const silent = fragile()
  it.live("a commit that was taken without an answer is found again in the group's order, and adopted once", () =>
    Effect.gen(function* () {
      const [alice, bob] = [yield* client("alice"), yield* client("bob")]
      yield* client("carol")
      const group = yield* alice.create({ invite: ["bob"] })
      const bobs = yield* bob.join()
      silent.line.answers = false
      const commit = yield* group.commit({ add: ["carol"] })
      assert.deepStrictEqual(yield* commit.confirmed, { epoch: 2n })
      silent.line.answers = true
      yield* group.send("after it")
      assert.strictEqual((yield* bobs.receive).epoch, 2n)
      assert.strictEqual((yield* group.members).length, 3)
    }).pipe(Effect.scoped, Effect.provide(world("silent", silent.layer)))
  )
})

describe("waiting", () => {
  it.live("V211, V298: a commit whose pre-shared key is missing is held, and taken in once the key is there and somebody says so", () =>
    Effect.gen(function* () {
      const stores = { alice: yield* Layer.build(Layer.fresh(storage)), bob: yield* Layer.build(Layer.fresh(storage)) }
      const alice = yield* openClient({ identity: "alice" }).pipe(Effect.provideContext(stores.alice))
      const bob = yield* openClient({ identity: "bob" }).pipe(Effect.provideContext(stores.bob))
      const group = yield* alice.create({ invite: ["bob"] })
      const bobs = yield* bob.join()
      const [id, psk] = [utf8("the key's id"), utf8("thirty-two bytes of a shared key")]
      const { put } = Context.get(stores.alice, PskStore)
      yield* put(hexOf(id), psk)
      const heard = yield* Effect.forkChild(Stream.runCollect(Stream.take(bobs.outcomes, 2)))
      yield* Effect.sleep(20)
      yield* Effect.flatMap(group.commit({ psks: [id] }), (commit) => commit.confirmed)
      yield* group.send("under the new key")
      const outcomes = yield* Fiber.join(heard)
      assert.deepStrictEqual(
        outcomes.map(({ error, outcome }) => [outcome, error?._tag]),
        [
          ["retry", "PskUnavailable"],
          ["retry", "FrameRejected"]
        ]
      )
      yield* bobs.retry
      assert.strictEqual((yield* bobs.view).epoch, 1n, "the key is still missing")
      yield* Context.get(stores.bob, PskStore).put(hexOf(id), psk)
      yield* bobs.retry
      assert.strictEqual((yield* bobs.receive).text, "under the new key")
    }).pipe(Effect.scoped, Effect.provide(world("psk")))
  )

  it.live("an application that does not read holds up nobody else, and loses nothing", () =>
    Effect.gen(function* () {
      const [alice, bob] = [yield* client("alice"), yield* client("bob")]
      const group = yield* alice.create({ invite: ["bob"] })
      const bobs = yield* bob.join()
      for (let i = 0; i < 30; i++) {
        yield* group.send(`${i}`)
        yield* Effect.sleep(1)
      }
      yield* bobs.send("I have read nothing yet")
      const texts: Array<string> = []
      for (let i = 0; i < 30; i++) texts.push((yield* bobs.receive).text)
      assert.deepStrictEqual(
        texts,
        Array.from({ length: 30 }, (_, i) => `${i}`)
      )
    }).pipe(Effect.scoped, Effect.provideService(MlsOptions, { ...choices, maxInbox: 3 }), Effect.provide(world("slow")))
  )
})
