import { describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { assert } from "vitest"
import { client, world } from "./world.ts"

describe("a first story", () => {
  it.live("create, invite, join, send, receive, update, remove, leave", () =>
    Effect.gen(function* () {
      const alice = yield* client("alice")
      const bob = yield* client("bob")
      const carol = yield* client("carol")
      const kitchen = yield* alice.create()
      yield* kitchen.invite("bob")
      const bobs = yield* bob.join()
      yield* kitchen.send("dinner is ready")
      const first = yield* bobs.next
      assert.deepStrictEqual([first._tag, first._tag === "joined" ? first.by?.name : ""], ["joined", "alice"])
      const second = yield* bobs.next
      assert.strictEqual(second._tag === "message" ? new TextDecoder().decode(second.data) : second._tag, "dinner is ready")
      yield* bobs.update
      yield* bobs.invite("carol")
      const carols = yield* carol.join()
      yield* carols.send("hello")
      yield* bobs.leave
      yield* kitchen.send("bye bob")
      const view = yield* kitchen.view
      assert.deepStrictEqual(
        view.members.map(({ name }) => name),
        ["alice", "carol"]
      )
      yield* kitchen.remove("carol")
      assert.strictEqual((yield* kitchen.members).length, 1)
    }).pipe(Effect.scoped, Effect.provide(world()))
  )
})
