import { it } from "@effect/vitest"
import { createGroup, makeKeyPackage, receive, send } from "@copath/group"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import {
  askToCommit,
  askToNote,
  askToSay,
  changeDevices,
  handOver,
  persistDevice,
  restoreDevice,
  share,
  startDevice,
  takeOuter
} from "../src/index.ts"
import { identityOf, services, textOf, utf8, Watch } from "./services.ts"
import {
  agree,
  Client,
  enterInner,
  GROUP,
  handsOver,
  outer,
  readInner,
  readOuter,
  settle,
  threeByThree,
  type World,
  says,
  commits
} from "./world.ts"

const everyone = ({ users }: World): ReadonlyArray<Client> => users.flatMap((u) => u.clients.filter((c) => c.present))

describe("a user's devices behind one leaf", () => {
  it.effect("R095: three users with three devices each are three leaves to the outer group, and all nine devices are in it", () =>
    Effect.gen(function* () {
      const { alice, bob, world } = yield* threeByThree()
      expect(everyone(world)).toHaveLength(9)
      expect(outer(bob.at(1)).tree.memberCount).toBe(3)
      expect(agree(everyone(world))).toBe(true)
      yield* says(world, alice, alice.at(2), "from my third device")
      for (const client of [...bob.clients, ...world.users.flatMap((u) => (u.name === "carol" ? u.clients : []))]) {
        expect(client.read).toEqual(["from my third device"])
      }
      // The user's other devices have the text from the device itself.
      for (const client of alice.clients.slice(0, 2)) {
        expect(client.told.at(-1)).toMatchObject({ _tag: "said", mine: false, data: utf8("from my third device") })
      }
    }).pipe(Effect.provide(services("nine")))
  )

  it.effect("an outer commit of one device is in force on its siblings, which only know the inner secret and its nonce", () =>
    Effect.gen(function* () {
      const { alice, world } = yield* threeByThree()
      const before = outer(alice.at(0)).tree.leafAt(outer(alice.at(0)).me)?.encryptionKey
      yield* commits(world, alice, alice.at(1))
      expect(agree(everyone(world))).toBe(true)
      expect(outer(alice.at(2)).context.epoch).toBe(2n)
      expect(outer(alice.at(2)).tree.leafAt(outer(alice.at(2)).me)?.encryptionKey).not.toEqual(before)
      yield* says(world, alice, alice.at(2), "with the new keys")
      expect(world.users[1]?.at(0).read).toEqual(["with the new keys"])
    }).pipe(Effect.provide(services("commit")))
  )

  it.effect("R066, R138: devices that speak at the same time never use a key for two texts", () => {
    const watch = new Watch()
    return Effect.gen(function* () {
      const { alice, bob, world } = yield* threeByThree()
      for (let round = 0; round < 3; round++) {
        for (const client of alice.clients) {
          alice.asks(client, yield* askToSay(client.device, GROUP, utf8(`${round} of ${alice.clients.indexOf(client)}`)))
        }
        yield* settle(world)
      }
      expect(bob.at(0).read.toSorted()).toEqual([0, 1, 2].flatMap((r) => [0, 1, 2].map((d) => `${r} of ${d}`)))
      expect(watch.sealed()).toBeGreaterThan(18)
      expect(watch.reused()).toBe(0)
    }).pipe(Effect.provide(services("together", watch)))
  })

  it.effect("without an order two devices of one leaf do use one key twice, and the second text is lost", () => {
    const watch = new Watch()
    return Effect.gen(function* () {
      const { alice, bob } = yield* threeByThree()
      const [one, other] = [yield* send(outer(alice.at(0)), utf8("one")), yield* send(outer(alice.at(1)), utf8("other"))]
      const got = yield* receive(outer(bob.at(0)), one.message)
      if (got._tag !== "application") throw new Error(got._tag)
      expect(yield* Effect.flip(receive(got.state, other.message))).toMatchObject({ _tag: "Unprotectable", reason: "KeyConsumed" })
      expect(watch.reused()).toBe(1)
    }).pipe(Effect.provide(services("control", watch)))
  })

  it.effect("of two devices that commit at once the first in the inner order has the epoch, and the other is told", () =>
    Effect.gen(function* () {
      const { alice, world } = yield* threeByThree()
      for (const client of alice.clients.slice(0, 2)) alice.asks(client, yield* askToCommit(client.device, GROUP))
      yield* settle(world)
      expect(agree(everyone(world))).toBe(true)
      expect(outer(alice.at(1)).context.epoch).toBe(2n)
      expect(alice.at(1).told.at(-1)).toMatchObject({ _tag: "notDone", mine: true, reason: "Beaten" })
    }).pipe(Effect.provide(services("race")))
  )

  it.effect("a commit that another user's beats in the outer group is gone on all devices, and can be asked for again", () =>
    Effect.gen(function* () {
      const { alice, bob, world } = yield* threeByThree()
      bob.asks(bob.at(0), yield* askToCommit(bob.at(0).device, GROUP))
      alice.asks(alice.at(0), yield* askToCommit(alice.at(0).device, GROUP))
      yield* readInner(world, bob, bob.at(0))
      yield* settle(world)
      expect(agree(everyone(world))).toBe(true)
      expect(outer(alice.at(0)).context.epoch).toBe(2n)
      for (const client of alice.clients) expect(outer(client).pending).toBeUndefined()
      yield* commits(world, alice, alice.at(2))
      expect(agree(everyone(world))).toBe(true)
      expect(outer(alice.at(0)).context.epoch).toBe(3n)
    }).pipe(Effect.provide(services("beaten")))
  )
})

describe("devices that come and go", () => {
  it.effect("a new device is in all groups by inner messages alone: the outer group sees nothing", () =>
    Effect.gen(function* () {
      const { alice, world } = yield* threeByThree()
      const invited = yield* makeKeyPackage(yield* identityOf("alice/3"))
      const change = yield* changeDevices(alice.at(0).device, { add: [invited.keyPackage] })
      alice.asks(alice.at(0), change)
      yield* settle(world)
      yield* enterInner(alice, change.welcome, invited.secrets)
      const before = world.queue.length
      yield* handsOver(alice, alice.at(1))
      // Said before the state arrives, and after it was written: done once, in its place.
      alice.asks(alice.at(2), yield* askToSay(alice.at(2).device, GROUP, utf8("in between")))
      yield* settle(world)
      expect(world.queue.length - before).toBe(1)
      expect(alice.at(3).told[0]).toMatchObject({ _tag: "handedOver", cursor: 0n })
      expect(agree(everyone(world))).toBe(true)
      yield* says(world, alice, alice.at(3), "new here")
      expect(world.users[1]?.at(1).read).toEqual(["in between", "new here"])
    }).pipe(Effect.provide(services("add")))
  )

  it.effect("operations between the writing of a state and its place in the order are neither lost nor done twice", () => {
    const watch = new Watch()
    return Effect.gen(function* () {
      const { alice, bob, world } = yield* threeByThree()
      const invited = yield* makeKeyPackage(yield* identityOf("alice/3"))
      const change = yield* changeDevices(alice.at(0).device, { add: [invited.keyPackage] })
      alice.asks(alice.at(0), change)
      yield* settle(world)
      const fourth = yield* enterInner(alice, change.welcome, invited.secrets)
      yield* says(world, alice, alice.at(0), "before")
      // Written down now, and ordered only after what the others have said meanwhile.
      const written = yield* handOver(alice.at(1).device, GROUP)
      alice.asks(alice.at(2), yield* askToSay(alice.at(2).device, GROUP, utf8("meanwhile")))
      alice.asks(alice.at(1), written)
      yield* settle(world)
      yield* says(world, alice, fourth, "after")
      expect(bob.at(0).read).toEqual(["before", "meanwhile", "after"])
      expect(watch.reused()).toBe(0)
    }).pipe(Effect.provide(services("between", watch)))
  })

  it.effect("R095: a removed device reads until the outer Update, nothing is said before it, and afterwards it is locked out", () =>
    Effect.gen(function* () {
      const { alice, bob, world } = yield* threeByThree()
      const lost = alice.at(2)
      lost.online = false
      const change = yield* changeDevices(alice.at(0).device, { remove: [lost.device.inner.me] })
      expect(yield* Effect.flip(askToSay(change.device, GROUP, utf8("too soon")))).toMatchObject({ reason: "UpdateDue" })
      expect(yield* Effect.flip(askToCommit(change.device, GROUP))).toMatchObject({ reason: "UpdateDue" })
      alice.asks(alice.at(0), change)
      yield* settle(world)
      for (const client of alice.clients.slice(0, 2)) {
        expect(yield* Effect.flip(askToSay(client.device, GROUP, utf8("too soon")))).toMatchObject({
          _tag: "DeviceRefused",
          reason: "UpdateDue"
        })
      }
      // Whoever has the old leaf reads what others say, whatever they commit.
      yield* says(world, bob, bob.at(0), "still read")
      yield* commits(world, bob, bob.at(1))
      yield* says(world, bob, bob.at(2), "and this")
      yield* readOuter(world, lost)
      expect(lost.read).toEqual(["still read", "and this"])
      expect(agree([lost, bob.at(0)])).toBe(true)

      yield* commits(world, alice, alice.at(1))
      yield* says(world, alice, alice.at(0), "among ourselves")
      expect(bob.at(0).read.at(-1)).toBe("among ourselves")
      expect(agree([alice.at(0), alice.at(1), ...bob.clients])).toBe(true)
      const [update, text] = world.queue.slice(lost.outer)
      expect(yield* Effect.flip(takeOuter(lost.device, GROUP, update ?? new Uint8Array(0)))).toMatchObject({
        _tag: "FrameRejected",
        reason: "OwnCommitMismatch"
      })
      expect(yield* Effect.flip(takeOuter(lost.device, GROUP, text ?? new Uint8Array(0)))).toMatchObject({ reason: "FutureEpoch" })
      yield* readInner(world, alice, lost)
      expect(lost.present).toBe(false)
    }).pipe(Effect.provide(services("remove")))
  )

  it.effect("a commit that the removed device could compute does not end the refusal", () =>
    Effect.gen(function* () {
      const { alice, world } = yield* threeByThree()
      alice.asks(alice.at(1), yield* askToCommit(alice.at(1).device, GROUP))
      for (const client of alice.clients.slice(0, 2)) yield* readInner(world, alice, client)
      const change = yield* changeDevices(alice.at(0).device, { remove: [alice.at(2).device.inner.me] })
      alice.asks(alice.at(0), change)
      yield* settle(world)
      // It was told of that commit while it was in.
      expect(agree(alice.clients)).toBe(true)
      expect(outer(alice.at(2)).context.epoch).toBe(2n)
      alice.at(2).online = false
      expect(yield* Effect.flip(askToSay(alice.at(0).device, GROUP, utf8("no")))).toMatchObject({ reason: "UpdateDue" })
      yield* commits(world, alice, alice.at(0))
      yield* says(world, alice, alice.at(0), "yes")
      expect(world.users[1]?.at(0).read).toEqual(["yes"])
    }).pipe(Effect.provide(services("seeded before")))
  )

  it.effect(
    "a thief of one device is shut out by that device's new inner keys with an outer commit after them, and not by the latter alone",
    () =>
      Effect.gen(function* () {
        const { alice, bob, world } = yield* threeByThree()
        const copy = new Client(yield* restoreDevice(yield* persistDevice(alice.at(1).device)), alice.queue.length)
        copy.outer = world.queue.length
        yield* commits(world, alice, alice.at(0))
        yield* readInner(world, alice, copy)
        yield* says(world, bob, bob.at(0), "stolen")
        yield* readOuter(world, copy)
        expect(copy.read).toEqual(["stolen"])

        alice.asks(alice.at(1), yield* changeDevices(alice.at(1).device))
        yield* settle(world)
        yield* commits(world, alice, alice.at(0))
        yield* says(world, bob, bob.at(0), "ours again")
        expect(yield* Effect.flip(readInner(world, alice, copy))).toMatchObject({ reason: "OwnCommitMismatch" })
        // Nothing later in the inner group opens for it either.
        expect(yield* Effect.flip(readInner(world, alice, copy))).toMatchObject({ reason: "FutureEpoch" })
        expect(yield* Effect.flip(readOuter(world, copy))).toMatchObject({ reason: "OwnCommitMismatch" })
        expect(yield* Effect.flip(readOuter(world, copy))).toMatchObject({ reason: "FutureEpoch" })
        expect(copy.read).toEqual(["stolen"])
        expect(agree([...alice.clients, ...bob.clients])).toBe(true)
      }).pipe(Effect.provide(services("thief")))
  )
})

describe("devices that are away", () => {
  it.effect("a device that was offline catches up with both groups, and speaks with the right keys", () => {
    const watch = new Watch()
    return Effect.gen(function* () {
      const { alice, bob, world } = yield* threeByThree()
      const away = alice.at(1)
      away.online = false
      yield* says(world, alice, alice.at(0), "one")
      yield* says(world, bob, bob.at(0), "two")
      yield* commits(world, alice, alice.at(2))
      yield* says(world, alice, alice.at(2), "three")
      yield* commits(world, bob, bob.at(1))
      const invited = yield* makeKeyPackage(yield* identityOf("alice/3"))
      const change = yield* changeDevices(alice.at(0).device, { add: [invited.keyPackage] })
      alice.asks(alice.at(0), change)
      yield* settle(world)
      yield* commits(world, alice, alice.at(0))
      yield* says(world, alice, alice.at(0), "four")
      expect(outer(away).context.epoch).toBe(1n)

      away.online = true
      yield* settle(world)
      expect(agree([away, ...alice.clients.slice(0, 1), ...bob.clients])).toBe(true)
      expect(away.read).toEqual(["two"])
      expect(away.told.flatMap((t) => (t._tag === "said" ? [textOf(t.data)] : []))).toEqual(["one", "three", "four"])
      yield* says(world, alice, away, "five")
      expect(bob.at(0).read).toEqual(["one", "three", "four", "five"])
      expect(watch.reused()).toBe(0)
    }).pipe(Effect.provide(services("away", watch)))
  })

  it.effect("a device that has not seen the outer messages yet waits with what its siblings did after them", () =>
    Effect.gen(function* () {
      const { alice, bob, world } = yield* threeByThree()
      const slow = alice.at(2)
      slow.online = false
      yield* commits(world, bob, bob.at(0))
      yield* says(world, alice, alice.at(0), "later epoch")
      yield* readInner(world, alice, slow)
      expect(slow.device.groups[0]?.held).toHaveLength(1)
      expect(yield* Effect.flip(askToSay(slow.device, GROUP, utf8("x")))).toMatchObject({ reason: "Behind" })
      const revived = yield* restoreDevice(yield* persistDevice(slow.device))
      expect(yield* persistDevice(revived)).toEqual(yield* persistDevice(slow.device))
      slow.device = revived
      yield* readOuter(world, slow)
      expect(slow.device.groups[0]?.held).toHaveLength(0)
      slow.online = true
      yield* says(world, alice, slow, "here again")
      expect(bob.at(0).read).toEqual(["later epoch", "here again"])
    }).pipe(Effect.provide(services("slow")))
  )

  it.effect("what was told before the inner group went on has no place any more, and its author hears so", () =>
    Effect.gen(function* () {
      const { alice, bob, world } = yield* threeByThree()
      const told = yield* askToSay(alice.at(1).device, GROUP, utf8("slow"))
      alice.asks(alice.at(0), yield* changeDevices(alice.at(0).device))
      alice.asks(alice.at(1), told)
      yield* settle(world)
      for (const client of alice.clients) {
        expect(client.told.at(-1)).toMatchObject({ _tag: "notDone", reason: "Stale", mine: client === alice.at(1) })
      }
      expect(bob.at(0).read).toEqual([])
      alice.asks(alice.at(1), yield* askToNote(alice.at(1).device, utf8("among us")))
      yield* settle(world)
      expect(alice.at(0).told.at(-1)).toMatchObject({ _tag: "note", data: utf8("among us") })
    }).pipe(Effect.provide(services("stale")))
  )

  it.effect("an algorithm that never signs a text alike twice is refused: nobody could replay it", () => {
    let count = 0
    const hedged = services("hedged", new Watch(), (s) => ({
      ...s,
      signature: { ...s.signature, sign: (key, m) => Uint8Array.of(...s.signature.sign(key, m), count++ & 255) }
    }))
    return Effect.gen(function* () {
      const device = startDevice(yield* createGroup({ identity: yield* identityOf("alice/0") }))
      const state = yield* createGroup({ identity: yield* identityOf("alice") })
      expect(yield* Effect.flip(share(device, state))).toMatchObject({ _tag: "DeviceRefused", reason: "RandomSignatures" })
      expect(yield* Effect.flip(askToSay(device, GROUP, utf8("x")))).toMatchObject({ reason: "UnknownGroup" })
    }).pipe(Effect.provide(hedged))
  })
})
