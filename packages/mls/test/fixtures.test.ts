import { DeliveryService } from "@copath/contracts"
import { layer as memory } from "@copath/storage-memory"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { readdirSync, readFileSync } from "node:fs"
import { assert } from "vitest"
import { openClient } from "../src/index.ts"
import { type Fixture, makeFixture } from "./fixtures/make.ts"
import { fill } from "./fixtures/stored.ts"
import { client, world } from "./world.ts"

const folder = `${import.meta.dirname}/fixtures`
const fixtures = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .map((name): Fixture => JSON.parse(readFileSync(`${folder}/${name}`, "utf8")))
const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"))

/** Both clients open on what was written, finish what they were at, and talk on. */
const goesOn = (fixture: Fixture) =>
  Effect.gen(function* () {
    const { publish } = yield* DeliveryService
    for (const [at, message] of fixture.delivered.entries()) {
      // Epochs 0 and 1 ended with the first and the third message.
      yield* publish(fixture.group, bytes(message), at === 0 || at === 2 ? Option.some(at === 0 ? 0n : 1n) : Option.none())
    }
    const opened = Effect.fnUntraced(function* (name: "alice" | "bob") {
      const stores = yield* Layer.build(Layer.fresh(memory))
      yield* fill(fixture[name]).pipe(Effect.provideContext(stores))
      return yield* openClient({ identity: name }).pipe(Effect.provideContext(stores))
    })
    const bobs = yield* (yield* opened("bob")).group(fixture.group)
    assert.strictEqual((yield* bobs.view).epoch, 2n)
    const events = yield* Stream.runCollect(Stream.take(bobs.events, 3))
    assert.deepStrictEqual(
      events.map(({ _tag }) => _tag),
      ["joined", "changed", "message"]
    )
    const alice = yield* opened("alice")
    const group = yield* alice.group(fixture.group)
    // The undecided commit, and the message behind it, go on by themselves.
    assert.strictEqual((yield* bobs.receive).text, "behind the commit")
    while ((yield* group.view).outbox > 0) yield* Effect.sleep(5)
    const view = yield* group.view
    assert.deepStrictEqual(
      [view.epoch, view.held, view.members.map(({ name, roles }) => `${name} ${roles.join()}`)],
      [3n, 1, ["alice admin", "bob ", "carol "]]
    )
    const mail = (yield* DeliveryService).subscribe("to:carol", 0n)
    assert.strictEqual((yield* Stream.runCollect(Stream.take(mail, 1))).length, 1)
    yield* bobs.send("and I can answer")
    const heard = yield* Effect.forEach([1, 2], () => group.receive)
    assert.deepStrictEqual(
      heard.map(({ text }) => text),
      ["after the update", "and I can answer"]
    )
    yield* client("dave")
    yield* group.invite("dave")

    const elsewhere = yield* Layer.build(Layer.fresh(memory))
    const other = yield* openClient({ identity: "bob" }).pipe(Effect.provideContext(elsewhere))
    const restored = yield* other.restore(bytes(fixture.backup))
    while ((yield* restored.view).epoch < 4n) yield* Effect.sleep(5)
    assert.isTrue((yield* restored.view).receiveOnly)
  }).pipe(Effect.scoped, Effect.timeout("20 seconds"), Effect.provide(world("later")))

describe("what earlier versions wrote", () => {
  it.live.each(fixtures)("V300: format $format is read whole, and goes on", goesOn)
  it.live("V300: and so is what this version writes", () => Effect.flatMap(makeFixture, goesOn))
})
