import { Seats } from "@copath/client"
import { persist, restore } from "@copath/group"
import { it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { describe, expect } from "vitest"
import { lazy } from "../src/index.ts"
import { atOnce, commits, enters, inAgreement, type Party, partyOf, publish, renews, says, type Sitter } from "./party.ts"
import { services, utf8 } from "./services.ts"

const under = (seed: string) => Effect.provide(Layer.provideMerge(Layer.merge(lazy, atOnce), services(seed)))
const leafKeyOf = (party: Party, { seat }: Sitter) => party.sitters[0]?.seat.state.tree.leafAt(seat.state.me)?.encryptionKey

/** Announces a new key of this seat's, and gives that key. */
const announces = Effect.fnUntraced(function* (party: Party, sitter: Sitter) {
  const made = yield* sitter.seat.renew({})
  expect(made._tag).toBe("proposal")
  party.acted(sitter, made)
  yield* publish(party, made.message)
  const proposal = sitter.seat.state.proposals.at(-1)?.proposal
  return proposal?._tag === "update" ? proposal.leafNode.encryptionKey : undefined
})

describe("a seat whose keys are announced", () => {
  it.effect("the next commit, whoever makes it, puts an announced key in force, and only then is anything said", () =>
    Effect.gen(function* () {
      const party = yield* partyOf(2, ["alice", "bob", "carol"])
      for (const committer of [party.first("bob"), party.first("carol")]) {
        const alice = party.first("alice")
        const key = yield* announces(party, alice)
        expect(leafKeyOf(party, alice)).not.toEqual(key)
        expect(yield* Effect.flip(alice.seat.say(utf8("no"), {}))).toMatchObject({ _tag: "OldKeyInForce", announced: true })
        expect(yield* Effect.flip(committer.seat.say(utf8("no"), {}))).toMatchObject({ _tag: "SendRejected", rule: "V084" })
        yield* commits(party, committer, {})
        expect(leafKeyOf(party, alice)).toEqual(key)
        expect((yield* alice.seat.say(utf8("yes"), {})).message.length).toBeGreaterThan(0)
        yield* inAgreement(party)
      }
    }).pipe(under("next commit"))
  )

  it.effect("a commit of the announcer's own cannot take its Update: its path renews the leaf instead", () =>
    Effect.gen(function* () {
      const party = yield* partyOf(2, ["alice", "bob"])
      const alice = party.first("alice")
      const before = leafKeyOf(party, alice)
      const announced = yield* announces(party, alice)
      yield* commits(party, alice, { take: "none" })
      expect(leafKeyOf(party, alice)).not.toEqual(announced)
      expect(leafKeyOf(party, alice)).not.toEqual(before)
      expect(alice.seat.state.ownUpdates).toEqual([])
      yield* says(party, alice, "in force")
      expect(party.first("bob").read).toEqual(["in force"])
      // An addition needs no path, and brings none unless a new key is announced.
      const now = leafKeyOf(party, alice)
      yield* enters(party, alice, "carol")
      expect(leafKeyOf(party, alice)).toEqual(now)
      yield* announces(party, alice)
      yield* enters(party, alice, "dave", { take: "none" })
      expect(leafKeyOf(party, alice)).not.toEqual(now)
      yield* says(party, alice, "in force again")
      yield* inAgreement(party)
    }).pipe(under("own commit"))
  )

  it.effect("an announcement that missed its epoch is made anew, or the seat commits itself", () =>
    Effect.gen(function* () {
      const party = yield* partyOf(2, ["alice", "bob"])
      const alice = party.first("alice")
      for (const goesOn of ["anew", "itself"] as const) {
        const made = yield* alice.seat.renew({})
        party.acted(alice, made)
        // Bob commits before the announcement reaches anybody.
        yield* commits(party, party.first("bob"), {})
        expect(yield* Effect.flip(alice.seat.say(utf8("no"), {}))).toMatchObject({ _tag: "OldKeyInForce", announced: false })
        if (goesOn === "anew") {
          const key = yield* announces(party, alice)
          yield* commits(party, party.first("bob"), {})
          expect(leafKeyOf(party, alice)).toEqual(key)
        } else yield* commits(party, alice, {})
        yield* says(party, alice, goesOn)
      }
      expect(party.first("bob").read).toEqual(["anew", "itself"])
    }).pipe(under("missed"))
  )

  it.effect("announced twice in an epoch, the newer key is the one in force", () =>
    Effect.gen(function* () {
      const party = yield* partyOf(2, ["alice", "bob"])
      const alice = party.first("alice")
      const first = yield* announces(party, alice)
      const second = yield* announces(party, alice)
      yield* commits(party, party.first("bob"), {})
      expect(leafKeyOf(party, alice)).toEqual(second)
      expect(second).not.toEqual(first)
      yield* says(party, alice, "the newer")
      yield* inAgreement(party)
    }).pipe(under("twice"))
  )

  it.effect("all leaves of a user announce, and one commit serves them", () =>
    Effect.gen(function* () {
      const party = yield* partyOf(3, ["alice", "bob"])
      const before = party.of("alice").map((s) => leafKeyOf(party, s))
      yield* renews(party, "alice")
      yield* commits(party, party.first("bob"), {})
      for (const [i, sitter] of party.of("alice").entries()) expect(leafKeyOf(party, sitter)).not.toEqual(before[i])
      for (const sitter of party.of("alice")) yield* says(party, sitter, "fresh")
      expect(party.commits).toBe(2)
    }).pipe(under("all leaves"))
  )

  it.effect("who is written down while its announcement waits is as careful when it is back; a dropped commit changes nothing of it", () =>
    Effect.gen(function* () {
      const party = yield* partyOf(2, ["alice", "bob"])
      const alice = party.first("alice")
      yield* announces(party, alice)
      const { sit } = yield* Seats
      const revived = yield* sit(yield* restore(yield* persist(alice.seat.state)), 1)
      const waiting = { _tag: "OldKeyInForce", announced: true }
      expect(yield* Effect.flip(revived.say(utf8("no"), {}))).toMatchObject(waiting)
      const dropped = (yield* revived.commit({})).seat.drop()
      expect(dropped.retired.length).toBeGreaterThan(0)
      expect(yield* Effect.flip(dropped.seat.say(utf8("no"), {}))).toMatchObject(waiting)
      expect(dropped.seat.written).toBeUndefined()
    }).pipe(under("revived"))
  )
})
