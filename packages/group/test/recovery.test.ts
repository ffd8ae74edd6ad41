import { noBytes, PskStore, Secret } from "@copath/contracts"
import { layer as stores } from "@copath/storage-memory"
import { it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { readFileSync } from "node:fs"
import { describe, expect } from "vitest"
import {
  adopt,
  asBackup,
  branchOf,
  commit,
  createGroup,
  defaultOptions,
  externalJoin,
  GroupOptions,
  GroupPolicy,
  type GroupState,
  type Identity,
  joinGroup,
  makeGroupInfo,
  permissive,
  persist,
  type Policy,
  proposeRemove,
  proposeUpdate,
  receive,
  recreate,
  restore,
  resumptionName,
  resumptionPsk,
  send,
  successorOf
} from "../src/index.ts"
import { frame, memberContent, signFramed } from "../src/framing.ts"
import { open } from "../src/open.ts"
import { parts } from "../src/parts.ts"
import { processCommit } from "../src/processCommit.ts"
import { seal } from "../src/protect.ts"
import { losses } from "./losses.ts"
import { services } from "./parts.ts"
import { agree, commits, four, identityOf, keyPackageFor, says, type Story } from "./story.ts"

const rfc = Effect.provide(services(1))
const utf8 = new TextEncoder()

const loses = Effect.fnUntraced(function* (story: Story, name: string, loss: (typeof losses)["everything"]) {
  story.set(name, yield* loss(story.at(name)))
})

/** A group of four in which Bob knows keys of his path and one proposal waits, made by Alice. */
const proposed = Effect.fnUntraced(function* () {
  const story = yield* four()
  yield* commits(story, "bob")
  const wish = yield* proposeUpdate(story.at("carol"))
  story.set("carol", wish.state)
  for (const name of ["alice", "bob", "dave"]) {
    const heard = yield* receive(story.at(name), wish.message)
    if (heard._tag === "proposal") story.set(name, heard.state)
  }
  return { story, wish }
})

/** Sending waits for proposals to be committed (V084); here it is what is lost that counts. */
const speaking = (state: GroupState): GroupState => ({ ...state, proposals: [] })

const can = <R>(trying: Effect.Effect<unknown, unknown, R>) => Effect.match(trying, { onFailure: () => "no", onSuccess: () => "yes" })

/** What Bob can do, each tried by itself: states are values. */
const abilities = Effect.fnUntraced(function* (story: Story) {
  const [alice, bob] = [story.at("alice"), story.at("bob")]
  const word = utf8.encode("word")
  return [
    yield* can(Effect.flatMap(send(speaking(alice), word), ({ message }) => receive(bob, message))),
    yield* can(Effect.flatMap(send(speaking(bob), word), ({ message }) => receive(alice, message))),
    yield* can(Effect.flatMap(commit(alice), ({ message }) => receive(bob, message))),
    yield* can(Effect.flatMap(commit(bob, { take: "none" }), ({ message }) => receive(alice, message)))
  ]
})

/** The rows of the first table on the page, cells only. */
const page = readFileSync(new URL("../../../docs/recovery.md", import.meta.url), "utf8")
const rows = page
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| lost"))
  .map((line) => line.split("|").map((cell) => cell.trim()))

/** Bob comes back from outside; everybody is told. */
const rejoins = Effect.fnUntraced(function* (story: Story, identity: Identity, choice: Partial<Parameters<typeof externalJoin>[0]> = {}) {
  const groupInfo = choice.groupInfo ?? (yield* makeGroupInfo(story.at("alice")))
  const back = yield* externalJoin({ groupInfo, identity, resync: true, ...choice })
  for (const name of ["alice", "carol", "dave"]) {
    const told = yield* receive(story.at(name), back.message)
    expect(told).toMatchObject({ _tag: "commit", external: true, sender: 1, change: { removed: [1] } })
    if (told._tag === "commit") story.set(name, told.state)
  }
  story.set("bob", back.state)
  return back
})

const identityIn = (state: GroupState): Identity => {
  const credential = state.tree.leafAt(state.me)?.credential
  if (credential === undefined) throw new Error("a member has a leaf")
  return { credential, signatureKey: state.identity }
}

const allTalk = Effect.fnUntraced(function* (story: Story) {
  for (const name of ["alice", "bob", "carol"]) {
    yield* commits(story, name)
    expect((yield* says(story, name, name)).read).toEqual([name, name, name])
  }
  expect(agree(story)).toBe(true)
})

describe("R055, R128: what still works when a part of the state is lost", () => {
  it.effect.each(Object.keys(losses) as ReadonlyArray<keyof typeof losses>)("%s", (lost) =>
    Effect.gen(function* () {
      const { story } = yield* proposed()
      yield* loses(story, "bob", losses[lost])
      const row = rows.find((cells) => cells[1] === lost)
      expect([lost, ...(yield* abilities(story))]).toEqual(row?.slice(1, 6))
    }).pipe(rfc)
  )

  it.effect("with private handshakes who lost its ratchets neither follows nor commits", () =>
    Effect.gen(function* () {
      const story = yield* four()
      yield* loses(story, "bob", losses.ratchets)
      expect(yield* abilities(story)).toEqual(["no", "no", "no", "no"])
      yield* rejoins(story, identityIn(story.at("bob")))
      yield* allTalk(story)
    }).pipe(Effect.provideService(GroupOptions, { ...defaultOptions, handshake: "private" }), rfc)
  )

  it("R128: the page has a row for each loss tried here, and no other", () => {
    expect(rows.map((cells) => cells[1])).toEqual(Object.keys(losses))
  })
})

describe("the ways back", () => {
  it.effect("R055: a fresh path needs public keys of the copath alone, and makes whole who lost the private keys of leaf and path", () =>
    Effect.gen(function* () {
      const { story } = yield* proposed()
      yield* loses(story, "bob", losses["private keys of leaf and path"])
      yield* commits(story, "bob")
      yield* allTalk(story)
    }).pipe(rfc)
  )

  it.effect("who lost its ratchets is whole in the next epoch, whoever begins it", () =>
    Effect.gen(function* () {
      for (const committer of ["alice", "bob"]) {
        const { story } = yield* proposed()
        yield* loses(story, "bob", losses.ratchets)
        yield* commits(story, committer)
        yield* allTalk(story)
      }
    }).pipe(rfc)
  )

  it.effect("who lost a proposal takes it in again, and then the commit that names it", () =>
    Effect.gen(function* () {
      const { story, wish } = yield* proposed()
      const made = yield* commit(story.at("alice"))
      const bare = yield* losses["cached proposals"](story.at("bob"))
      expect(yield* Effect.flip(receive(bare, made.message))).toMatchObject({ _tag: "Invalid", rule: "V162" })
      const again = yield* receive(bare, wish.message)
      if (again._tag !== "proposal") throw new Error(again._tag)
      expect(yield* receive(again.state, made.message)).toMatchObject({ _tag: "commit" })
    }).pipe(rfc)
  )

  it.effect("R129: with the identity alone a member rejoins at its leaf: the old one is gone, and all others are told", () =>
    Effect.gen(function* () {
      const { story } = yield* proposed()
      const before = story.at("bob")
      yield* loses(story, "bob", losses["all but the identity"])
      const back = yield* rejoins(story, identityIn(before))
      expect(back.state.me).toBe(before.me)
      expect(back.state.tree.leafAt(before.me)?.encryptionKey).not.toEqual(before.tree.leafAt(before.me)?.encryptionKey)
      yield* allTalk(story)
    }).pipe(rfc)
  )

  it.effect("R129: only the latest GroupInfo works", () =>
    Effect.gen(function* () {
      const { story } = yield* proposed()
      const identity = identityIn(story.at("bob"))
      const old = yield* makeGroupInfo(story.at("alice"))
      yield* commits(story, "dave")
      const late = yield* externalJoin({ groupInfo: old, identity, resync: true })
      expect(yield* Effect.flip(receive(story.at("alice"), late.message))).toMatchObject({ _tag: "FrameRejected", reason: "StaleEpoch" })
      const { epoch } = story.at("alice").context
      expect(yield* Effect.flip(externalJoin({ groupInfo: old, identity, resync: true, seen: epoch }))).toMatchObject({
        _tag: "ExternalJoinRejected",
        reason: "Rollback"
      })
      yield* rejoins(story, identity)
    }).pipe(rfc)
  )

  it.effect("R129: a policy that demands a key of a past epoch keeps out a thief of the identity key, and lets its owner in", () => {
    const guarded: Policy = {
      ...permissive,
      commit: ({ committer, proposals }) =>
        committer === undefined && !proposals.some(({ proposal }) => proposal._tag === "psk" && proposal.psk._tag === "resumption")
          ? "who rejoins shows that it was there"
          : undefined
    }
    return Effect.gen(function* () {
      const story = yield* four()
      const { context, secrets } = story.at("bob")
      const store = yield* PskStore
      const resumption = secrets.resumption?.expose().slice() ?? new Uint8Array(0)
      yield* commits(story, "carol")
      const identity = identityIn(story.at("bob"))
      const groupInfo = yield* makeGroupInfo(story.at("alice"))
      const thief = yield* Effect.provideService(externalJoin({ groupInfo, identity, resync: true }), GroupPolicy, permissive)
      expect(yield* Effect.flip(receive(story.at("alice"), thief.message))).toMatchObject({ _tag: "PolicyRefused", rule: "V188" })
      const psks = [yield* resumptionPsk(context.groupId, context.epoch)]
      expect(yield* Effect.flip(externalJoin({ groupInfo, identity, resync: true, psks }))).toMatchObject({ _tag: "PskUnavailable" })
      yield* store.put(resumptionName(context.groupId, context.epoch), resumption)
      yield* rejoins(story, identity, { groupInfo, psks })
      yield* commits(story, "bob")
      expect(agree(story)).toBe(true)
    }).pipe(Effect.provideService(GroupPolicy, guarded), Effect.provide(stores), rfc)
  })

  it.effect("R129: a member readds who lost its signature key, at the same leaf and under a new one", () =>
    Effect.gen(function* () {
      const { story } = yield* proposed()
      const before = story.at("bob")
      yield* loses(story, "bob", losses.everything)
      const fresh = yield* keyPackageFor("bob")
      const made = yield* commit(story.at("alice"), { remove: [before.me], add: [fresh.keyPackage] })
      story.set("alice", (yield* adopt(made.state)).state)
      for (const name of ["carol", "dave"]) {
        const told = yield* receive(story.at(name), made.message)
        expect(told).toMatchObject({ change: { removed: [1], added: [1] } })
        if (told._tag === "commit") story.set(name, told.state)
      }
      story.set("bob", yield* joinGroup({ welcome: made.welcome ?? new Uint8Array(0), keyPackage: fresh.secrets }))
      expect(story.at("bob").me).toBe(before.me)
      expect(story.at("bob").identity.publicKey).not.toEqual(before.identity.publicKey)
      yield* allTalk(story)
    }).pipe(rfc)
  )

  it.effect("R141: a restored copy says nothing before an own commit is in force, and the copy itself follows no further", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const snapshot = yield* persist(story.at("bob"))
      yield* says(story, "bob", "sent after the copy was made")
      story.set("bob", asBackup(yield* restore(snapshot)))
      const early = yield* send(story.at("alice"), utf8.encode("early"))
      story.set("alice", early.state)
      expect(yield* receive(story.at("bob"), early.message)).toMatchObject({ _tag: "application" })
      expect(yield* Effect.flip(send(story.at("bob"), utf8.encode("x")))).toMatchObject({ reason: "NeedsUpdate", rule: "V293" })
      // Another's commit does not make the counters certain.
      yield* commits(story, "carol")
      expect(yield* Effect.flip(send(story.at("bob"), utf8.encode("x")))).toMatchObject({ reason: "NeedsUpdate" })
      const copy = story.at("bob")
      const made = yield* commits(story, "bob")
      const said = yield* says(story, "bob", "certain again")
      expect(said.read).toEqual(["certain again", "certain again", "certain again"])
      const stolen = { ...copy, receiveOnly: false }
      expect(yield* Effect.flip(receive(stolen, made.message))).toMatchObject({ _tag: "FrameRejected", reason: "OwnCommitMismatch" })
      expect(yield* Effect.flip(receive(stolen, said.message))).toMatchObject({ _tag: "FrameRejected", reason: "FutureEpoch" })
      // A thief does not stop at a check: the path has nothing for the old leaf's keys.
      const p = yield* parts
      const opened = yield* open(p, defaultOptions, stolen, made.message)
      const { content } = opened.framed.content
      if (content._tag !== "commit") throw new Error(content._tag)
      expect(yield* Effect.flip(processCommit(p, defaultOptions, stolen, opened, content.commit))).toMatchObject({ _tag: "CgkaRejected" })
    }).pipe(rfc)
  )

  it.effect("a stuck group goes on as another one with the same members, by a ReInit or, where none can be committed, by a branch", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const next = { groupId: utf8.encode("next"), version: 1, cipherSuite: 1, extensions: [] }
      // Bob alone holds a proposal that the others never got: whatever he commits with it is refused by them.
      const lonely = yield* proposeRemove(story.at("bob"), story.leaf("dave"))
      const stuck = yield* commit(lonely.state)
      expect(yield* Effect.flip(receive(story.at("alice"), stuck.message))).toMatchObject({ rule: "V162" })
      const fresh = []
      for (const name of ["bob", "carol", "dave"]) fresh.push(yield* keyPackageFor(name))
      const keyPackages = fresh.map((f) => f.keyPackage)
      const branch = yield* recreate({
        origin: yield* branchOf(story.at("alice")),
        identity: yield* identityOf("alice"),
        keyPackages,
        groupId: utf8.encode("branch")
      })
      const welcome = branch.welcome ?? new Uint8Array(0)
      const bobs = yield* joinGroup({ welcome, keyPackage: fresh[0]!.secrets, origin: yield* branchOf(story.at("bob")) })
      expect(bobs.context.epoch).toBe(1n)
      expect(bobs.tree.memberCount).toBe(4)

      yield* commits(story, "alice", { reInit: next })
      const again = []
      for (const name of ["bob", "carol", "dave"]) again.push(yield* keyPackageFor(name))
      const made = yield* recreate({
        origin: yield* successorOf(story.at("alice")),
        identity: yield* identityOf("alice"),
        keyPackages: again.map((f) => f.keyPackage)
      })
      const there = { welcome: made.welcome ?? new Uint8Array(0), keyPackage: again[1]!.secrets }
      const carol = yield* joinGroup({ ...there, origin: yield* successorOf(story.at("carol")) })
      expect(carol.context.groupId).toEqual(utf8.encode("next"))
      expect(carol.confirmationTag).toEqual(made.state.confirmationTag)
      // Whoever was not in the old group has no resumption secret to enter with.
      expect(yield* Effect.flip(joinGroup(there))).toMatchObject({ _tag: "PskUnavailable" })
    }).pipe(rfc)
  )
})

describe("what a backup holds, and what groups may share", () => {
  it.effect("R130: what a rejoin needs holds no live key of an epoch; a written state does, and the page says so", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const past = story.at("bob").secrets.resumption?.expose().slice() ?? new Uint8Array(0)
      yield* commits(story, "carol")
      const { context, identity, secrets } = story.at("bob")
      const kit = Buffer.concat([identity.publicKey, identity.secretKey.expose(), context.groupId, past])
      const live = Object.values(secrets).filter((s): s is Secret => s instanceof Secret)
      expect(live.length).toBeGreaterThan(4)
      const found = (bytes: Uint8Array) => live.filter((s) => Buffer.from(bytes).includes(Buffer.from(s.expose()))).length
      expect(found(kit)).toBe(0)
      expect(found(yield* persist(asBackup(story.at("bob"))))).toBe(live.length)
      expect(page).toContain("**Whoever\ngets hold of that reads the group from there on")
      yield* rejoins(story, identityIn(story.at("bob")))
    }).pipe(rfc)
  )

  it.effect("R062: one signature key may serve two groups, for a signature copied from one to the other fails", () =>
    Effect.gen(function* () {
      const identity = yield* identityOf("alice")
      const groups = []
      for (const id of ["one", "two"]) {
        const alone = yield* createGroup({ groupId: utf8.encode(id), identity })
        const fresh = yield* keyPackageFor("bob")
        const added = yield* commit(alone, { add: [fresh.keyPackage] })
        const bob = yield* joinGroup({ welcome: added.welcome ?? new Uint8Array(0), keyPackage: fresh.secrets })
        groups.push({ alice: (yield* adopt(added.state)).state, bob })
      }
      const [one, two] = groups
      if (one === undefined || two === undefined) throw new Error("two groups")
      expect(two.alice.identity.publicKey).toEqual(one.alice.identity.publicKey)
      // Bob has the membership keys of both: what Alice signs in the first group he tags as a message of the second, the same in all but the group.
      const p = yield* parts
      const content = { _tag: "proposal", proposal: { _tag: "remove", removed: one.bob.me } } as const
      const framedIn = ({ context, contextBytes }: GroupState) =>
        frame(p, p.wire.formats.publicMessage, memberContent(context.groupId, context.epoch, one.alice.me, noBytes, content), contextBytes)
      const tagged = Effect.fnUntraced(function* (signedIn: GroupState) {
        const { signature } = yield* signFramed(p, signedIn, framedIn(signedIn))
        return (yield* seal(p, defaultOptions, two.bob, framedIn(two.bob), { signature, confirmationTag: undefined }, Option.none()))
          .message
      })
      expect(yield* receive(two.bob, yield* tagged(two.alice))).toMatchObject({ _tag: "proposal" })
      expect(yield* Effect.flip(receive(two.bob, yield* tagged(one.alice)))).toMatchObject({ _tag: "BadSignature", sender: 0 })
    }).pipe(rfc)
  )
})
