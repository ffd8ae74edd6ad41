import { AuthenticationService, type CredentialQuestion, CredentialRefused } from "@copath/contracts"
import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import {
  adopt,
  commit,
  createGroup,
  externalJoin,
  type GroupState,
  type Identity,
  makeGroupInfo,
  persist,
  proposeRemove,
  receive,
  restore,
  send
} from "../src/index.ts"
import { services } from "./parts.ts"
import { agree, commits, four, identityOf, says } from "./story.ts"

const rfc = Effect.provide(services(1))
const utf8 = new TextEncoder()

const signatureKeyAt = (state: GroupState, leaf = state.me) => state.tree.leafAt(leaf)?.signatureKey

/** Notes what is asked, and refuses these keys. */
const asked = (questions: Array<CredentialQuestion>, refused: ReadonlyArray<Uint8Array> = []) =>
  Effect.provideService(AuthenticationService, {
    validate: (batch) => {
      questions.push(...batch)
      const index = batch.findIndex((q) => refused.some((key) => String(key) === String(q.signatureKey)))
      return index < 0 ? Effect.void : Effect.fail(new CredentialRefused({ reason: "NotSuccessor", index }))
    }
  })

describe("a commit that gives its maker's leaf another signature key", () => {
  it.effect("is signed with the old key, and everybody hears the new one from then on", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const old = story.at("alice")
      const identity = yield* identityOf("alice")
      yield* commits(story, "alice", { identity })
      expect(agree(story)).toBe(true)
      for (const member of story.members.values()) expect(signatureKeyAt(member, old.me)).toEqual(identity.signatureKey.publicKey)
      expect(story.at("alice").identity).toEqual(identity.signatureKey)
      for (const name of story.members.keys()) expect((yield* says(story, name, name)).read).toHaveLength(3)
      // The key stays when nothing is said of it, with a path, without one, and in an Update.
      yield* commits(story, "alice", { add: ["erin"] })
      yield* commits(story, "bob", { remove: ["erin"] })
      yield* commits(story, "alice")
      expect(signatureKeyAt(story.at("carol"), old.me)).toEqual(identity.signatureKey.publicKey)
      expect((yield* says(story, "alice", "again")).read).toHaveLength(3)
      expect(agree(story)).toBe(true)
    }).pipe(rfc)
  )

  it.effect("R050: what the old key signs is refused in the next epoch, and still read of the epoch before", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const before = story.at("alice")
      const late = yield* send(before, utf8.encode("late"))
      story.set("alice", late.state)
      yield* commits(story, "alice", { identity: yield* identityOf("alice") })
      const now = story.at("alice")
      const thief: GroupState = { ...now, identity: before.identity, signer: before.signer }
      const forged = yield* send(thief, utf8.encode("mine still"))
      expect(yield* Effect.flip(receive(story.at("bob"), forged.message))).toMatchObject({ _tag: "BadSignature", sender: now.me })
      const proposed = yield* proposeRemove(thief, story.leaf("bob"))
      expect(yield* Effect.flip(receive(story.at("bob"), proposed.message))).toMatchObject({ _tag: "BadSignature", sender: now.me })
      expect(yield* receive(story.at("bob"), late.message)).toMatchObject({ _tag: "application", epoch: 1n, data: utf8.encode("late") })
    }).pipe(rfc)
  )

  it.effect("V086, V087: the authentication service is asked about the succession, by the committer first and then by each", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const alice = story.at("alice")
      const before = alice.tree.leafAt(alice.me)
      const identity = yield* identityOf("alice")
      const question = {
        role: "member",
        credential: identity.credential,
        signatureKey: identity.signatureKey.publicKey,
        previous: { credential: before?.credential, signatureKey: before?.signatureKey }
      }
      const questions: Array<CredentialQuestion> = []
      const made = yield* commit(alice, { identity }).pipe(asked(questions))
      expect(questions).toEqual([question])
      yield* receive(story.at("bob"), made.message).pipe(asked(questions))
      expect(questions).toMatchObject([question, question])
      const refusal = { _tag: "CredentialRefused", reason: "NotSuccessor" }
      const refusing = asked([], [identity.signatureKey.publicKey])
      expect(yield* Effect.flip(commit(alice, { identity }).pipe(refusing))).toMatchObject(refusal)
      expect(yield* Effect.flip(receive(story.at("bob"), made.message).pipe(refusing))).toMatchObject(refusal)
      // Nothing is asked of a key that stays.
      const same: Array<CredentialQuestion> = []
      yield* commit(alice, { identity: { credential: identity.credential, signatureKey: alice.identity } }).pipe(asked(same))
      expect(same).toEqual([])
    }).pipe(rfc)
  )

  it.effect("V102: another member's key is refused before the commit is made, and another name where it is no successor", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const bob = story.at("bob")
      const credential = story.at("alice").tree.leafAt(story.leaf("alice"))?.credential
      if (credential === undefined) throw new Error("a leaf")
      const stolen: Identity = { credential, signatureKey: bob.identity }
      expect(yield* Effect.flip(commit(story.at("alice"), { identity: stolen }))).toMatchObject({ _tag: "Invalid", rule: "V102" })
      const mallory = yield* identityOf("mallory")
      expect(yield* Effect.flip(commit(story.at("alice"), { identity: mallory }))).toMatchObject({ reason: "NotSuccessor" })
    }).pipe(rfc)
  )

  it.effect("who joins by it knows the new key, and a member that is written down meanwhile goes on with the right one", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const identity = yield* identityOf("alice")
      const made = yield* commit(story.at("alice"), { identity })
      const revived = yield* restore(yield* persist(made.state))
      const early = yield* send(revived, utf8.encode("the old key until then"))
      expect(yield* receive(story.at("bob"), early.message)).toMatchObject({ _tag: "application" })
      const later = (yield* adopt(yield* restore(yield* persist(early.state)))).state
      expect(later.identity).toEqual(identity.signatureKey)
      story.set("alice", later)
      for (const name of ["bob", "carol", "dave"]) {
        const got = yield* receive(story.at(name), made.message)
        if (got._tag === "commit") story.set(name, got.state)
      }
      yield* commits(story, "alice", { add: ["erin"], identity: yield* identityOf("alice") })
      expect((yield* says(story, "alice", "hello erin")).read).toHaveLength(4)
      expect((yield* says(story, "erin", "hello")).read).toHaveLength(4)
      // A GroupInfo is signed with the key of the leaf that it stands for.
      const joined = yield* externalJoin({ groupInfo: yield* makeGroupInfo(story.at("alice")), identity: yield* identityOf("frank") })
      expect(yield* receive(story.at("bob"), joined.message)).toMatchObject({ _tag: "commit", external: true })
    }).pipe(rfc)
  )

  it.effect("a commit that loses leaves the old key in force", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const alice = yield* commit(story.at("alice"), { identity: yield* identityOf("alice") })
      const bob = yield* commit(story.at("bob"))
      const got = yield* receive(alice.state, bob.message)
      if (got._tag !== "commit") throw new Error(got._tag)
      expect(got.state.identity).toEqual(story.at("alice").identity)
      const said = yield* send(got.state, utf8.encode("as before"))
      expect(yield* receive((yield* adopt(bob.state)).state, said.message)).toMatchObject({ _tag: "application" })
    }).pipe(rfc)
  )

  it.effect("a group of one may do it too", () =>
    Effect.gen(function* () {
      const alone = yield* createGroup({ groupId: utf8.encode("alone"), identity: yield* identityOf("alice") })
      const identity = yield* identityOf("alice")
      const made = yield* adopt((yield* commit(alone, { identity })).state)
      expect(signatureKeyAt(made.state)).toEqual(identity.signatureKey.publicKey)
    }).pipe(rfc)
  )
})
