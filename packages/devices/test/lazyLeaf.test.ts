import { it } from "@effect/vitest"
import { adopt, commit, receive, send } from "@copath/group"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import { announce, announceEverywhere, deviceFacts, lazily, type LazyGroup, sayLazily } from "../src/index.ts"
import { after, groupOf } from "./groups.ts"
import { services, utf8, Watch } from "./services.ts"

const idle = (state: LazyGroup["state"]): LazyGroup => ({ state, old: undefined })

describe("a new leaf key without a path", () => {
  it.effect("a thief of the old key reads until somebody commits, and not after; its owner says nothing in between", () =>
    Effect.gen(function* () {
      const [alice, bob, carol] = yield* groupOf("lazy", ["alice", "bob", "carol"])
      if (bob === undefined || carol === undefined) throw new Error("three members")
      const thief = alice
      const told = yield* announce(idle(alice))
      expect(yield* Effect.flip(sayLazily(told.group, utf8("no")))).toMatchObject({ _tag: "OldKeyInForce", announced: true })
      // What a member says that has not heard of it is read with the old key.
      const early = yield* send(bob, utf8("early"))
      expect(yield* receive(thief, early.message)).toMatchObject({ _tag: "application" })

      const heard = yield* after(carol, told.message)
      expect(yield* Effect.flip(send(heard, utf8("x")))).toMatchObject({ reason: "PendingProposals", rule: "V084" })
      const made = yield* commit(heard)
      const hers = lazily(told.group, yield* after(told.group.state, made.message))
      expect(hers.old).toBeUndefined()
      const said = yield* sayLazily(hers, utf8("new keys"))
      const theirs = (yield* adopt(made.state)).state
      expect(yield* receive(theirs, said.message)).toMatchObject({ _tag: "application", data: utf8("new keys") })
      // The thief sees the proposal and the commit, and its key opens no path any more.
      const seen = yield* receive(thief, told.message)
      if (seen._tag !== "proposal") throw new Error(seen._tag)
      expect(yield* Effect.flip(receive(seen.state, made.message))).toMatchObject({ _tag: "CgkaRejected" })
      expect(yield* Effect.flip(receive(seen.state, said.message))).toMatchObject({ reason: "FutureEpoch" })
    }).pipe(Effect.provide(services("lazy")))
  )

  it.effect("an epoch that ends without the new key leaves the old one in force: announce anew", () =>
    Effect.gen(function* () {
      const [alice, bob] = yield* groupOf("lazy", ["alice", "bob"])
      if (bob === undefined) throw new Error("two members")
      const told = yield* announce(idle(alice))
      const others = yield* commit(bob)
      const passed = lazily(told.group, yield* after(told.group.state, others.message))
      expect(yield* Effect.flip(sayLazily(passed, utf8("no")))).toMatchObject({ _tag: "OldKeyInForce", announced: false })
      const again = yield* announce(passed)
      const bobs = yield* after((yield* adopt(others.state)).state, again.message)
      const taken = yield* commit(bobs)
      const settled = lazily(again.group, yield* after(again.group.state, taken.message))
      expect((yield* sayLazily(settled, utf8("yes"))).message.length).toBeGreaterThan(0)
    }).pipe(Effect.provide(services("passed")))
  )

  it.effect(
    "costs its sender one key pair a group, one signature for the leaf and one for the message; a path costs a key more for each node",
    () => {
      const watch = new Watch()
      return Effect.gen(function* () {
        const names = ["alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi"]
        const groups = [yield* groupOf("one", names), yield* groupOf("two", names), yield* groupOf("three", ["alice", "bob"])]
        const before = { keys: watch.keyPairs, signatures: watch.signatures }
        const told = yield* announceEverywhere(groups.map(([alice]) => idle(alice)))
        expect(told.map((t) => t._tag)).toEqual(["announced", "announced", "announced"])
        expect(told).toHaveLength(deviceFacts.lazy.cost(3).renew?.outerProposals ?? 0)
        expect(watch.keyPairs - before.keys).toBe(3)
        expect(watch.signatures - before.signatures).toBe(6)
        const [first] = groups
        const eager = watch.keyPairs
        if (first !== undefined) yield* commit(first[0])
        expect(watch.keyPairs - eager).toBeGreaterThan(3)
      }).pipe(Effect.provide(services("cost", watch)))
    }
  )

  it.effect("a group that is over says so, and the others are announced all the same", () =>
    Effect.gen(function* () {
      const [one] = yield* groupOf("one", ["alice", "bob"])
      const [two] = yield* groupOf("two", ["alice", "bob"])
      const ending = yield* commit(one, { reInit: { groupId: utf8("next"), version: 1, cipherSuite: 1, extensions: [] } })
      const told = yield* announceEverywhere([idle((yield* adopt(ending.state)).state), idle(two)])
      expect(told).toMatchObject([{ _tag: "failed", error: { _tag: "Closed", reason: "ReInit" } }, { _tag: "announced" }])
    }).pipe(Effect.provide(services("over")))
  )
})
