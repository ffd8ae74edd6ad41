import { type GroupDelta, GroupStore } from "@copath/contracts"
import { layer as memory } from "@copath/storage-memory"
import { describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { assert } from "vitest"
import { MlsOptions, openClient } from "../src/index.ts"
import { readBook, writeBook, writeWhole } from "../src/record.ts"
import { ownerOf } from "../src/sealed.ts"
import { choices, client, type Stores, world } from "./world.ts"

/** Lengths of what was written of groups: the state, and the part of it that seldom changes. */
type Written = ReadonlyArray<readonly [state: number, bulk: number | undefined]>

/** Stores that tell what is written into them. */
const watched = (): { readonly stores: Layer.Layer<Stores>; readonly written: () => Written } => {
  let log: Array<Written[number]> = []
  const note = (group: string, { bulk, state }: GroupDelta): void => {
    if (group === "client" || Option.isNone(state)) return
    log.push([state.value.length, Option.getOrUndefined(Option.map(bulk, (bytes) => bytes.length))])
  }
  const stores = Layer.effectContext(
    Effect.map(Effect.context<Stores>(), (context) => {
      const inner = Context.get(context, GroupStore)
      const transact: typeof inner.transact = (group, expected, delta) =>
        Effect.tap(inner.transact(group, expected, delta), () => Effect.sync(() => note(group, delta)))
      return Context.add(context, GroupStore, { ...inner, transact })
    })
  ).pipe(Layer.provideMerge(memory))
  const written = () => {
    const now = log
    log = []
    return now
  }
  return { stores, written }
}

describe("the part of a state that seldom changes", () => {
  it.live("is written once for each commit, and for no message", () =>
    Effect.gen(function* () {
      const { stores, written } = watched()
      const context = yield* Layer.build(Layer.fresh(stores))
      const opened = openClient({ identity: "alice" }).pipe(Effect.provideContext(context))
      const alice = yield* opened
      const bob = yield* client("bob")
      const group = yield* alice.create({ invite: ["bob"] })
      const bobs = yield* bob.join()
      assert.deepStrictEqual(
        written().map(([, bulk]) => bulk !== undefined),
        [true, true, false],
        "created; a commit made, with both epochs' trees; adopted"
      )
      yield* group.send("hello")
      yield* bobs.send("hello yourself")
      assert.strictEqual((yield* group.receive).text, "hello yourself")
      const messages = written()
      assert.isAtLeast(messages.length, 2)
      for (const [, bulk] of messages) assert.isUndefined(bulk)

      yield* bobs.update
      while ((yield* group.view).epoch < 2n) yield* Effect.sleep(1)
      assert.deepStrictEqual(
        written().flatMap(([, bulk]) => (bulk === undefined ? [] : [bulk > 0])),
        [true],
        "a commit that was taken in"
      )

      // Another process goes on from what is stored.
      const later = yield* (yield* opened).group(group.id)
      yield* later.send("still here")
      for (const [, bulk] of written()) assert.isUndefined(bulk)

      yield* bobs.remove("alice")
      while ((yield* bobs.view).epoch < 3n) yield* Effect.sleep(1)
      yield* Effect.sleep(20)
      assert.deepStrictEqual(written().at(-1)?.[1], 0, "who is out keeps no tree")
    }).pipe(Effect.scoped, Effect.timeout("20 seconds"), Effect.provide(world("bulk")))
  )

  it.live("does not grow what a message writes: the same in a group of four and of forty", () =>
    Effect.gen(function* () {
      const sizes = yield* Effect.forEach([4, 40], (n) =>
        Effect.gen(function* () {
          const { stores, written } = watched()
          const alice = yield* openClient({ identity: "alice" }).pipe(Effect.provideContext(yield* Layer.build(Layer.fresh(stores))))
          const names = Array.from({ length: n - 1 }, (_, i) => `member ${i} of ${n}`)
          yield* Effect.forEach(names, (name) => client(name))
          const group = yield* alice.create({ invite: names })
          const bulk = written().reduce((largest, [, length = 0]) => Math.max(largest, length), 0)
          yield* group.update // the history, of one line, names everybody no more
          yield* group.send("before") // the first message draws its ratchet
          written()
          yield* group.send("hello")
          return { bulk, message: written().map(([state]) => state)[0] ?? 0 }
        })
      )
      const [few, many] = sizes
      if (few === undefined || many === undefined) throw new Error("two groups")
      assert.isAbove(many.bulk, 5 * few.bulk)
      // Of the own path, and of the tree of ratchets, three levels more.
      assert.isBelow(many.message - few.message, 500)
    }).pipe(
      Effect.scoped,
      Effect.provideService(MlsOptions, { ...choices, maxHistory: 1, maxPastAge: 0 }),
      Effect.timeout("30 seconds"),
      Effect.provide(world("bulk sizes"))
    )
  )

  it.live("is written together with the rest for a backup, and goes its own way from there", () =>
    Effect.gen(function* () {
      const context = yield* Layer.build(Layer.fresh(memory))
      const alice = yield* openClient({ identity: "alice" }).pipe(Effect.provideContext(context))
      yield* client("bob")
      const group = yield* alice.create({ invite: ["bob"] })
      const owner = yield* ownerOf(`group/${group.id}`)
      const { load } = Context.get(context, GroupStore)
      const stored = Option.getOrThrow(yield* load(`group/${group.id}`))
      const { book, shelved } = yield* readBook(owner, stored.state, stored.bulk)
      if (book._tag === "gone" || shelved === undefined) throw new Error("the group is there")
      const again = yield* writeBook(owner, book, shelved)
      assert.deepStrictEqual([again.state, again.bulk], [stored.state, undefined])
      const whole = yield* writeWhole(owner, book)
      const alone = yield* readBook(owner, whole)
      assert.isUndefined(alone.shelved)
      assert.deepStrictEqual(yield* writeWhole(owner, alone.book as typeof book), whole)
      // What was read in one is shelved when it is written next.
      const moved = yield* writeBook(owner, alone.book, alone.shelved)
      if (moved.bulk === undefined) throw new Error("nothing was shelved")
      const back = yield* readBook(owner, moved.state, moved.bulk)
      assert.deepStrictEqual(yield* writeWhole(owner, back.book as typeof book), whole)
    }).pipe(Effect.scoped, Effect.provide(world("bulk whole")))
  )
})
