import {
  commit,
  externalJoin,
  type GroupState,
  makeGroupInfo,
  makeKeyPackage,
  proposeCustom,
  proposeExternally,
  proposeRemove,
  readProposal,
  receive,
  defaultOptions,
  GroupOptions,
  send
} from "@copath/group"
import { extensionTypes, externalSenders, makeExtension } from "@copath/wire"
import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import { draftProposalTypes, proposeSelfRemove, selfRemove, selfRemoveKind } from "../../src/index.ts"
import { agree, at, committed, delivered, groupOf, identityOf, knowing, services, utf8 } from "../story.ts"

const composed = knowing(selfRemove)
const SELF_REMOVE = draftProposalTypes.selfRemove

/** Bob's SelfRemove, heard by everybody. */
const bobLeaves = Effect.gen(function* () {
  const group = yield* groupOf(["alice", "bob", "carol"])
  const left = yield* proposeSelfRemove(at(group, "bob"))
  return { group: yield* delivered(group, "bob", left.state, left.message), ...left }
})

describe("SelfRemove", () => {
  it.effect("a member leaves by it when another commits, and learns that it is out", () =>
    Effect.gen(function* () {
      const { group } = yield* bobLeaves
      const made = yield* commit(at(group, "carol"))
      expect(yield* receive(at(group, "bob"), made.message)).toMatchObject({ _tag: "removed", sender: 2, change: { removed: [1] } })
      const after = yield* committed(group, "carol")
      expect([...after.keys()]).toEqual(["alice", "carol"])
      expect(agree(after)).toBe(true)
      expect(at(after, "alice").tree.members()).toEqual([0, 2])
    }).pipe(composed, Effect.provide(services()))
  )

  it.effect("the committer needs a path, and gets one unasked (V160)", () =>
    Effect.gen(function* () {
      const { group } = yield* bobLeaves
      const lax = knowing({ proposals: [{ ...selfRemoveKind, pathRequired: false }] })
      const pathless = yield* commit(at(group, "carol")).pipe(lax)
      expect(yield* Effect.flip(receive(at(group, "alice"), pathless.message))).toMatchObject({ _tag: "Invalid", rule: "V193" })
      yield* receive(at(group, "alice"), (yield* commit(at(group, "carol"))).message)
    }).pipe(composed, Effect.provide(services()))
  )

  it.effect("an external joiner takes it by reference, verified but for the membership tag", () =>
    Effect.gen(function* () {
      const { group, message } = yield* bobLeaves
      const groupInfo = yield* makeGroupInfo(at(group, "alice"))
      const joined = yield* externalJoin({ groupInfo, identity: yield* identityOf("dave"), take: [message] })
      const after = new Map([["dave", joined.state]])
      for (const name of ["alice", "carol"]) {
        const got = yield* receive(at(group, name), joined.message)
        if (got._tag !== "commit") throw new Error(got._tag)
        expect(got).toMatchObject({ external: true, change: { removed: [1] } })
        after.set(name, got.state)
      }
      expect(yield* receive(at(group, "bob"), joined.message)).toMatchObject({ _tag: "removed" })
      expect(agree(after)).toBe(true)
      // The joiner takes the leaf that was freed.
      expect(joined.state.tree.members()).toEqual([0, 1, 2])
    }).pipe(composed, Effect.provide(services()))
  )

  it.effect("a joiner refuses one of another epoch, in another's name, changed, or sealed, and takes the true one", () =>
    Effect.gen(function* () {
      const { group, message } = yield* bobLeaves
      const groupInfo = yield* makeGroupInfo(at(group, "alice"))
      const identity = yield* identityOf("dave")
      const joining = (take: Uint8Array) => Effect.flip(externalJoin({ groupInfo, identity, take: [take] }))
      const after = yield* committed(group, "alice", { take: "none" })
      const later = yield* proposeSelfRemove(at(after, "bob"))
      expect(yield* joining(later.message)).toMatchObject({ _tag: "FrameRejected", reason: "FutureEpoch", rule: "V040" })
      const renewed = yield* makeGroupInfo(at(after, "alice"))
      expect(yield* Effect.flip(externalJoin({ groupInfo: renewed, identity, take: [message] }))).toMatchObject({ reason: "StaleEpoch" })
      // The sender's leaf index: behind version, wire format, group id, epoch and sender type.
      const leafAt = 4 + 1 + 5 + 8 + 1 + 3
      const inName = message.slice()
      inName[leafAt] = 2
      expect(yield* joining(inName)).toMatchObject({ _tag: "BadSignature", sender: 2 })
      inName[leafAt] = 7
      expect(yield* joining(inName)).toMatchObject({ _tag: "FrameRejected", reason: "UnknownSender", rule: "V046" })
      const otherGroup = message.slice()
      otherGroup[5] = (otherGroup[5] ?? 0) ^ 1
      expect(yield* joining(otherGroup)).toMatchObject({ _tag: "FrameRejected", reason: "UnknownGroup", rule: "V039" })
      const sealed = yield* send(at(after, "alice"), utf8("hello"))
      expect(yield* joining(sealed.message)).toMatchObject({ _tag: "FrameRejected", reason: "UnexpectedMessage", rule: "V012" })
      yield* externalJoin({ groupInfo, identity, take: [message] })
    }).pipe(composed, Effect.provide(services()))
  )

  it.effect("a delivery service can tell a true one from a forged one without being a member", () =>
    Effect.gen(function* () {
      const { group, message, reference } = yield* bobLeaves
      const groupInfo = yield* makeGroupInfo(at(group, "alice"))
      expect(yield* readProposal({ groupInfo, message })).toMatchObject({ reference, sender: { _tag: "member", leafIndex: 1 } })
      const forged = message.slice()
      const signatureAt = forged.length - 40
      forged[signatureAt] = (forged[signatureAt] ?? 0) ^ 1
      expect(yield* Effect.flip(readProposal({ groupInfo, message: forged }))).toMatchObject({ _tag: "BadSignature", sender: 1 })
    }).pipe(composed, Effect.provide(services()))
  )

  it.effect("a joiner may take nothing else by reference (V186), and a SelfRemove not by value (V186)", () =>
    Effect.gen(function* () {
      const { group, message } = yield* bobLeaves
      const groupInfo = yield* makeGroupInfo(at(group, "alice"))
      const identity = yield* identityOf("dave")
      const removal = yield* proposeRemove(at(group, "alice"), at(group, "carol").me)
      expect(yield* Effect.flip(externalJoin({ groupInfo, identity, take: [removal.message] }))).toMatchObject({
        _tag: "Invalid",
        rule: "V186"
      })
      const custom = [{ _tag: "custom", proposalType: SELF_REMOVE, body: new Uint8Array(0) } as const]
      expect(yield* Effect.flip(externalJoin({ groupInfo, identity, custom }))).toMatchObject({ _tag: "Invalid", rule: "V186" })
      yield* externalJoin({ groupInfo, identity, take: [message] })
    }).pipe(composed, Effect.provide(services()))
  )

  it.effect("one leaf leaves once in an external commit (V166), and the same message twice is refused (V163)", () =>
    Effect.gen(function* () {
      const { group, message } = yield* bobLeaves
      const groupInfo = yield* makeGroupInfo(at(group, "alice"))
      const identity = yield* identityOf("dave")
      const joining = (...take: ReadonlyArray<Uint8Array>) => Effect.flip(externalJoin({ groupInfo, identity, take }))
      expect(yield* joining(message, message)).toMatchObject({ _tag: "Invalid", rule: "V163" })
      const again = yield* proposeCustom(at(group, "bob"), SELF_REMOVE, new Uint8Array(0), { authenticatedData: utf8("again") })
      expect(yield* joining(message, again.message)).toMatchObject({ _tag: "Invalid", rule: "V166" })
    }).pipe(composed, Effect.provide(services()))
  )

  it.effect("who takes the place of its own earlier leaf leaves its Remove out where that leaf is leaving", () =>
    Effect.gen(function* () {
      const { group, message } = yield* bobLeaves
      const groupInfo = yield* makeGroupInfo(at(group, "alice"))
      const joined = yield* externalJoin({ groupInfo, identity: yield* identityOf("bob"), resync: true, take: [message] })
      const got = yield* receive(at(group, "alice"), joined.message)
      expect(got).toMatchObject({ _tag: "commit", change: { removed: [1], committer: 1 } })
    }).pipe(composed, Effect.provide(services()))
  )

  it.effect("V165: the leaver cannot commit it, and its own commit leaves it out", () =>
    Effect.gen(function* () {
      const { group, reference } = yield* bobLeaves
      expect(yield* Effect.flip(commit(at(group, "bob"), { take: [reference] }))).toMatchObject({ _tag: "Invalid", rule: "V165" })
      const own = yield* commit(at(group, "bob"))
      expect(yield* receive(at(group, "alice"), own.message)).toMatchObject({ _tag: "commit", change: { removed: [] } })
    }).pipe(composed, Effect.provide(services()))
  )

  it.effect("V161: a commit does not spell it out, whoever commits", () =>
    Effect.gen(function* () {
      const group = yield* groupOf(["alice", "bob", "carol"])
      const custom = [{ proposalType: SELF_REMOVE, body: new Uint8Array(0) }]
      expect(yield* Effect.flip(commit(at(group, "alice"), { custom }))).toMatchObject({ _tag: "Invalid", rule: "V165" })
      // A liar thinks that it may stand by value and removes nobody.
      const lax = knowing({ proposals: [{ ...selfRemoveKind, byValue: true, removesSender: false }] })
      const lie = yield* commit(at(group, "alice"), { custom }).pipe(lax)
      const honest = knowing({ proposals: [{ ...selfRemoveKind, removesSender: false }] })
      expect(yield* Effect.flip(receive(at(group, "bob"), lie.message).pipe(honest))).toMatchObject({ _tag: "Invalid", rule: "V161" })
      expect(yield* Effect.flip(receive(at(group, "bob"), lie.message))).toMatchObject({ _tag: "Invalid", rule: "V165" })
    }).pipe(composed, Effect.provide(services()))
  )

  it.effect("V049: an external sender neither sends it nor is believed", () =>
    Effect.gen(function* () {
      const server = yield* identityOf("server")
      const listed = [{ signatureKey: server.signatureKey.publicKey, credential: server.credential }]
      const group = yield* groupOf(["alice", "bob"], {
        extensions: [makeExtension(extensionTypes.externalSenders, externalSenders, listed)]
      })
      const { epoch, groupId } = at(group, "alice").context
      const proposal = { _tag: "custom", proposalType: SELF_REMOVE, body: new Uint8Array(0) } as const
      const input = { groupId, epoch, senderIndex: 0, signatureKey: server.signatureKey, proposal }
      expect(yield* Effect.flip(proposeExternally(input))).toMatchObject({ _tag: "SendRejected", rule: "V049" })
      const lie = yield* proposeExternally(input).pipe(knowing({ proposals: [{ ...selfRemoveKind, external: true }] }))
      expect(yield* Effect.flip(receive(at(group, "bob"), lie))).toMatchObject({
        _tag: "FrameRejected",
        reason: "SenderContent",
        rule: "V049"
      })
    }).pipe(composed, Effect.provide(services()))
  )

  it.effect("V044: it travels in public even where handshakes are private, and a sealed one is refused", () =>
    Effect.gen(function* () {
      const group = yield* groupOf(["alice", "bob", "carol"])
      const left = yield* proposeSelfRemove(at(group, "bob"))
      expect([...left.message.subarray(0, 4)]).toEqual([0, 1, 0, 1])
      const heard = yield* delivered(group, "bob", left.state, left.message)
      const sealed = yield* proposeSelfRemove(at(group, "carol")).pipe(knowing({ proposals: [{ ...selfRemoveKind, publicOnly: false }] }))
      expect([...sealed.message.subarray(0, 4)]).toEqual([0, 1, 0, 2])
      expect(yield* Effect.flip(receive(at(group, "alice"), sealed.message))).toMatchObject({ reason: "WireFormatPolicy", rule: "V044" })
      expect([...(yield* committed(heard, "carol")).keys()]).toEqual(["alice", "carol"])
    }).pipe(Effect.provideService(GroupOptions, { ...defaultOptions, handshake: "private" }), composed, Effect.provide(services()))
  )

  it.effect("a Remove of the same leaf gives way to it, and beside it is invalid (V166)", () =>
    Effect.gen(function* () {
      const { group, reference } = yield* bobLeaves
      const removal = yield* proposeRemove(at(group, "carol"), at(group, "bob").me)
      const both = yield* delivered(group, "carol", removal.state, removal.message)
      const named = { take: [reference, removal.reference] }
      expect(yield* Effect.flip(commit(at(both, "alice"), named))).toMatchObject({ _tag: "Invalid", rule: "V166" })
      const made = yield* commit(at(both, "alice"))
      const got = yield* receive(at(both, "carol"), made.message)
      expect(got).toMatchObject({
        _tag: "commit",
        custom: [{ proposalType: SELF_REMOVE, sender: { leafIndex: 1 } }],
        change: { removed: [1] }
      })
    }).pipe(composed, Effect.provide(services()))
  )

  it.effect("V161: a member sends one in an epoch, and another in the next", () =>
    Effect.gen(function* () {
      const { group } = yield* bobLeaves
      expect(yield* Effect.flip(proposeSelfRemove(at(group, "bob")))).toMatchObject({ _tag: "SendRejected", rule: "V161" })
      const after = yield* committed(group, "alice", { take: "none" })
      yield* proposeSelfRemove(at(after, "bob"))
    }).pipe(composed, Effect.provide(services()))
  )

  it.effect("V159: in a group where somebody does not support it, it is neither sent nor committed", () =>
    Effect.gen(function* () {
      const creator = (yield* groupOf(["alice", "bob"])) as ReadonlyMap<string, GroupState>
      const old = yield* makeKeyPackage(yield* identityOf("oldie")).pipe(knowing())
      const group = yield* committed(creator, "alice", { add: [old.keyPackage] })
      expect(yield* Effect.flip(proposeSelfRemove(at(group, "bob")))).toMatchObject({ _tag: "SendRejected", rule: "V159" })
      const anyway = yield* proposeCustom(at(group, "bob"), SELF_REMOVE, new Uint8Array(0))
      const heard = yield* delivered(group, "bob", anyway.state, anyway.message)
      expect(yield* Effect.flip(commit(at(heard, "alice"), { take: [anyway.reference] }))).toMatchObject({ _tag: "Invalid", rule: "V159" })
    }).pipe(composed, Effect.provide(services()))
  )

  it.effect("all members leave by one external commit, and the joiner is alone", () =>
    Effect.gen(function* () {
      const { group, message } = yield* bobLeaves
      const others = []
      for (const name of ["alice", "carol"]) others.push((yield* proposeSelfRemove(at(group, name))).message)
      const groupInfo = yield* makeGroupInfo(at(group, "alice"))
      const joined = yield* externalJoin({ groupInfo, identity: yield* identityOf("dave"), take: [message, ...others] })
      expect(joined.state.tree.members()).toEqual([0])
    }).pipe(composed, Effect.provide(services()))
  )
})
