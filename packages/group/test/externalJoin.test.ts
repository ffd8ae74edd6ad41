import { decode } from "@copath/codec"
import { type Commit, type Extension, extensionTypes, externalPub, makeExtension, rfc9420Wire } from "@copath/wire"
import { it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { describe, expect } from "vitest"
import {
  defaultOptions,
  exportTree,
  externalJoin,
  GroupOptions,
  GroupPolicy,
  makeGroupInfo,
  permissive,
  persist,
  proposeRemove,
  receive,
  restore
} from "../src/index.ts"
import { signLeaf } from "../src/leaf.ts"
import { parts } from "../src/parts.ts"
import { services } from "./parts.ts"
import { recommitted, resigned } from "./outside.ts"
import { agree, commits, flipped, four, identityOf, keyPackageFor, refuses, says, type Story } from "./story.ts"

const utf8 = new TextEncoder()
const rfc = Effect.provide(services(1))

/** Somebody joins by itself; everybody takes the commit in. */
const joins = Effect.fnUntraced(function* (story: Story, name: string, by: string, resync = false) {
  const made = yield* externalJoin({ groupInfo: yield* makeGroupInfo(story.at(by)), identity: yield* identityOf(name), resync })
  for (const member of story.members.keys()) {
    const got = yield* receive(story.at(member), made.message)
    if (got._tag === "commit") {
      expect(got).toMatchObject({ external: true, sender: made.state.me })
      story.set(member, got.state)
    } else if (got._tag === "removed") story.members.delete(member)
    else throw new Error(got._tag)
  }
  story.set(name, made.state)
  return made
})

type Edited = Pick<Commit<unknown>, "proposals">
const removes = (removed: number) => ({ _tag: "proposal", proposal: { _tag: "remove", removed } }) as const

const externalKeyIn = (message: Uint8Array): Extension => {
  const decoded = Result.getOrThrow(decode(rfc9420Wire.mlsMessage, message))
  const found =
    decoded._tag === "groupInfo" ? decoded.groupInfo.extensions.find((e) => e.extensionType === extensionTypes.externalPub) : undefined
  if (found === undefined) throw new Error("no external_pub")
  return found
}

describe("joining by an external commit", () => {
  it.effect.each([1, 2, 4])("suite %i: somebody joins by itself, talks, commits, and others join after it", (suite) =>
    Effect.gen(function* () {
      const story = yield* four()
      const made = yield* joins(story, "erin", "bob")
      expect(made.state.me).toBe(4)
      expect(agree(story)).toBe(true)
      expect((yield* says(story, "erin", "hello")).read).toEqual(["hello", "hello", "hello", "hello"])
      expect((yield* says(story, "alice", "welcome")).read).toHaveLength(4)
      yield* commits(story, "erin", { add: ["frank"], remove: ["carol"] })
      yield* joins(story, "grace", "erin")
      expect(agree(story)).toBe(true)
      expect(story.leaf("frank")).toBe(2)
      yield* commits(story, "dave")
      yield* commits(story, "grace")
      expect(agree(story)).toBe(true)
      expect((yield* receive(made.state, made.message))._tag).toBe("duplicate")
    }).pipe(Effect.provide(services(suite)))
  )

  it.effect("V189: a member that lost its state takes its own place again, the first leaf and the last alike", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const lost = story.at("dave")
      const back = yield* joins(story, "dave", "alice", true)
      expect(back.state.me).toBe(3)
      expect(yield* receive(lost, back.message)).toMatchObject({ _tag: "removed", sender: 3 })
      const first = yield* joins(story, "alice", "bob", true)
      expect(first.state.me).toBe(0)
      yield* joins(story, "erin", "alice")
      expect(story.leaf("erin")).toBe(4)
      // The tree shrinks before the last leaf is taken again.
      expect((yield* joins(story, "erin", "bob", true)).state.me).toBe(4)
      expect(agree(story)).toBe(true)
      expect((yield* says(story, "dave", "back")).read).toHaveLength(4)
      const revived = yield* restore(yield* persist(story.at("erin")))
      story.set("erin", revived)
      yield* commits(story, "erin")
      expect(agree(story)).toBe(true)
    }).pipe(rfc)
  )

  it.effect("V273: to take the place of one's own leaf there must be one; nobody else's is taken", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const groupInfo = yield* makeGroupInfo(story.at("alice"))
      const stranger = yield* identityOf("mallory")
      expect(yield* Effect.flip(externalJoin({ groupInfo, identity: stranger, resync: true }))).toMatchObject({
        _tag: "SendRejected",
        reason: "Invalid",
        rule: "V273"
      })
      yield* externalJoin({ groupInfo, identity: yield* identityOf("bob"), resync: true })
    }).pipe(rfc)
  )

  it.effect("V268: a GroupInfo that was tampered with is refused, its tree too; V249: whoever signs must be the signer", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const groupInfo = yield* makeGroupInfo(story.at("alice"))
      const identity = yield* identityOf("erin")
      const tags = new Set<string>()
      for (let at = 8; at < groupInfo.length; at += 11) {
        tags.add((yield* Effect.flip(externalJoin({ groupInfo: flipped(groupInfo, at), identity })))._tag)
      }
      expect([...tags].filter((tag) => !["DecodeError", "BadSignature", "Invalid", "WelcomeRejected"].includes(tag))).toEqual([])
      expect(tags.has("BadSignature")).toBe(true)
      const other = yield* resigned(story.at("bob"), groupInfo, () => ({ signer: 0 }))
      expect(yield* Effect.flip(externalJoin({ groupInfo: other, identity }))).toMatchObject({ _tag: "BadSignature", what: "GroupInfoTBS" })
      yield* externalJoin({ groupInfo, identity })
    }).pipe(rfc)
  )

  it.effect("V269: without external_pub nobody joins by itself; V141: nor with one that is no key", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const identity = yield* identityOf("erin")
      const without = yield* makeGroupInfo(story.at("alice"), { externalPub: false })
      expect(yield* Effect.flip(externalJoin({ groupInfo: without, identity }))).toMatchObject({
        _tag: "ExternalJoinRejected",
        reason: "NoExternalPub",
        rule: "V269"
      })
      const groupInfo = yield* makeGroupInfo(story.at("alice"))
      const short = yield* resigned(story.at("alice"), groupInfo, ({ extensions }) => ({
        extensions: [
          ...extensions.filter((e) => e.extensionType !== extensionTypes.externalPub),
          makeExtension(extensionTypes.externalPub, externalPub, { externalPub: new Uint8Array(31) })
        ]
      }))
      expect(yield* Effect.flip(externalJoin({ groupInfo: short, identity }))).toMatchObject({ _tag: "Invalid", rule: "V141" })
      yield* externalJoin({ groupInfo, identity })
    }).pipe(rfc)
  )

  it.effect("V270: a leaf that the group would not take is not sent", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const identity = yield* identityOf("erin")
      const good = yield* makeGroupInfo(story.at("alice"))
      yield* externalJoin({ groupInfo: good, identity })
      // Bob's credential type is in use, so a leaf with a type that nobody lists cannot enter.
      const foreign = { ...identity, credential: { _tag: "unknown", value: 0xf00d, data: new Uint8Array(1) } } as const
      expect(yield* Effect.flip(externalJoin({ groupInfo: good, identity: foreign }))).toMatchObject({
        _tag: "SendRejected",
        reason: "Incompatible",
        rule: "V270"
      })
    }).pipe(rfc)
  )

  it.effect("V272: a GroupInfo older than the newest epoch seen is a rollback", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const identity = yield* identityOf("dave")
      const old = yield* makeGroupInfo(story.at("alice"))
      yield* externalJoin({ groupInfo: old, identity, resync: true, seen: 1n })
      expect(yield* Effect.flip(externalJoin({ groupInfo: old, identity, resync: true, seen: 2n }))).toMatchObject({
        _tag: "ExternalJoinRejected",
        reason: "Rollback",
        rule: "V272"
      })
    }).pipe(rfc)
  )

  it.effect("V188: the application may forbid it, to joiners and members alike", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const groupInfo = yield* makeGroupInfo(story.at("alice"))
      const identity = yield* identityOf("erin")
      const closed = Effect.provideService(GroupPolicy, {
        ...permissive,
        commit: ({ committer, plan }) => (committer === undefined && plan.psks.length === 0 ? "joining takes a pre-shared key" : undefined)
      })
      expect(yield* Effect.flip(closed(externalJoin({ groupInfo, identity })))).toMatchObject({ _tag: "PolicyRefused", rule: "V188" })
      const made = yield* externalJoin({ groupInfo, identity })
      const before = yield* persist(story.at("bob"))
      expect(yield* Effect.flip(closed(receive(story.at("bob"), made.message)))).toMatchObject({ _tag: "PolicyRefused", rule: "V188" })
      expect(yield* persist(story.at("bob"))).toEqual(before)
      expect((yield* receive(story.at("bob"), made.message))._tag).toBe("commit")
    }).pipe(rfc)
  )

  it.effect("V239: a tree that comes by another way gets the same checks; V240: and must be the one in the GroupInfo", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const identity = yield* identityOf("erin")
      const bare = yield* makeGroupInfo(story.at("alice"), { ratchetTree: false })
      const tree = exportTree(story.at("alice"))
      yield* commits(story, "alice")
      const later = exportTree(story.at("alice"))
      yield* externalJoin({ groupInfo: bare, identity, ratchetTree: tree })
      expect(yield* Effect.flip(externalJoin({ groupInfo: bare, identity, ratchetTree: later }))).toMatchObject({
        _tag: "Invalid",
        rule: "V222"
      })
      expect(yield* Effect.flip(externalJoin({ groupInfo: bare, identity }))).toMatchObject({ _tag: "WelcomeRejected", rule: "V253" })
      const whole = yield* makeGroupInfo(story.at("alice"))
      yield* externalJoin({ groupInfo: whole, identity, ratchetTree: later })
      expect(yield* Effect.flip(externalJoin({ groupInfo: whole, identity, ratchetTree: tree }))).toMatchObject({
        _tag: "Invalid",
        rule: "V240"
      })
    }).pipe(rfc)
  )

  it.effect("V191: an ExternalInit for the key of another epoch does not lead into this one", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const stale = yield* makeGroupInfo(story.at("alice"))
      yield* commits(story, "alice")
      const current = yield* makeGroupInfo(story.at("alice"))
      const oldKey = yield* resigned(story.at("alice"), current, ({ extensions }) => ({
        extensions: extensions.map((e) => (e.extensionType === extensionTypes.externalPub ? externalKeyIn(stale) : e))
      }))
      const identity = yield* identityOf("erin")
      const bad = yield* externalJoin({ groupInfo: oldKey, identity })
      const good = yield* externalJoin({ groupInfo: current, identity })
      const before = yield* persist(story.at("bob"))
      expect(yield* Effect.flip(receive(story.at("bob"), bad.message))).toMatchObject({ _tag: "ConfirmationMismatch" })
      expect(yield* persist(story.at("bob"))).toEqual(before)
      expect((yield* receive(story.at("bob"), good.message))._tag).toBe("commit")
    }).pipe(rfc)
  )

  it.effect("V155: an ExternalInit whose KEM output has another length is refused; V192: so is one signed by another key", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const identity = yield* identityOf("erin")
      const made = yield* externalJoin({ groupInfo: yield* makeGroupInfo(story.at("alice")), identity })
      const short = yield* recommitted(story.at("alice"), made.message, identity.signatureKey, ({ proposals }) => ({
        proposals: proposals.map((p) =>
          p._tag === "proposal" && p.proposal._tag === "externalInit"
            ? { ...p, proposal: { ...p.proposal, kemOutput: p.proposal.kemOutput.slice(1) } }
            : p
        )
      }))
      yield* refuses(story.at("bob"), short, { _tag: "CgkaRejected", reason: "Malformed" }, made.message)
      const key = story.at("bob").identity
      const stolen = yield* recommitted(story.at("alice"), made.message, key, () => ({}))
      yield* refuses(story.at("bob"), stolen, { _tag: "BadSignature", sender: undefined }, made.message)
      const bare = yield* recommitted(story.at("alice"), made.message, identity.signatureKey, () => ({}), { context: Uint8Array.of(0) })
      yield* refuses(story.at("bob"), bare, { _tag: "BadSignature" }, made.message)
    }).pipe(rfc)
  )

  it.effect("V182, V185, V186, V187: a joiner's commit holds one ExternalInit, nothing but what joiners may, by value, and a path", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const identity = yield* identityOf("erin")
      const made = yield* externalJoin({ groupInfo: yield* makeGroupInfo(story.at("alice")), identity })
      const wish = yield* proposeRemove(story.at("carol"), story.leaf("dave"))
      const heard = yield* receive(story.at("bob"), wish.message)
      if (heard._tag !== "proposal") throw new Error(heard._tag)
      const add = { _tag: "proposal", proposal: { _tag: "add", keyPackage: (yield* keyPackageFor("frank")).keyPackage } } as const
      const edits = {
        V182: ({ proposals }: Edited) => ({ proposals: proposals.filter((p) => p._tag === "reference") }),
        V183: ({ proposals }: Edited) => ({ proposals: [...proposals, removes(2), removes(3)] }),
        V185: ({ proposals }: Edited) => ({ proposals: [...proposals, add] }),
        V186: ({ proposals }: Edited) => ({ proposals: [...proposals, { _tag: "reference", reference: wish.reference } as const] }),
        V187: () => ({ path: undefined })
      }
      for (const [rule, edit] of Object.entries(edits)) {
        const bad = yield* recommitted(story.at("alice"), made.message, identity.signatureKey, edit)
        yield* refuses(heard.state, bad, { _tag: "Invalid", rule }, made.message)
      }
    }).pipe(rfc)
  )

  it.effect("V184: a joiner removes its own earlier leaf and nobody else's: the authentication service decides who succeeds whom", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const identity = yield* identityOf("dave")
      const made = yield* externalJoin({ groupInfo: yield* makeGroupInfo(story.at("alice")), identity, resync: true })
      const p = yield* parts
      const place = { groupId: story.at("alice").context.groupId, leafIndex: 3 }
      const bad = yield* recommitted(story.at("alice"), made.message, identity.signatureKey, ({ path }) => {
        if (path === undefined) throw new Error("an external commit has a path")
        const credential = { _tag: "basic", identity: utf8.encode("mallory") } as const
        return { path: { ...path, leafNode: signLeaf(p, identity.signatureKey, { ...path.leafNode, credential }, place) } }
      })
      yield* refuses(story.at("bob"), bad, { _tag: "CredentialRefused", reason: "NotSuccessor" }, made.message)
    }).pipe(rfc)
  )

  it.effect("a handshake that is private otherwise takes an external commit in public", () =>
    Effect.gen(function* () {
      const story = yield* four()
      yield* joins(story, "erin", "dave")
      expect(agree(story)).toBe(true)
      yield* commits(story, "erin")
      expect(agree(story)).toBe(true)
    }).pipe(Effect.provideService(GroupOptions, { ...defaultOptions, handshake: "private" }), rfc)
  )
})
