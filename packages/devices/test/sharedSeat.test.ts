import { CommitAdoption, Seats, type Trial } from "@copath/client"
import { Cgka, equalBytes, MessageProtection, PskStore } from "@copath/contracts"
import { createGroup, defaultOptions, externalPsk, GroupOptions, proposeUpdate, type Received, receive } from "@copath/group"
import { leafIndex } from "@copath/tree-math"
import { it } from "@effect/vitest"
import { Effect, Layer, Option } from "effect"
import { describe, expect } from "vitest"
import { restoreDevice, subtree } from "../src/index.ts"
import { adopted, atOnce, commits, enters, inAgreement, leaves, noNeeds, partyOf, publish, renews, says, type Sitter } from "./party.ts"
import { identityOf, services, utf8, Watch } from "./services.ts"

const under = (seed: string, watch = new Watch()) => Effect.provide(Layer.provideMerge(Layer.merge(subtree, atOnce), services(seed, watch)))

const devicesOf = Effect.fnUntraced(function* ({ seat }: Sitter) {
  if (seat.written === undefined) throw new Error("shared seats write their devices down")
  return yield* Effect.forEach(yield* seat.written, restoreDevice)
})

describe("a seat of several devices", () => {
  it.effect("is one leaf to the others, whatever number of devices sit at it", () =>
    Effect.gen(function* () {
      const { perUser, shared } = yield* Seats
      expect([shared, perUser(1), perUser(5)]).toEqual([true, 1, 1])
      for (const devices of [1, 2, 3]) {
        const party = yield* partyOf(devices, ["alice", "bob"])
        expect(party.first("bob").seat.state.tree.memberCount).toBe(2)
        expect(yield* devicesOf(party.first("alice"))).toHaveLength(devices)
        yield* says(party, party.first("alice"), "hello")
        yield* renews(party, "bob")
        yield* inAgreement(party)
        // Nobody hears a device that is alone.
        expect(party.bill.innerMessages > 0).toBe(devices > 1)
      }
    }).pipe(under("numbers"))
  )

  it.effect("the devices act in turn, one inner message for a text or a commit and two for new keys", () => {
    const watch = new Watch()
    return Effect.gen(function* () {
      const party = yield* partyOf(3, ["alice", "bob"])
      const alice = party.first("alice")
      const before = yield* devicesOf(alice)
      const counts = []
      for (const act of ["say", "commit", "renew", "renew", "renew"] as const) {
        const { innerMessages } = party.bill
        if (act === "say") yield* says(party, alice, act)
        if (act === "commit") yield* commits(party, alice, {})
        if (act === "renew") yield* renews(party, "alice")
        counts.push(party.bill.innerMessages - innerMessages)
      }
      expect(counts).toEqual([1, 1, 2, 2, 2])
      // Each has renewed its own inner key in its turn.
      const after = yield* devicesOf(alice)
      for (const [i, { inner }] of after.entries()) {
        expect(inner.tree.leafAt(inner.me)?.encryptionKey).not.toEqual(before[i]?.inner.tree.leafAt(inner.me)?.encryptionKey)
      }
      expect(watch.reused()).toBe(0)
    }).pipe(under("turns", watch))
  })

  it.effect("a commit has a path where the intent asks for one or something demands it, and is otherwise as short as anybody's", () =>
    Effect.gen(function* () {
      const party = yield* partyOf(2, ["alice", "bob"])
      const alice = party.first("alice")
      const keyOf = ({ seat }: Sitter, of = seat.state.me) => seat.state.tree.leafAt(of)?.encryptionKey
      const before = keyOf(alice)
      yield* enters(party, alice, "carol")
      expect(keyOf(alice)).toEqual(before)
      yield* commits(party, alice, {})
      const renewed = keyOf(alice)
      expect(renewed).not.toEqual(before)
      yield* enters(party, alice, "dave", { path: true })
      expect(keyOf(alice)).not.toEqual(renewed)
      yield* leaves(party, alice, "carol")
      expect(keyOf(alice)).not.toEqual(renewed)
      yield* inAgreement(party)
    }).pipe(under("paths"))
  )

  it.effect("what the engine refuses is refused with the engine's own word, and nothing has changed", () =>
    Effect.gen(function* () {
      const party = yield* partyOf(2, ["alice", "bob"])
      const alice = party.first("alice")
      const { me } = alice.seat.state
      expect(yield* Effect.flip(alice.seat.commit({ remove: [me] }))).toMatchObject({ _tag: "Invalid" })
      const made = yield* alice.seat.commit({})
      party.acted(alice, made)
      expect(yield* Effect.flip(alice.seat.commit({}))).toMatchObject({ _tag: "SendRejected", rule: "V212" })
      const dropped = alice.seat.drop()
      expect(dropped.retired.length).toBeGreaterThan(0)
      party.acted(alice, dropped)
      // What was dropped is no commit of ours any more, on any device.
      expect((yield* alice.seat.take(made.message)).verdict).toMatchObject({ _tag: "refused", error: { reason: "OwnCommitMismatch" } })
      yield* says(party, alice, "as before")
      yield* commits(party, alice, { path: true })
      expect(party.first("bob").read).toEqual(["as before"])
      yield* inAgreement(party)
    }).pipe(under("refused"))
  )

  it.effect("another's commit beats the pending one on all devices, and cached proposals are taken, all or those that are named", () =>
    Effect.gen(function* () {
      const party = yield* partyOf(2, ["alice", "bob", "carol"])
      const [alice, bob] = [party.first("alice"), party.first("bob")]
      party.acted(alice, yield* alice.seat.commit({}))
      yield* commits(party, bob, { path: true })
      expect(alice.seat.state.pending).toBeUndefined()
      yield* inAgreement(party)
      // Carol's one device announces new keys, as any member may.
      const carol = party.first("carol")
      const wish = yield* proposeUpdate(carol.seat.state)
      const others = party.sitters.filter((s) => s !== carol)
      for (const sitter of others) party.acted(sitter, adopted(yield* sitter.seat.take(wish.message)))
      expect(yield* Effect.flip(alice.seat.say(utf8("no"), {}))).toMatchObject({ _tag: "SendRejected", rule: "V084" })
      for (const [take, count] of [["none", 0] as const, [[wish.reference], 1] as const, ["all", 1] as const, [undefined, 1] as const]) {
        const made = yield* alice.seat.commit(take === undefined ? {} : { take })
        expect(made.seat.state.pending?.change.updated).toHaveLength(count)
        const got = yield* receive(bob.seat.state, made.message)
        expect(got).toMatchObject({ _tag: "commit", change: { updated: count === 0 ? [] : [carol.seat.state.me] } })
      }
    }).pipe(under("proposals"))
  )

  it.effect("an intent goes through as it is: pre-shared keys, another signature key, the end of the group", () =>
    Effect.gen(function* () {
      const party = yield* partyOf(2, ["alice", "bob"])
      const alice = party.first("alice")
      const identity = yield* identityOf("alice")
      const psk = yield* externalPsk(utf8("shared"))
      yield* commits(party, alice, { psks: [psk], identity, authenticatedData: utf8("beside") })
      yield* inAgreement(party)
      expect(party.first("bob").seat.state.tree.leafAt(alice.seat.state.me)?.signatureKey).toEqual(identity.signatureKey.publicKey)
      for (const { groups } of yield* devicesOf(alice)) expect(groups[0]?.state.identity).toEqual(identity.signatureKey)
      yield* says(party, alice, "under it")
      yield* commits(party, alice, { reInit: { groupId: utf8("next"), version: 1, cipherSuite: 1, extensions: [] } })
      expect(party.first("bob").seat.state.reInit).toMatchObject({ groupId: utf8("next") })
      expect(yield* Effect.flip(alice.seat.say(utf8("no"), {}))).toMatchObject({ _tag: "Closed", reason: "ReInit" })
    }).pipe(
      Effect.provideService(PskStore, {
        get: () => Effect.succeed(Option.some(utf8("what both have agreed on"))),
        put: () => Effect.void,
        remove: () => Effect.void
      }),
      under("intent")
    )
  )

  it.effect("a renewal shuts out whoever copied a device before it", () =>
    Effect.gen(function* () {
      const party = yield* partyOf(2, ["alice", "bob"])
      const alice = party.first("alice")
      const [copy] = yield* devicesOf(alice)
      const thief = copy?.groups[0]?.state
      if (thief === undefined) throw new Error("a copy")
      const { message } = yield* alice.seat.renew({}).pipe(
        Effect.tap((made) => Effect.sync(() => party.acted(alice, made))),
        Effect.tap((made) => publish(party, made.message))
      )
      expect(yield* Effect.flip(receive(thief, message))).toMatchObject({ _tag: "FrameRejected", reason: "OwnCommitMismatch" })
      const said = yield* says(party, party.first("bob"), "ours")
      expect(yield* Effect.flip(receive(thief, said.message))).toMatchObject({ reason: "FutureEpoch" })
    }).pipe(under("thief"))
  )
})

describe("where devices cannot share a leaf", () => {
  it.effect("signatures that are never alike twice are refused when they sit down", () => {
    let count = 0
    const hedged = services("hedged", new Watch(), (s) => ({
      ...s,
      signature: { ...s.signature, sign: (key, m) => Uint8Array.of(...s.signature.sign(key, m), count++ & 255) }
    }))
    return Effect.gen(function* () {
      const { sit } = yield* Seats
      const state = yield* createGroup({ identity: yield* identityOf("alice") })
      expect(yield* Effect.flip(sit(state, 1))).toMatchObject({ _tag: "DeviceRefused", reason: "RandomSignatures" })
    }).pipe(Effect.provide(Layer.provideMerge(subtree, hedged)))
  })

  it.effect("so is a key agreement without a group secret: there is nothing to draw from", () =>
    Effect.gen(function* () {
      const { sit } = yield* Seats
      const cgka = yield* Cgka
      const state = yield* createGroup({ identity: yield* identityOf("alice") })
      const bare = Effect.provideService(sit(state, 1), Cgka, { ...cgka, groupSecret: false })
      expect(yield* Effect.flip(bare)).toMatchObject({ _tag: "NoGroupSecret", what: "exporter" })
    }).pipe(under("no secret"))
  )
})

describe("parts that ask more of a seat", () => {
  it.effect("a protection that needs slots gets the inner group's in their order, anew in each inner epoch", () =>
    Effect.gen(function* () {
      const protection = yield* MessageProtection
      const slots: Array<bigint | undefined> = []
      const counting = MessageProtection.of({
        ...protection,
        needs: { ...protection.needs, slot: true },
        protect: (state, header, content, slot) => {
          slots.push(Option.getOrUndefined(slot))
          return protection.protect(state, header, content, slot)
        }
      })
      const { sit } = yield* Seats
      yield* Effect.gen(function* () {
        const state = yield* createGroup({ identity: yield* identityOf("alice") })
        let seat = yield* sit(state, 2)
        seat = (yield* seat.say(utf8("one"), {})).seat
        seat = (yield* seat.say(utf8("two"), {})).seat
        yield* seat.renew({})
      }).pipe(
        Effect.provideService(MessageProtection, counting),
        Effect.provideService(GroupOptions, { ...defaultOptions, handshake: "private" })
      )
      // The commit that brings the devices together; then handing over, two texts, the inner renewal; then the outer commit in the next epoch.
      expect(slots).toEqual([0n, 0n, 1n, 2n, 3n, 0n])
    }).pipe(under("slots"))
  )

  it.effect("a commit that is to be vouched for is held back by all devices, and adopted by all", () =>
    Effect.gen(function* () {
      const vouched = utf8("vouched")
      const held = (got: Received, said: ReadonlyArray<Uint8Array>): Trial<Received> => {
        const trial: Trial<Received> = {
          statements: said,
          verdict: { _tag: "waiting", missing: [[leafIndex(1)]] },
          hear: (statement) =>
            Effect.succeed(
              equalBytes(statement, vouched)
                ? { ...held(got, []), verdict: { _tag: "adopted", value: got } }
                : equalBytes(statement, utf8("no"))
                  ? { ...held(got, []), verdict: { _tag: "refused", error: { _tag: "Vetoed" } } }
                  : trial
            ),
          stepIn: Effect.suspend(() => Effect.succeed(held(got, [utf8("stepped in")])))
        }
        return trial
      }
      const waiting = CommitAdoption.of({
        id: "waits",
        waits: true,
        needs: noNeeds,
        consider: (state, message) => Effect.map(Effect.orDie(receive(state, message)), (got) => held(got, [utf8("mine")]))
      })
      const party = yield* partyOf(3, ["alice", "bob"])
      const [alice, bob] = [party.first("alice"), party.first("bob")]
      const made = yield* bob.seat.commit({ path: true })
      for (const [sitter, seat] of [[alice, alice.seat] as const, [bob, made.seat] as const]) {
        const trial = yield* Effect.provideService(seat.take(made.message), CommitAdoption, waiting)
        expect(trial.verdict).toMatchObject({ _tag: "waiting", missing: [[1]] })
        expect(trial.statements).toEqual([utf8("mine")])
        expect((yield* trial.hear(utf8("something else"))).verdict._tag).toBe("waiting")
        expect((yield* trial.stepIn).statements).toEqual([utf8("stepped in")])
        expect((yield* trial.hear(utf8("no"))).verdict).toMatchObject({ _tag: "refused", error: { _tag: "Vetoed" } })
        party.acted(sitter, adopted(yield* trial.hear(vouched)))
      }
      yield* inAgreement(party)
      yield* says(party, alice, "all of us")
      expect(bob.read).toEqual(["all of us"])
    }).pipe(under("waiting"))
  )
})
