import { Recovery } from "@copath/client"
import { joinGroup, receive, readKeyPackage } from "@copath/group"
import { it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { describe, expect } from "vitest"
import { readd } from "../src/index.ts"
import { agree, at, bytes, commits, groupOf, identityIn, sends, services, talks, type Group } from "./world.ts"

const here = Effect.provide(Layer.mergeAll(services, readd))

/** Bob lost its state; carol takes it back in, in one commit. */
const takenBack = Effect.fnUntraced(function* (group: Group) {
  const { begin, comeBack } = yield* Recovery
  const { state: old } = at(group, "bob")
  const back = yield* comeBack({ identity: identityIn(old), leaf: old.me, groupInfo: Effect.fail({ _tag: "NotAsked" }) })
  if (back?._tag !== "byAnother") throw new Error("bob is to be readded")
  group.delete("bob")
  const add = [yield* readKeyPackage(back.keyPackage)]
  const made = yield* commits(group, "carol", { remove: [old.me], add })
  const state = yield* joinGroup({ welcome: made.welcome ?? new Uint8Array(0), keyPackage: back.secrets })
  group.set("bob", { state, letters: begin })
  return { made, old, state }
})

describe("readd", () => {
  it.effect("R129: removed and added in one commit somebody stands at its old leaf: members agree, and the old state cannot follow", () =>
    Effect.gen(function* () {
      const group = yield* groupOf("alice", "bob", "carol", "dave")
      const { epoch } = at(group, "alice").state.context
      const { made, old, state } = yield* takenBack(group)
      expect(state.me).toBe(old.me)
      expect(state.context.epoch).toBe(epoch + 1n)
      expect(state.identity.publicKey).toEqual(old.identity.publicKey)
      expect(state.tree.leafAt(old.me)?.encryptionKey).not.toEqual(old.tree.leafAt(old.me)?.encryptionKey)
      expect(agree(group)).toBe(true)
      for (const name of ["alice", "bob"]) {
        yield* commits(group, name)
        expect(yield* talks(group, name)).toBe(true)
      }
      // The device that was lost is told that it is out, for all that somebody of its name sits at its leaf.
      expect(yield* receive(old, made.message)).toMatchObject({ _tag: "removed", change: { removed: [old.me], added: [old.me] } })
      const said = yield* sends(group, "alice", bytes("secret"))
      expect(yield* Effect.flip(receive(old, said))).toMatchObject({ reason: "FutureEpoch" })
    }).pipe(here)
  )

  it.effect("a leaf that was free before, further to the left, is taken instead", () =>
    Effect.gen(function* () {
      const group = yield* groupOf("carol", "alice", "bob", "dave")
      yield* commits(group, "carol", { remove: [at(group, "alice").state.me] })
      const { old, state } = yield* takenBack(group)
      expect([old.me, state.me]).toEqual([2, 1])
      expect(agree(group)).toBe(true)
    }).pipe(here)
  )
})
