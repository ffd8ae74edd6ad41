import { decode } from "@copath/codec"
import { MessageProtection } from "@copath/contracts"
import { pathSecret, rfc9420WireFormats, updatePathNodes, wireOf } from "@copath/wire"
import { it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { expect } from "vitest"
import {
  adopt,
  branchOf,
  commit,
  type GroupState,
  persist,
  proposeAdd,
  proposeRemove,
  proposeUpdate,
  receive,
  resumptionPsk,
  send
} from "../../src/index.ts"
import { services } from "../parts.ts"
import { four, keyPackageFor } from "../story.ts"

const heard = (state: GroupState, message: Uint8Array) =>
  Effect.map(receive(state, message), (got) => (got._tag === "removed" ? state : got.state))

it.effect("V167: of two Updates of one leaf a committer takes the newer, whichever it heard of first", () =>
  Effect.gen(function* () {
    const story = yield* four()
    const alice = story.at("alice")
    const older = yield* proposeUpdate(story.at("carol"))
    const newer = yield* proposeUpdate(older.state)
    const both = yield* heard(yield* heard(alice, older.message), newer.message)
    const made = yield* commit(both)
    const [, update] = newer.state.ownUpdates
    expect(made.state.pending?.next.tree.leafAt(story.leaf("carol"))?.encryptionKey).toEqual(update?.leafKey.publicKey)
    // It stands in the tree of everybody who takes the commit, Carol's own among them.
    const followed = yield* heard(newer.state, made.message)
    expect(followed.tree.leafAt(followed.me)?.encryptionKey).toEqual(update?.leafKey.publicKey)
  }).pipe(Effect.provide(services(1)))
)

it.effect("V074: where each message needs a position of its own, none is sealed without one", () =>
  Effect.gen(function* () {
    const alice = (yield* four()).at("alice")
    const protection = yield* MessageProtection
    const slotted = MessageProtection.of({ ...protection, needs: { ...protection.needs, slot: true } })
    const before = yield* persist(alice)
    const refused = yield* Effect.flip(send(alice, Uint8Array.of(1)).pipe(Effect.provideService(MessageProtection, slotted)))
    expect(refused).toMatchObject({ _tag: "SendRejected", reason: "NoSlot", rule: "V074" })
    expect(yield* persist(alice)).toEqual(before)
    expect((yield* send(alice, Uint8Array.of(1))).message.length).toBeGreaterThan(0)
  }).pipe(Effect.provide(services(1)))
)

it.effect("V277: a resumption PSK is of a group and an epoch that we hold, and there is none where the key schedule makes none", () =>
  Effect.gen(function* () {
    const alice = (yield* four()).at("alice")
    const { epoch, groupId } = alice.context
    const missing = { _tag: "PskUnavailable" }
    for (const [group, at] of [
      [Uint8Array.of(...groupId, 0), epoch],
      [groupId.subarray(1), epoch],
      [groupId, epoch + 1n]
    ] as const) {
      expect(yield* Effect.flip(commit(alice, { psks: [yield* resumptionPsk(group, at)] }))).toMatchObject(missing)
    }
    expect((yield* commit(alice, { psks: [yield* resumptionPsk(groupId, epoch)] })).message.length).toBeGreaterThan(0)

    const bare = { ...alice, secrets: { ...alice.secrets, resumption: undefined } } as unknown as GroupState
    expect(yield* Effect.flip(branchOf(bare))).toMatchObject({ _tag: "SendRejected", reason: "Incompatible", rule: "V277" })
    expect((yield* branchOf(alice)).epoch).toBe(epoch)
  }).pipe(Effect.provide(services(1)))
)

it.effect("V304: of one state, one text is sealed under a reuse guard of its own each time", () =>
  Effect.gen(function* () {
    const alice = (yield* four()).at("alice")
    const sealed = new Set<string>()
    for (let i = 0; i < 20; i++) sealed.add((yield* send(alice, Uint8Array.of(1, 2, 3))).message.join())
    expect(sealed.size).toBe(20)
  }).pipe(Effect.provide(services(1)))
)

it.effect("V310: a commit takes in every valid proposal of the epoch, unless it is told which", () =>
  Effect.gen(function* () {
    const story = yield* four()
    const { keyPackage } = yield* keyPackageFor("erin")
    const add = yield* proposeAdd(story.at("bob"), keyPackage)
    const remove = yield* proposeRemove(story.at("carol"), story.leaf("dave"))
    const both = yield* heard(yield* heard(story.at("alice"), add.message), remove.message)
    expect((yield* commit(both)).state.pending?.change).toMatchObject({ added: [3], removed: [3] })
    expect((yield* commit(both, { take: [add.reference] })).state.pending?.change).toMatchObject({ added: [4], removed: [] })
    expect((yield* commit(both, { take: "none" })).state.pending?.change).toMatchObject({ added: [], removed: [] })
  }).pipe(Effect.provide(services(1)))
)

it.effect("V083: what a member of the new epoch sends is sealed with the new epoch's keys alone", () =>
  Effect.gen(function* () {
    const story = yield* four()
    const bob = story.at("bob")
    const { bodyCodec, unprotect } = yield* MessageProtection
    const wire = wireOf({ update: updatePathNodes, welcome: pathSecret, body: bodyCodec, formats: rfc9420WireFormats })
    const sealed = Effect.fnUntraced(function* (state: GroupState) {
      const decoded = Result.getOrThrow(decode(wire.mlsMessage, (yield* send(state, Uint8Array.of(7))).message))
      if (decoded._tag !== "privateMessage") throw new Error(decoded._tag)
      return decoded.privateMessage
    })
    const made = yield* commit(story.at("alice"))
    const [old, fresh] = [yield* sealed(story.at("alice")), yield* sealed((yield* adopt(made.state)).state)]
    expect((yield* unprotect(bob.protection, old, old.body)).sender).toBe(0)
    const refused = { _tag: "Unprotectable", reason: "BadCiphertext" }
    expect(yield* Effect.flip(unprotect(bob.protection, fresh, fresh.body))).toMatchObject(refused)
    const after = yield* heard(bob, made.message)
    expect((yield* unprotect(after.protection, fresh, fresh.body)).sender).toBe(0)
    expect(yield* Effect.flip(unprotect(after.protection, old, old.body))).toMatchObject(refused)
  }).pipe(Effect.provide(services(1)))
)
