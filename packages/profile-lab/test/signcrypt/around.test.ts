import { Cgka, equalBytes } from "@copath/contracts"
import {
  commit,
  externalJoin,
  GroupPolicy,
  type GroupState,
  inspectCommit,
  makeGroupInfo,
  permissive,
  type Policy,
  proposeUpdate,
  receive
} from "@copath/group"
import { leafIndex, toNode } from "@copath/tree-math"
import { describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { type AgreementId, agreements, at, commits, newcomer, path, type Room, services, settled, stolen, verdicts } from "./world.ts"

/*
 * What signcryption does not stop, because nothing is sealed with a leaf's key in it: whoever has the signature key alone comes in from outside, and whoever has
 * the epoch's secrets besides can propose, or commit without a path.
 */

/** The key of the sender's that went into each ciphertext of a commit, as everybody sees it. */
const sendersOf = Effect.fnUntraced(function* (state: GroupState, message: Uint8Array) {
  const { evidence } = yield* Cgka
  const { change, reading, sealedUnder, tree } = yield* inspectCommit(state, message)
  if (evidence === undefined || reading === undefined) throw new Error("a path with evidence")
  return evidence.sealed(reading, tree, change, sealedUnder).map(({ sender }) => sender)
})

const credentialOf = (state: GroupState) => {
  const leaf = state.tree.leafAt(state.me)
  if (leaf === undefined) throw new Error("a member has a leaf")
  return { credential: leaf.credential, signatureKey: state.identity }
}

/** A resync by whoever has a member's signature key, and nothing of the group. */
const resyncAs = Effect.fnUntraced(function* (room: Room, victim: string) {
  const groupInfo = yield* makeGroupInfo(at(room, "alice"))
  return yield* externalJoin({ groupInfo, identity: credentialOf(at(room, victim)), resync: true })
})

/** Proposals that a room has received are committed. */
const heard = Effect.fnUntraced(function* (room: Room, message: Uint8Array, except: string) {
  for (const [name, state] of room) {
    if (name === except) continue
    const got = yield* receive(state, message)
    if (got._tag !== "proposal") throw new Error(got._tag)
    room.set(name, got.state)
  }
})

/** Members' own proposals to change their leaf are not taken, and nobody comes in by itself. */
const strict: Policy = {
  commit: ({ committer }) => (committer === undefined ? "nobody joins by itself" : undefined),
  proposal: ({ proposal }) => (proposal._tag === "update" ? "members renew their leaves by a commit of their own" : undefined)
}

describe("what goes around signcryption", () => {
  it.effect.each(Object.keys(agreements) as ReadonlyArray<AgreementId>)(
    "R052: over %s a resync by the signature key alone is taken: it has no leaf yet, and both sides see that in the tree",
    (agreement) =>
      Effect.gen(function* () {
        const room = yield* settled()
        const bob = at(room, "bob")
        const joined = yield* resyncAs(room, "bob")
        expect((yield* sendersOf(at(room, "alice"), joined.message)).filter((sender) => sender !== undefined)).toEqual([])
        expect(yield* verdicts(room, joined.message)).toEqual(["commit", "removed", "commit", "commit"])
        expect(joined.state.me).toBe(bob.me)
        // A member's path, by contrast, is sealed with the leaf key that the tree shows for it.
        const honest = yield* path(bob)
        const senders = yield* sendersOf(at(room, "alice"), honest.message)
        expect(senders.length).toBeGreaterThan(0)
        const shown = at(room, "alice").tree.keyAt(toNode(leafIndex(bob.me)))
        expect(senders.every((sender) => sender !== undefined && shown !== undefined && equalBytes(sender, shown))).toBe(true)
      }).pipe(Effect.provide(services("signcrypt", { agreement })))
  )

  it.effect("R052: an Update that a thief proposes is signed, not sealed: once another member commits it, the leaf is the thief's", () =>
    Effect.gen(function* () {
      const room = yield* settled()
      const proposed = yield* proposeUpdate(yield* stolen(at(room, "bob")))
      yield* heard(room, proposed.message, "bob")
      const made = yield* commit(at(room, "alice"))
      const thief = yield* receive(proposed.state, made.message)
      expect(thief._tag).toBe("commit")
      // Bob has seen no such proposal and cannot follow, and so knows.
      expect(yield* verdicts(room, made.message, ["alice"])).toEqual(["Invalid", "commit", "commit"])
    }).pipe(Effect.provide(services("signcrypt")))
  )

  it.effect("R052: a commit without a path seals nothing: where the rules allow that, a thief adds whom it likes", () =>
    Effect.gen(function* () {
      const room = yield* settled()
      const { keyPackage } = yield* newcomer("the thief's own")
      const made = yield* commit(yield* stolen(at(room, "bob")), { add: [keyPackage] })
      expect(yield* verdicts(room, made.message, ["bob"])).toEqual(["commit", "commit", "commit"])
    }).pipe(Effect.provide(services("signcrypt")))
  )

  it.effect("R052: under rules by which every commit has a path, the thief adds nobody", () =>
    Effect.gen(function* () {
      const { rules } = yield* Cgka
      expect([...rules.pathFor]).toContain("add")
      const room = yield* settled()
      const { keyPackage } = yield* newcomer("the thief's own")
      const made = yield* commit(yield* stolen(at(room, "bob")), { add: [keyPackage] })
      expect(new Set(yield* verdicts(room, made.message, ["bob"]))).toEqual(new Set(["CgkaRejected: Undecryptable"]))
    }).pipe(Effect.provide(services("signcrypt", { agreement: "treekem-d05, taint" })))
  )

  it.effect("R052: a policy without external joins and Updates by proposal closes the other two", () =>
    Effect.gen(function* () {
      const room = yield* settled()
      const outside = Effect.provideService(GroupPolicy, permissive)
      const joined = yield* resyncAs(room, "bob").pipe(outside)
      expect(yield* verdicts(room, joined.message)).toEqual(["PolicyRefused", "PolicyRefused", "PolicyRefused", "PolicyRefused"])
      const proposed = yield* proposeUpdate(yield* stolen(at(room, "bob"))).pipe(outside)
      expect(yield* verdicts(room, proposed.message, ["bob"])).toEqual(["PolicyRefused", "PolicyRefused", "PolicyRefused"])
      yield* commits(room, "bob", { path: true })
    }).pipe(Effect.provideService(GroupPolicy, strict), Effect.provide(services("signcrypt")))
  )

  it.effect("R052: who has lost its leaf key cannot mend that by a path any more, as it can where paths are only signed", () =>
    Effect.gen(function* () {
      for (const [id, expected] of [
        ["static", "commit"],
        ["signcrypt", "CgkaRejected: Undecryptable"]
      ] as const) {
        yield* Effect.gen(function* () {
          const room = yield* settled()
          const forgetful = yield* stolen(at(room, "bob"))
          const made = yield* path(forgetful)
          expect(new Set(yield* verdicts(room, made.message, ["bob"]))).toEqual(new Set([expected]))
          // It comes back from outside instead.
          const back = yield* resyncAs(room, "bob")
          expect(new Set(yield* verdicts(room, back.message, ["bob"]))).toEqual(new Set(["commit"]))
        }).pipe(Effect.provide(services(id)))
      }
    })
  )
})
