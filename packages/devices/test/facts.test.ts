import { it } from "@effect/vitest"
import { Registry, registryOf } from "@copath/contracts"
import { createGroup, makeKeyPackage } from "@copath/group"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import { addDevice, askToCommit, changeDevices, deviceFacts, devicesKind, leafMeaning, leavesAre, removeDevice } from "../src/index.ts"
import { groupOf } from "./groups.ts"
import { identityOf, services } from "./services.ts"
import { enterInner, GROUP, handsOver, outer, settle, threeByThree } from "./world.ts"

const nobody = { outerCommits: 0, outerProposals: 0, innerCommits: 0, innerMessages: 0 }

describe("what is said of the options", () => {
  it.effect("one device more and one less behind a leaf cost as many messages as the facts say", () =>
    Effect.gen(function* () {
      const { alice, bob, world } = yield* threeByThree()
      const { add, remove } = deviceFacts.subtree.cost(1)
      expect(outer(bob.at(0)).tree.memberCount).toBe(3 * deviceFacts.subtree.outerLeaves(3))
      const [inner, outside] = [alice.queue.length, world.queue.length]
      const invited = yield* makeKeyPackage(yield* identityOf("alice/3"))
      const change = yield* changeDevices(alice.at(0).device, { add: [invited.keyPackage] })
      alice.asks(alice.at(0), change)
      yield* settle(world)
      yield* enterInner(alice, change.welcome, invited.secrets)
      yield* handsOver(alice, alice.at(0))
      yield* settle(world)
      expect({
        ...nobody,
        innerCommits: 1,
        innerMessages: alice.queue.length - inner - 1,
        outerCommits: world.queue.length - outside
      }).toEqual(add)

      const [before, outsideBefore] = [alice.queue.length, world.queue.length]
      alice.at(3).online = false
      alice.asks(alice.at(0), yield* changeDevices(alice.at(0).device, { remove: [alice.at(3).device.inner.me] }))
      yield* settle(world)
      alice.asks(alice.at(0), yield* askToCommit(alice.at(0).device, GROUP))
      yield* settle(world)
      const innerMessages = alice.queue.length - before - 1
      expect({ ...nobody, innerCommits: 1, innerMessages, outerCommits: world.queue.length - outsideBefore }).toEqual(remove)
    }).pipe(Effect.provide(services("facts")))
  )

  it.effect("a leaf for each device costs a commit in each group", () =>
    Effect.gen(function* () {
      const groups = [(yield* groupOf("one", ["alice/0", "bob"]))[0], (yield* groupOf("two", ["alice/0", "bob"]))[0]]
      const { add, remove } = deviceFacts["leaf-per-device"].cost(2)
      const fresh = Effect.flatMap(identityOf("alice/1"), (i) => Effect.map(makeKeyPackage(i), (m) => m.keyPackage))
      const made = (yield* addDevice(groups, () => fresh)).filter((r) => r._tag === "made")
      expect({ ...nobody, outerCommits: made.length }).toEqual(add)
      expect(made[0]?._tag === "made" ? made[0].committed.state.pending?.next.tree.memberCount : 0).toBe(
        1 + deviceFacts["leaf-per-device"].outerLeaves(2)
      )
      const gone = (yield* removeDevice(groups, ({ signatureKey }) => signatureKey !== undefined)).filter((r) => r._tag === "failed")
      expect(gone).toHaveLength(remove?.outerCommits ?? 0)
    }).pipe(Effect.provide(services("leaf facts")))
  )

  it.effect("a group says in its context whether its leaves are users or devices, and whoever cannot read that is not let in", () =>
    Effect.gen(function* () {
      const identity = yield* identityOf("alice")
      for (const id of ["subtree", "leaf-per-device"] as const) {
        const state = yield* Effect.provideService(
          createGroup({ identity, extensions: [leavesAre(id)] }),
          Registry,
          registryOf({ extensions: [devicesKind] })
        )
        expect(leafMeaning(state.context.extensions)).toBe(id)
      }
      expect(leafMeaning([])).toBeUndefined()
      expect(yield* Effect.flip(createGroup({ identity, extensions: [leavesAre("subtree")] }))).toMatchObject({
        _tag: "Invalid",
        rule: "V105"
      })
    }).pipe(Effect.provide(services("choice")))
  )
})
