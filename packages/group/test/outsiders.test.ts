import { resumptionUsages, type Extension, extensionTypes, externalSenders, makeExtension, type Proposal } from "@copath/wire"
import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import {
  commit,
  type GroupState,
  GroupPolicy,
  permissive,
  persist,
  proposeExternally,
  proposeJoin,
  receive,
  type Identity
} from "../src/index.ts"
import { outside } from "./outside.ts"
import { insider } from "./insider.ts"
import { services } from "./parts.ts"
import { agree, commits, flipped, four, identityOf, keyPackageFor, refuses, type Story } from "./story.ts"

const utf8 = new TextEncoder()
const rfc = Effect.provide(services(1))

const listing = (...senders: ReadonlyArray<Identity>): Extension =>
  makeExtension(
    extensionTypes.externalSenders,
    externalSenders,
    senders.map(({ credential, signatureKey }) => ({ credential, signatureKey: signatureKey.publicKey }))
  )

/** A group that lists an external sender, and that sender. */
const overseen = Effect.fnUntraced(function* () {
  const story = yield* four()
  const warden = yield* identityOf("warden")
  yield* commits(story, "alice", { extensions: [listing(warden)] })
  return { story, warden }
})

const target = (state: GroupState) => ({ groupId: state.context.groupId, epoch: state.context.epoch })

const heardBy = Effect.fnUntraced(function* (story: Story, message: Uint8Array) {
  for (const name of story.members.keys()) {
    const got = yield* receive(story.at(name), message)
    if (got._tag !== "proposal") throw new Error(got._tag)
    story.set(name, got.state)
  }
})

describe("external senders", () => {
  it.effect("V157: one that the group lists proposes additions and removals, which a member commits", () =>
    Effect.gen(function* () {
      const { story, warden } = yield* overseen()
      const { keyPackage } = yield* keyPackageFor("erin")
      const proposals: ReadonlyArray<Proposal> = [
        { _tag: "add", keyPackage },
        { _tag: "remove", removed: 3 }
      ]
      for (const proposal of proposals) {
        const message = yield* proposeExternally({
          ...target(story.at("alice")),
          senderIndex: 0,
          signatureKey: warden.signatureKey,
          proposal
        })
        yield* heardBy(story, message)
      }
      const made = yield* commit(story.at("bob"))
      expect(yield* receive(story.at("carol"), made.message)).toMatchObject({ _tag: "commit", change: { added: [3], removed: [3] } })
      expect(yield* receive(story.at("dave"), made.message)).toMatchObject({ _tag: "removed" })
    }).pipe(rfc)
  )

  it.effect("V047: a sender that the group does not list, or no longer lists, is refused", () =>
    Effect.gen(function* () {
      const { story, warden } = yield* overseen()
      const wish = { signatureKey: warden.signatureKey, proposal: { _tag: "remove", removed: 3 } as const }
      const good = yield* proposeExternally({ ...target(story.at("bob")), ...wish, senderIndex: 0 })
      for (const senderIndex of [1, 0xffffffff]) {
        const bad = yield* proposeExternally({ ...target(story.at("bob")), ...wish, senderIndex })
        yield* refuses(story.at("bob"), bad, { _tag: "FrameRejected", reason: "UnknownSender", rule: "V047" }, good)
      }
      yield* commits(story, "alice", { extensions: [] })
      const late = yield* proposeExternally({ ...target(story.at("bob")), ...wish, senderIndex: 0 })
      expect(yield* Effect.flip(receive(story.at("bob"), late))).toMatchObject({ reason: "UnknownSender", rule: "V047" })
    }).pipe(rfc)
  )

  it.effect("V048, V049: it sends proposals only, and only of the types that are open to it", () =>
    Effect.gen(function* () {
      const { story, warden } = yield* overseen()
      const bob = story.at("bob")
      const sender = { _tag: "external", senderIndex: 0 } as const
      const key = warden.signatureKey
      const good = yield* outside(bob, { _tag: "proposal", proposal: { _tag: "remove", removed: 3 } }, { sender, key })
      const aCommit = yield* outside(bob, { _tag: "commit", commit: { proposals: [], path: undefined } }, { sender, key })
      yield* refuses(bob, aCommit, { _tag: "FrameRejected", reason: "SenderContent", rule: "V048" }, good)
      const leafNode = bob.tree.leafAt(bob.me)
      if (leafNode === undefined) throw new Error("bob is a member")
      const forbidden: ReadonlyArray<Proposal> = [
        { _tag: "update", leafNode },
        { _tag: "externalInit", kemOutput: new Uint8Array(32) }
      ]
      for (const proposal of forbidden) {
        const bad = yield* outside(bob, { _tag: "proposal", proposal }, { sender, key })
        yield* refuses(bob, bad, { _tag: "FrameRejected", reason: "SenderContent", rule: "V049" }, good)
        expect(yield* Effect.flip(proposeExternally({ ...target(bob), senderIndex: 0, signatureKey: key, proposal }))).toMatchObject({
          _tag: "SendRejected",
          rule: "V049"
        })
      }
    }).pipe(rfc)
  )

  it.effect("V058: its signature covers no group context, and is its own", () =>
    Effect.gen(function* () {
      const { story, warden } = yield* overseen()
      const bob = story.at("bob")
      const sender = { _tag: "external", senderIndex: 0 } as const
      const content = { _tag: "proposal", proposal: { _tag: "remove", removed: 3 } } as const
      const good = yield* outside(bob, content, { sender, key: warden.signatureKey })
      const bound = yield* outside(bob, content, { sender, key: warden.signatureKey, context: bob.contextBytes })
      yield* refuses(bob, bound, { _tag: "BadSignature", sender: undefined }, good)
      const other = yield* outside(bob, content, { sender, key: story.at("carol").identity })
      yield* refuses(bob, other, { _tag: "BadSignature" }, good)
      yield* refuses(bob, flipped(good, -1), { _tag: "BadSignature" }, good)
    }).pipe(rfc)
  )

  it.effect("V144, V161: what it proposes is judged before it is kept", () =>
    Effect.gen(function* () {
      const { story, warden } = yield* overseen()
      const bob = story.at("bob")
      const claim = { sender: { _tag: "external", senderIndex: 0 }, key: warden.signatureKey } as const
      const good = yield* outside(bob, { _tag: "proposal", proposal: { _tag: "remove", removed: 3 } }, claim)
      const bad: ReadonlyArray<readonly [string, Proposal]> = [
        ["V150", { _tag: "remove", removed: 77 }],
        ["V151", { _tag: "psk", psk: { _tag: "external", pskId: new Uint8Array(2), pskNonce: new Uint8Array(31) } }],
        ["V152", { _tag: "psk", psk: resumption(resumptionUsages.branch) }],
        ["V153", { _tag: "reInit", groupId: utf8.encode("next"), version: 0, cipherSuite: 1, extensions: [] }],
        ["V154", { _tag: "reInit", groupId: utf8.encode("next"), version: 1, cipherSuite: 0x0a0a, extensions: [] }]
      ]
      for (const [rule, proposal] of bad) {
        yield* refuses(bob, yield* outside(bob, { _tag: "proposal", proposal }, claim), { _tag: "Invalid", rule }, good)
      }
    }).pipe(rfc)
  )
})

const resumption = (usage: 1 | 2 | 3) =>
  ({ _tag: "resumption", usage, pskGroupId: utf8.encode("x"), pskEpoch: 1n, pskNonce: new Uint8Array(32) }) as const

describe("new members who propose themselves", () => {
  it.effect("V050, V051: they send an Add of themselves, signed with the key in it, and nothing else", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const bob = story.at("bob")
      const erin = yield* keyPackageFor("erin")
      const frank = yield* keyPackageFor("frank")
      const sender = { _tag: "newMemberProposal" } as const
      const good = yield* proposeJoin(target(bob), erin.secrets)
      const other: Proposal = { _tag: "remove", removed: 0 }
      const bad = yield* outside(bob, { _tag: "proposal", proposal: other }, { sender, key: erin.secrets.identity })
      yield* refuses(bob, bad, { _tag: "FrameRejected", reason: "SenderContent", rule: "V050" }, good)
      const aCommit = yield* outside(
        bob,
        { _tag: "commit", commit: { proposals: [], path: undefined } },
        { sender, key: erin.secrets.identity }
      )
      yield* refuses(bob, aCommit, { _tag: "FrameRejected", reason: "SenderContent", rule: "V050" }, good)
      const swapped = yield* outside(
        bob,
        { _tag: "proposal", proposal: { _tag: "add", keyPackage: frank.keyPackage } },
        { sender, key: erin.secrets.identity }
      )
      yield* refuses(bob, swapped, { _tag: "BadSignature", sender: undefined }, good)
      yield* heardBy(story, good)
      const made = yield* commit(story.at("carol"))
      expect(yield* receive(story.at("bob"), made.message)).toMatchObject({ _tag: "commit", change: { added: [4] } })
    }).pipe(rfc)
  )

  it.effect("V052: one who joins by a commit sends nothing else", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const erin = yield* keyPackageFor("erin")
      const claim = { sender: { _tag: "newMemberCommit" }, key: erin.secrets.identity } as const
      const proposal: Proposal = { _tag: "add", keyPackage: erin.keyPackage }
      const bad = yield* outside(story.at("bob"), { _tag: "proposal", proposal }, claim)
      const good = yield* proposeJoin(target(story.at("bob")), erin.secrets)
      yield* refuses(story.at("bob"), bad, { _tag: "FrameRejected", reason: "SenderContent", rule: "V052" }, good)
    }).pipe(rfc)
  )

  it.effect("V053: an ExternalInit is for those who join: a member's commit may not hold one", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const proposals = [{ _tag: "proposal", proposal: { _tag: "externalInit", kemOutput: new Uint8Array(32) } }] as const
      const bad = yield* insider(story.at("alice"), { _tag: "commit", commit: { proposals, path: undefined } })
      const good = yield* commit(story.at("alice"))
      yield* refuses(story.at("bob"), bad, { _tag: "Invalid", rule: "V173" }, good.message)
    }).pipe(rfc)
  )

  it.effect("V158: the application may refuse them: nothing is kept", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const bob = story.at("bob")
      const wish = yield* proposeJoin(target(bob), (yield* keyPackageFor("erin")).secrets)
      const before = yield* persist(bob)
      const closed = Effect.provideService(GroupPolicy, {
        ...permissive,
        proposal: ({ sender }) => (sender._tag === "newMemberProposal" ? "nobody joins unasked" : undefined)
      })
      expect(yield* Effect.flip(closed(receive(bob, wish)))).toMatchObject({ _tag: "PolicyRefused", rule: "V158" })
      expect(yield* persist(bob)).toEqual(before)
      expect((yield* receive(bob, wish))._tag).toBe("proposal")
    }).pipe(rfc)
  )

  it.effect("V145: a proposal of an epoch that is over cannot be committed", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const wish = yield* proposeJoin(target(story.at("bob")), (yield* keyPackageFor("erin")).secrets)
      yield* heardBy(story, wish)
      const [kept] = story.at("bob").proposals
      if (kept === undefined) throw new Error("nothing was kept")
      yield* commits(story, "alice", { take: "none" })
      expect(story.at("bob").proposals).toEqual([])
      const bad = yield* insider(story.at("alice"), {
        _tag: "commit",
        commit: { proposals: [{ _tag: "reference", reference: kept.reference }], path: undefined }
      })
      const good = yield* commit(story.at("alice"))
      yield* refuses(story.at("bob"), bad, { _tag: "Invalid", rule: "V162" }, good.message)
      expect(agree(story)).toBe(true)
    }).pipe(rfc)
  )

  it.effect("V178: who may change what is the application's to say, on sending and on receiving", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const onlyAlice = Effect.provideService(GroupPolicy, {
        ...permissive,
        commit: ({ committer, plan }) => (committer !== 0 && plan.change.removed.length > 0 ? "only alice removes" : undefined)
      })
      const bad = yield* commit(story.at("bob"), { remove: [story.leaf("dave")] })
      const good = yield* onlyAlice(commit(story.at("alice"), { remove: [story.leaf("dave")] }))
      const refusal = { _tag: "PolicyRefused", rule: "V178" }
      expect(yield* Effect.flip(onlyAlice(commit(story.at("bob"), { remove: [story.leaf("dave")] })))).toMatchObject(refusal)
      const before = yield* persist(story.at("carol"))
      expect(yield* Effect.flip(onlyAlice(receive(story.at("carol"), bad.message)))).toMatchObject(refusal)
      expect(yield* persist(story.at("carol"))).toEqual(before)
      expect((yield* onlyAlice(receive(story.at("carol"), good.message)))._tag).toBe("commit")
    }).pipe(rfc)
  )
})
