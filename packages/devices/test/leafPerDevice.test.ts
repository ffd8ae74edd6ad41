import { it } from "@effect/vitest"
import { adopt, commit, type GroupServices, joinGroup, makeKeyPackage, persist, receive, send } from "@copath/group"
import { Data, Effect } from "effect"
import { describe, expect } from "vitest"
import { addDevice, devicesByUser, removeDevice, sharedLeafKeys } from "../src/index.ts"
import type { LeafNode } from "@copath/wire"
import { after, groupOf } from "./groups.ts"
import { identityOf, services, textOf, utf8 } from "./services.ts"

const nameOf = ({ credential }: LeafNode): string => (credential._tag === "basic" ? textOf(credential.identity) : "")
const userOf = (leaf: LeafNode): string => nameOf(leaf).split("/")[0] ?? ""

/** A directory that has nothing left for some group. */
class NoPackage extends Data.TaggedError("NoPackage")<object> {}

describe("a leaf for each device", () => {
  it.effect("R096: a new device comes into all groups of its user, and a group where that fails says why and stays as it is", () =>
    Effect.gen(function* () {
      const [one] = yield* groupOf("one", ["alice/0", "bob"])
      const [two] = yield* groupOf("two", ["alice/0", "carol"])
      const [three] = yield* groupOf("three", ["alice/0", "dave"])
      const busy = (yield* commit(three)).state
      const identity = yield* identityOf("alice/1")
      const packageFor = (groupId: Uint8Array) =>
        textOf(groupId) === "two" ? Effect.fail(new NoPackage()) : Effect.orDie(Effect.map(makeKeyPackage(identity), (m) => m.keyPackage))
      const results = yield* addDevice<NoPackage, GroupServices>([one, two, busy], packageFor)
      expect(results.map((r) => [textOf(r.groupId), r._tag])).toEqual([
        ["one", "made"],
        ["two", "failed"],
        ["three", "failed"]
      ])
      expect(results.slice(1)).toMatchObject([
        { error: { _tag: "NoPackage" } },
        { error: { _tag: "SendRejected", reason: "PendingCommit" } }
      ])
    }).pipe(Effect.provide(services("add everywhere")))
  )

  it.effect(
    "R061: one key package for two groups is refused, and after honest joins no leaf key stands in two groups while the signature key does",
    () =>
      Effect.gen(function* () {
        const [one, two] = [yield* groupOf("one", ["alice/0", "bob"]), yield* groupOf("two", ["alice/0", "carol"])]
        const same = yield* makeKeyPackage(yield* identityOf("alice/1"))
        const reused = yield* addDevice([one[0], two[0]], () => Effect.succeed(same.keyPackage))
        expect(reused.map((r) => r._tag)).toEqual(["made", "failed"])
        expect(reused[1]).toMatchObject({ error: { _tag: "KeyReused", key: "init" } })
        const joined = reused[0]?._tag === "made" ? reused[0].committed : undefined
        const there = yield* joinGroup({ welcome: joined?.welcome ?? new Uint8Array(0), keyPackage: same.secrets })
        expect((yield* addDevice([there, two[0]], () => Effect.succeed(same.keyPackage)))[1]).toMatchObject({ error: { key: "leaf" } })

        const identity = yield* identityOf("alice/1")
        const made = yield* addDevice([one[0], two[0]], () => Effect.map(makeKeyPackage(identity), (m) => m.keyPackage))
        const states = made.flatMap((r) => (r._tag === "made" ? [r.committed.state.pending?.next] : [])).filter((s) => s !== undefined)
        expect(states).toHaveLength(2)
        expect(sharedLeafKeys(states)).toEqual([])
        expect(states.map(({ tree }) => tree.holdersOfSignatureKey(identity.signatureKey.publicKey).length)).toEqual([1, 1])
        expect(sharedLeafKeys([one[0], one[1] ?? one[0]]).map((k) => k.groups)).toEqual([
          [0, 1],
          [0, 1]
        ])
      }).pipe(Effect.provide(services("fresh keys")))
  )

  it.effect("members see every device as a leaf of its user, and the removed one cannot read on", () =>
    Effect.gen(function* () {
      const states = yield* groupOf("one", ["alice/0", "bob/0", "alice/1", "bob/1"])
      const [alice, bob, lost] = states
      const elsewhere = yield* groupOf("two", ["alice/0", "carol/0"])
      expect(devicesByUser(alice, userOf)).toEqual([
        { user: "alice", leaves: [0, 2] },
        { user: "bob", leaves: [1, 3] }
      ])
      const results = yield* removeDevice([alice, elsewhere[0]], (leaf) => nameOf(leaf) === "alice/1")
      expect(results.map((r) => r._tag)).toEqual(["made", "nothingToDo"])
      const committed = results[0]?._tag === "made" ? results[0].committed : undefined
      if (committed === undefined || bob === undefined || lost === undefined) throw new Error("no commit")
      const next = yield* after(bob, committed.message)
      expect(devicesByUser(next, userOf)[0]).toEqual({ user: "alice", leaves: [0] })
      const sent = yield* send(next, utf8("without it"))
      expect(yield* Effect.flip(after(lost, sent.message))).toMatchObject({ _tag: "FrameRejected", reason: "FutureEpoch" })
      // Nobody removes itself by its own commit.
      expect((yield* removeDevice([alice], (leaf) => nameOf(leaf) === "alice/0"))[0]).toMatchObject({ _tag: "failed" })
    }).pipe(Effect.provide(services("remove everywhere")))
  )

  it.effect("R097: a new device stands among the changes of a commit before anything that it says, or is told, can be opened", () =>
    Effect.gen(function* () {
      const [alice, bob] = yield* groupOf("one", ["alice/0", "bob"])
      if (bob === undefined) throw new Error("two members")
      const invited = yield* makeKeyPackage(yield* identityOf("alice/1"))
      const [made] = yield* addDevice([alice], () => Effect.succeed(invited.keyPackage))
      if (made?._tag !== "made") throw new Error("not made")
      const { message, welcome = new Uint8Array(0) } = made.committed
      const joined = yield* joinGroup({ welcome, keyPackage: invited.secrets })
      const said = yield* send(joined, utf8("new here"))
      expect(yield* Effect.flip(after(bob, said.message))).toMatchObject({ _tag: "FrameRejected", reason: "FutureEpoch" })
      const told = yield* receive(bob, message)
      expect(told).toMatchObject({ _tag: "commit", change: { added: [joined.me] } })
      if (told._tag === "commit") expect(yield* receive(told.state, said.message)).toMatchObject({ _tag: "application", sender: joined.me })
    }).pipe(Effect.provide(services("before it speaks")))
  )

  it.effect("R098: a new device is told who is there, and nothing of who was", () =>
    Effect.gen(function* () {
      const [alice, , lost] = yield* groupOf("one", ["alice/0", "bob/0", "carol who was"])
      const gone = lost?.tree.leafAt(lost.me)
      if (gone === undefined) throw new Error("three members")
      const removed = yield* commit(alice, { remove: lost === undefined ? [] : [lost.me] })
      const invited = yield* makeKeyPackage(yield* identityOf("alice/1"))
      const [made] = yield* addDevice([(yield* adopt(removed.state)).state], () => Effect.succeed(invited.keyPackage))
      if (made?._tag !== "made") throw new Error("not made")
      const joined = yield* joinGroup({ welcome: made.committed.welcome ?? new Uint8Array(0), keyPackage: invited.secrets })
      const written = Buffer.from(yield* persist(joined))
      expect(written.includes(Buffer.from(utf8("bob/0")))).toBe(true)
      for (const trace of [utf8("carol who was"), gone.encryptionKey, gone.signatureKey])
        expect(written.includes(Buffer.from(trace))).toBe(false)
    }).pipe(Effect.provide(services("present members")))
  )
})
