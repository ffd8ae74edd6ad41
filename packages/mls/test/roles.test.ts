import { DeliveryService, GroupStore, Registry, SignatureScheme } from "@copath/contracts"
import {
  commit,
  externalJoin,
  makeIdentity,
  makeKeyPackage,
  type Policy,
  proposeJoin,
  permissive,
  proposeRemove,
  GroupPolicy
} from "@copath/group"
import { leafIndex } from "@copath/tree-math"
import { emptyRegistry } from "@copath/wire"
import { layer as memory } from "@copath/storage-memory"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { assert } from "vitest"
import { lastResortKind } from "../src/keyPackages.ts"
import { mailbox } from "../src/parcel.ts"
import { readBook } from "../src/record.ts"
import { ownerOf } from "../src/sealed.ts"
import { type Group, type MlsError, openClient, rolesKind } from "../src/index.ts"
import { client, utf8, world } from "./world.ts"

const failure = (error: MlsError): readonly [string, string] => [error._tag, error.reason]
const known = Effect.provideService(Registry, { ...emptyRegistry, extensions: [rolesKind, lastResortKind] })

/** What becomes of the next input of a group. */
const outcomeOf = Effect.fnUntraced(function* (group: Group, does: Effect.Effect<unknown, unknown, DeliveryService>) {
  const listening = yield* Effect.forkChild(Stream.runCollect(Stream.take(group.outcomes, 1)))
  yield* Effect.sleep(20)
  yield* does
  const [outcome] = yield* Effect.timeout(Fiber.join(listening), "5 seconds")
  return [outcome?.outcome, outcome?.error?._tag, outcome?.error?.reason]
})

/** A group of Alice, the admin, with Bob and Carol; and Bob's state as a client without any policy would have it. */
const founded = Effect.fnUntraced(function* () {
  const [alice, carol] = [yield* client("alice"), yield* client("carol")]
  const stores = yield* Layer.build(Layer.fresh(memory))
  const bob = yield* openClient({ identity: "bob" }).pipe(Effect.provideContext(stores))
  const group = yield* alice.create({ invite: ["bob", "carol"], roles: { admin: ["alice"], helper: { may: ["add"], who: ["carol"] } } })
  const [bobs, carols] = [yield* bob.join(), yield* carol.join()]
  const { load } = yield* GroupStore.pipe(Effect.provideContext(stores))
  const lawless = Effect.gen(function* () {
    const { bulk, state } = Option.getOrThrow(yield* load(`group/${group.id}`))
    const { book } = yield* readBook(yield* ownerOf(`group/${group.id}`), state, bulk)
    if (book._tag !== "active") return yield* Effect.die("bob is out")
    return book.state
  })
  return { group, bobs, carols, lawless }
})

/** The scheme at hand, as if any member could make anybody's signatures. */
const anybodys = Layer.effect(
  SignatureScheme,
  Effect.map(SignatureScheme, (scheme) => ({ ...scheme, facts: { ...scheme.facts, attributable: "group" as const } }))
)

describe("roles", () => {
  it.live("R033: are refused where signatures do not tell members apart, and a group without them is not", () =>
    Effect.gen(function* () {
      const alice = yield* client("alice")
      const refused = ["SendRejected", "Incompatible"] as const
      assert.deepStrictEqual(failure(yield* Effect.flip(alice.create({ roles: { admin: ["alice"] } }))), refused)
      const group = yield* alice.create({})
      assert.deepStrictEqual(failure(yield* Effect.flip(group.commit({ roles: { admin: ["alice"] } }))), refused)
      assert.strictEqual((yield* alice.groups).length, 1)
    }).pipe(Effect.scoped, Effect.provide(Layer.provideMerge(anybodys, world())))
  )

  it.live("V178: who lacks the right is refused on sending; who has it is not; everybody may update and leave", () =>
    Effect.gen(function* () {
      const { bobs, carols, group } = yield* founded()
      yield* client("dave")
      yield* client("erin")
      assert.deepStrictEqual(
        (yield* bobs.members).map(({ name, roles }) => [name, roles]),
        [
          ["alice", ["admin"]],
          ["bob", []],
          ["carol", ["helper"]]
        ]
      )
      const refused = ["PolicyRefused", "V178"] as const
      assert.deepStrictEqual(failure(yield* Effect.flip(bobs.remove("carol"))), refused)
      assert.deepStrictEqual(failure(yield* Effect.flip(bobs.invite("dave"))), refused)
      assert.deepStrictEqual(failure(yield* Effect.flip(bobs.setRoles({ admin: ["bob"] }))), refused)
      assert.deepStrictEqual(failure(yield* Effect.flip(carols.remove("bob"))), refused)
      yield* carols.invite("dave")
      yield* bobs.update
      yield* group.setRoles({ admin: ["alice", "carol"] })
      while ((yield* carols.view).epoch < 4n) yield* Effect.sleep(1)
      yield* carols.remove("dave")
      while ((yield* bobs.view).epoch < 5n) yield* Effect.sleep(1)
      yield* bobs.leave
      const ended = (yield* Stream.runCollect(bobs.events)).at(-1)
      assert.deepInclude(ended, { _tag: "ended", how: "left" })
    }).pipe(Effect.scoped, Effect.provide(world("roles")))
  )

  it.live("V178: a commit of somebody who lacks the right is refused by all who receive it, whatever his client thinks", () =>
    Effect.gen(function* () {
      const { bobs, group, lawless } = yield* founded()
      const { message } = yield* known(commit(yield* lawless, { remove: [leafIndex(2)] }))
      const { publish } = yield* DeliveryService
      const got = yield* outcomeOf(group, publish(group.id, message, Option.none()))
      assert.deepStrictEqual(got, ["refused", "PolicyRefused", "V178"])
      assert.strictEqual((yield* group.members).length, 3)
      yield* group.send("we go on")
      assert.strictEqual((yield* bobs.receive).text, "we go on")
    }).pipe(Effect.scoped, Effect.provide(world("lawless")))
  )

  it.live("what somebody proposes who lacks the right counts once somebody commits it who has it", () =>
    Effect.gen(function* () {
      const { carols, group, lawless } = yield* founded()
      const { message } = yield* known(proposeRemove(yield* lawless, leafIndex(2)))
      yield* (yield* DeliveryService).publish(group.id, message, Option.none())
      const ended = (yield* Stream.runCollect(carols.events)).at(-1)
      assert.deepInclude(ended, { _tag: "ended", how: "removed" })
      assert.strictEqual(ended?._tag === "ended" ? ended.by?.name : "", "alice")
      assert.strictEqual((yield* group.members).length, 2)
    }).pipe(Effect.scoped, Effect.provide(world("proposed")))
  )

  it.live("V188: joining from outside is refused by the joiner's own client and by the members, unless the roles allow it", () =>
    Effect.gen(function* () {
      const { group } = yield* founded()
      const dave = yield* client("dave")
      assert.deepStrictEqual(failure(yield* Effect.flip(dave.joinExternally(group.groupInfo))), ["PolicyRefused", "V188"])
      const identity = yield* makeIdentity({ _tag: "basic", identity: utf8("mallory") })
      const { message } = yield* known(externalJoin({ groupInfo: yield* group.groupInfo, identity }))
      const got = yield* outcomeOf(
        group,
        Effect.flatMap(DeliveryService, ({ publish }) => publish(group.id, message, Option.none()))
      )
      assert.deepStrictEqual(got, ["refused", "PolicyRefused", "V188"])
      yield* group.setRoles({ admin: ["alice"], everyone: ["join"] })
      const daves = yield* dave.joinExternally(group.groupInfo)
      yield* daves.send("let me in")
      assert.strictEqual((yield* group.receive).text, "let me in")
      yield* group.setRoles({ admin: ["alice"], everyone: ["joinWithPsk"] })
      const erin = yield* client("erin")
      assert.deepStrictEqual(failure(yield* Effect.flip(erin.joinExternally(group.groupInfo))), ["PolicyRefused", "V188"])
    }).pipe(Effect.scoped, Effect.provide(world("outsiders")))
  )

  it.live("V158: a stranger's wish to be added is not even kept, unless the roles let everybody ask", () =>
    Effect.gen(function* () {
      const { group } = yield* founded()
      const { secrets } = yield* known(makeKeyPackage(yield* makeIdentity({ _tag: "basic", identity: utf8("dave") })))
      const { publish } = yield* DeliveryService
      const ask = Effect.gen(function* () {
        const { epoch } = yield* group.view
        const groupId = Uint8Array.from(group.id.match(/../g) ?? [], (h) => Number.parseInt(h, 16))
        return yield* known(proposeJoin({ groupId, epoch }, secrets))
      })
      const first = yield* ask
      assert.deepStrictEqual(yield* outcomeOf(group, publish(group.id, first, Option.none())), ["refused", "PolicyRefused", "V158"])
      yield* group.send("nothing waits for a commit")
      yield* group.setRoles({ admin: ["alice"], everyone: ["ask"] })
      const second = yield* ask
      yield* publish(group.id, second, Option.none())
      while ((yield* group.members).length < 4) yield* Effect.sleep(5)
      assert.deepStrictEqual((yield* group.members).at(-1)?.name, "dave")
      const mail = (yield* DeliveryService).subscribe(mailbox("dave"), 0n)
      assert.strictEqual((yield* Stream.runCollect(Stream.take(mail, 1))).length, 1, "whoever asked gets a Welcome")
    }).pipe(Effect.scoped, Effect.provide(world("asking")))
  )

  it.live("the application's own policy is asked after the roles", () => {
    const small: Policy = { ...permissive, commit: ({ plan }) => (plan.tree.members().length > 2 ? "two are enough" : undefined) }
    return Effect.gen(function* () {
      const alice = yield* client("alice")
      yield* client("bob")
      yield* client("carol")
      const group = yield* alice.create({ invite: ["bob"] })
      const error = yield* Effect.flip(group.invite("carol"))
      assert.deepStrictEqual([...failure(error), error.detail], ["PolicyRefused", "V178", "two are enough"])
    }).pipe(Effect.scoped, Effect.provideService(GroupPolicy, small), Effect.provide(world("policy")))
  })
})
