import { Cgka, TreeShaping } from "@copath/contracts"
import {
  acceptInvitation,
  commit,
  exportTree,
  externalJoin,
  makeGroupInfo,
  makeIdentity,
  observe,
  observeFrom,
  persist,
  receive,
  restore
} from "@copath/group"
import { fullWithBlanks, isLeaf, leafIndex, leftBalanced, stands, standingRoot } from "@copath/tree-math"
import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import type { Spec } from "../../src/index.ts"
import { at, commits, type Deed, digestOf, draws, keyPackageOf, opened, type Room, says, servicesOf } from "./world.ts"

/** Each key agreement that has a tree, as it was in the days of such trees. */
const specs: ReadonlyArray<Spec> = [
  { cgka: "treekem9420", "double-join": "unmerged" },
  { cgka: "treekem18", "double-join": "takeover" },
  { cgka: "treekem-d05", "double-join": "blank" },
  { cgka: "art" }
]

/** A commit of a group that grows to nine members and shrinks to two, again and again; every other one changes nobody's place. */
const drawn = (room: Room, draw: (below: number) => number, committer: string, step: number, growing: boolean): Deed => {
  const others = [...room.keys()].filter((name) => name !== committer)
  const some = (most: number) => [...new Set(Array.from({ length: 1 + draw(most) }, () => others[draw(others.length)] as string))]
  const kind = draw(4)
  if (kind === 0) return {}
  if (kind === 1) return { update: some(2) }
  if (growing) return { add: Array.from({ length: Math.min(1 + draw(2), 9 - room.size) }, (_, i) => `m${step}.${i}`) }
  // Often whoever sits last: there the edge moves.
  const last = others.toSorted((x, y) => at(room, y).me - at(room, x).me).slice(0, 1 + draw(2))
  return { remove: (draw(2) === 0 ? last : some(2)).slice(0, room.size - 2) }
}

describe("a group in a left-balanced tree (R008)", () => {
  it.live.each(specs.map((spec) => ({ title: Object.values(spec).join(" + "), spec })))(
    "$title: 60 commits of two to nine members, all agree, are restored, and lose whoever is removed",
    ({ spec }) =>
      Effect.gen(function* () {
        const draw = draws(3)
        const { knows } = yield* Cgka
        const room = yield* opened("alice")
        yield* commits(room, "alice", { add: ["bob"] })
        const sizes = new Set<number>()
        let lost = 0
        let growing = true
        for (let step = 0; step < 60; step++) {
          const names = [...room.keys()]
          const committer = names[draw(names.length)] as string
          const { gone, message } = yield* commits(room, committer, drawn(room, draw, committer, step, growing))
          expect(new Set([...room.values()].map(digestOf)).size).toBe(1)
          for (const [name, state] of room) {
            expect(state.tree.standing).toBe((state.tree.members().at(-1) as number) + 1)
            expect(knows(state.cgka).filter(({ node }) => !isLeaf(node) && !stands(node, state.tree.standing))).toEqual([])
            if (draw(3) === 0) {
              const again = yield* restore(yield* persist(state))
              expect([again.tree.standing, exportTree(again)]).toEqual([state.tree.standing, exportTree(state)])
              room.set(name, again)
            }
          }
          growing = room.size === 2 || (growing && room.size < 9)
          sizes.add(at(room, [...room.keys()][0] as string).tree.standing)
          const speaker = [...room.keys()][draw(room.size)] as string
          const said = yield* says(room, speaker, `after step ${step}`)
          for (const state of gone.values()) {
            lost++
            expect((yield* receive(state, message))._tag).toBe("removed")
            expect((yield* Effect.flip(receive(state, said)))._tag).toBe("FrameRejected")
          }
        }
        expect([...sizes].toSorted((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
        expect(lost).toBeGreaterThan(5)
      }).pipe(Effect.provide(servicesOf({ ...spec, shape: "left-balanced" }))),
    120_000
  )

  it.live("from three members to four and to five, as the drafts draw it", () =>
    Effect.gen(function* () {
      const room = yield* opened("alice")
      yield* commits(room, "alice", { add: ["bob", "carol"] })
      yield* commits(room, "carol", {})
      const parents = () => [...at(room, "alice").tree.filledNodes()].filter((x) => !isLeaf(x)).toSorted((a, b) => a - b)
      // Carol hangs on the root: there is no CD.
      expect(parents()).toEqual([1, 3])
      yield* commits(room, "alice", { add: ["dave"] })
      expect(parents()).toEqual([1, 3])
      yield* commits(room, "dave", {})
      expect([parents(), standingRoot(at(room, "bob").tree.standing)]).toEqual([[1, 3, 5], 3])
      yield* commits(room, "dave", { add: ["erin"] })
      expect([parents(), standingRoot(at(room, "bob").tree.standing)]).toEqual([[1, 3, 5, 7], 7])
      yield* says(room, "erin", "here")
    }).pipe(Effect.provide(servicesOf({ shape: "left-balanced" })))
  )

  it.live.each(specs.map((spec) => ({ title: Object.values(spec).join(" + "), spec })))(
    "$title: is joined from outside at its right end, and whoever sits last takes that place again",
    ({ spec }) =>
      Effect.gen(function* () {
        const room = yield* opened("alice")
        yield* commits(room, "alice", { add: ["bob", "carol", "dave"] })
        for (const [name, resync] of [
          ["erin", false],
          ["erin", true],
          ["carol", true]
        ] as const) {
          const identity = yield* makeIdentity({ _tag: "basic", identity: new TextEncoder().encode(name) })
          const made = yield* externalJoin({ groupInfo: yield* makeGroupInfo(at(room, "alice")), identity, resync })
          for (const [other, state] of room) {
            if (other === name) continue
            const got = yield* receive(state, made.message)
            if (got._tag !== "commit") throw new Error(got._tag)
            room.set(other, got.state)
          }
          room.set(name, made.state)
          expect(new Set([...room.values()].map(digestOf)).size).toBe(1)
          expect(at(room, "bob").tree.standing).toBe(5)
          yield* commits(room, name, {})
          yield* says(room, name, "here")
        }
      }).pipe(Effect.provide(servicesOf({ ...spec, shape: "left-balanced" })))
  )

  it.live("is followed by an observer", () =>
    Effect.gen(function* () {
      const room = yield* opened("alice")
      yield* commits(room, "alice", { add: ["bob", "carol", "dave", "erin"] })
      let seen = yield* observeFrom({ groupInfo: yield* makeGroupInfo(at(room, "alice")) })
      expect([seen.tree.standing, seen.tree.shape.id]).toEqual([5, "left-balanced"])
      for (const deed of [{ remove: ["erin"] }, { remove: ["dave"] }, { add: ["fay"] }]) {
        const { message } = yield* commits(room, "bob", deed)
        const got = yield* observe(seen, message)
        if (got._tag === "sealed") return
        seen = got.state
        expect(seen.tree.standing).toBe(at(room, "alice").tree.standing)
        expect(seen.context.treeHash).toEqual(at(room, "alice").context.treeHash)
      }
    }).pipe(Effect.provide(servicesOf({ shape: "left-balanced", handshake: "plain" })))
  )
})

describe("a member whose tree has the other shape", () => {
  it.live("cannot join a composition of the one: the mark names it (V143)", () =>
    Effect.gen(function* () {
      const other = servicesOf({ cgka: "treekem18", shape: "full-with-blanks" }, "another seed")
      const bob = yield* Effect.provide(keyPackageOf("bob"), other)
      const { welcome } = yield* commit(yield* Effect.map(opened("alice"), (room) => at(room, "alice")), { add: [bob.keyPackage] })
      if (welcome === undefined) throw new Error("a commit that adds has a Welcome")
      const refused = yield* Effect.flip(Effect.provide(acceptInvitation({ welcome, keyPackage: bob.secrets }), other))
      expect(refused).toMatchObject({ _tag: "WelcomeRejected", rule: "V143" })
    }).pipe(Effect.provide(servicesOf({ cgka: "treekem18", shape: "left-balanced" })))
  )

  it.live("cannot join where nothing but its shape differs: it is another tree (V222)", () =>
    Effect.gen(function* () {
      const room = yield* opened("alice")
      yield* commits(room, "alice", { add: ["bob"] })
      const { keyPackage, secrets } = yield* keyPackageOf("carol")
      const { welcome } = yield* commit(at(room, "alice"), { add: [keyPackage], path: true })
      if (welcome === undefined) throw new Error("a commit that adds has a Welcome")
      const joins = acceptInvitation({ welcome, keyPackage: secrets })
      expect(yield* Effect.flip(Effect.provideService(joins, TreeShaping, fullWithBlanks))).toMatchObject({ _tag: "Invalid", rule: "V222" })
      expect((yield* Effect.provideService(joins, TreeShaping, leftBalanced)).state.me).toBe(leafIndex(2))
    }).pipe(Effect.provide(servicesOf({ shape: "left-balanced" })))
  )
})
