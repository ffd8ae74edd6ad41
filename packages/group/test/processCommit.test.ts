import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import { adopt, commit, drop, persist, proposeAdd, proposeRemove, proposeUpdate, receive, restore, send } from "../src/index.ts"
import { insider } from "./insider.ts"
import { services } from "./parts.ts"
import { commits, flipped, four, keyPackageFor, refuses, says } from "./story.ts"

const utf8 = new TextEncoder()
const rfc = Effect.provide(services(1))

describe("commits", () => {
  it.effect.each(["remove", "update"] as const)(
    "V193: a commit with one %s and no path is refused; the rest of the epoch goes on",
    (kind) =>
      Effect.gen(function* () {
        const story = yield* four()
        const wish =
          kind === "remove" ? yield* proposeRemove(story.at("carol"), story.leaf("dave")) : yield* proposeUpdate(story.at("carol"))
        for (const name of ["alice", "bob"]) {
          const heard = yield* receive(story.at(name), wish.message)
          if (heard._tag === "proposal") story.set(name, heard.state)
        }
        const bad = yield* insider(story.at("alice"), {
          _tag: "commit",
          commit: { proposals: [{ _tag: "reference", reference: wish.reference }], path: undefined }
        })
        const good = yield* commit(story.at("alice"))
        yield* refuses(story.at("bob"), bad, { _tag: "Invalid", rule: "V193" }, good.message)
      }).pipe(rfc)
  )

  it.effect("V193: an empty commit has a path, on sending too", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const bad = yield* insider(story.at("alice"), { _tag: "commit", commit: { proposals: [], path: undefined } })
      const good = yield* commit(story.at("alice"))
      yield* refuses(story.at("bob"), bad, { _tag: "Invalid", rule: "V193" }, good.message)
      const alone = yield* commit(story.at("alice"), { add: [(yield* keyPackageFor("erin")).keyPackage] })
      expect(good.message.length).toBeGreaterThan(alone.message.length)
    }).pipe(rfc)
  )

  it.effect("V162: a commit that refers to a proposal that has not arrived may be taken after it has", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const wish = yield* proposeAdd(story.at("alice"), (yield* keyPackageFor("erin")).keyPackage)
      const made = yield* commit(wish.state)
      expect(yield* Effect.flip(receive(story.at("bob"), made.message))).toMatchObject({ _tag: "Invalid", rule: "V162" })
      const heard = yield* receive(story.at("bob"), wish.message)
      if (heard._tag !== "proposal") throw new Error(heard._tag)
      expect(yield* receive(heard.state, made.message)).toMatchObject({ _tag: "commit" })
    }).pipe(rfc)
  )

  it.effect("V209: a wrong confirmation tag is refused", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const erin = (yield* keyPackageFor("erin")).keyPackage
      const proposals = [{ _tag: "proposal", proposal: { _tag: "add", keyPackage: erin } }] as const
      const bad = yield* insider(story.at("alice"), { _tag: "commit", commit: { proposals, path: undefined } })
      const good = yield* commit(story.at("alice"), { add: [erin] })
      yield* refuses(story.at("bob"), bad, { _tag: "ConfirmationMismatch", epoch: 2n }, good.message)
    }).pipe(rfc)
  )

  it.effect("V166, V167: of several changes of one leaf a committer takes the Remove, and the newest Update", () =>
    Effect.gen(function* () {
      const story = yield* four()
      let carol = story.at("carol")
      let alice = story.at("alice")
      const wishes = []
      for (let i = 0; i < 2; i++) {
        const wish = yield* proposeUpdate(carol)
        carol = wish.state
        wishes.push(wish)
        const heard = yield* receive(alice, wish.message)
        if (heard._tag === "proposal") alice = heard.state
      }
      const made = yield* commit(alice)
      expect(made.state.pending?.change.updated).toEqual([2])
      const followed = yield* receive(carol, made.message)
      if (followed._tag !== "commit") throw new Error(followed._tag)
      expect(followed.state.cgka).not.toBe(carol.cgka)
      const removal = yield* proposeRemove(alice, story.leaf("carol"))
      const both = yield* commit(removal.state)
      expect(both.state.pending?.change).toMatchObject({ removed: [2], updated: [] })
    }).pipe(rfc)
  )

  it.effect("a removed member cannot derive the next epoch, and reads nothing that is said in it", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const dave = story.at("dave")
      const removal = yield* commits(story, "alice", { remove: ["dave"] })
      expect(yield* receive(dave, removal.message)).toMatchObject({ _tag: "removed", sender: 0 })
      const said = yield* says(story, "bob", "without dave")
      expect(yield* Effect.flip(receive(dave, said.message))).toMatchObject({ _tag: "FrameRejected", reason: "FutureEpoch" })
      const next = yield* commit(story.at("bob"))
      expect(yield* Effect.flip(receive(dave, next.message))).toMatchObject({ reason: "FutureEpoch" })
    }).pipe(rfc)
  )

  it.effect("of two commits in one epoch one wins; the loser follows the winner and tries again", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const winner = yield* commit(story.at("alice"), { remove: [story.leaf("dave")] })
      const loser = yield* commit(story.at("bob"))
      expect(yield* Effect.flip(commit(loser.state))).toMatchObject({ _tag: "SendRejected", reason: "PendingCommit" })
      const said = yield* send(loser.state, utf8.encode("still here"))
      const followed = yield* receive(said.state, winner.message)
      if (followed._tag !== "commit") throw new Error(followed._tag)
      expect(followed.state.pending).toBeUndefined()
      const alice = (yield* adopt(winner.state)).state
      const again = yield* commit(followed.state)
      expect(yield* receive(alice, again.message)).toMatchObject({ _tag: "commit", sender: 1 })
      expect(drop(loser.state).state.context.epoch).toBe(1n)
      expect(yield* Effect.flip(adopt(drop(loser.state).state))).toMatchObject({ _tag: "SendRejected", reason: "NoPendingCommit" })
    }).pipe(rfc)
  )

  it.effect("V150: an insider's bad proposal is left out of the next commit, and does not stop it", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const bad = yield* insider(story.at("bob"), { _tag: "proposal", proposal: { _tag: "remove", removed: 77 } })
      const good = yield* proposeUpdate(story.at("carol"))
      let alice = story.at("alice")
      for (const message of [bad, good.message]) {
        const heard = yield* receive(alice, message)
        if (heard._tag === "proposal") alice = heard.state
      }
      const made = yield* commit(alice)
      expect(made.state.pending?.change).toMatchObject({ updated: [2], removed: [] })
      const named = alice.proposals.map((c) => c.reference)
      expect(yield* Effect.flip(commit(alice, { take: named }))).toMatchObject({ _tag: "Invalid", rule: "V150" })
    }).pipe(rfc)
  )

  it.effect("V095: a proposal whose key package is forged is left out as well", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const { keyPackage } = yield* keyPackageFor("erin")
      const forged = { ...keyPackage, signature: flipped(keyPackage.signature, 3) }
      const bad = yield* insider(story.at("bob"), { _tag: "proposal", proposal: { _tag: "add", keyPackage: forged } })
      const heard = yield* receive(story.at("alice"), bad)
      if (heard._tag !== "proposal") throw new Error(heard._tag)
      expect((yield* commit(heard.state)).state.pending?.change.added).toEqual([])
    }).pipe(rfc)
  )

  it.effect("V214: after a committed ReInit the group sends nothing more, and says so after a restart", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const proposal = { _tag: "reInit", groupId: utf8.encode("next"), version: 1, cipherSuite: 1, extensions: [] } as const
      const wish = yield* insider(story.at("bob"), { _tag: "proposal", proposal })
      for (const name of ["alice", "carol"]) {
        const heard = yield* receive(story.at(name), wish)
        if (heard._tag === "proposal") story.set(name, heard.state)
      }
      const made = yield* commit(story.at("alice"))
      const alice = (yield* adopt(made.state)).state
      const carol = yield* receive(story.at("carol"), made.message)
      if (carol._tag !== "commit") throw new Error(carol._tag)
      const revived = yield* restore(yield* persist(carol.state))
      expect(revived.reInit).toEqual(proposal)
      for (const state of [alice, carol.state, revived]) {
        expect(yield* Effect.flip(send(state, utf8.encode("x")))).toMatchObject({ _tag: "Closed", reason: "ReInit", rule: "V214" })
        expect(yield* Effect.flip(proposeUpdate(state))).toMatchObject({ _tag: "Closed", reason: "ReInit" })
        expect(yield* Effect.flip(commit(state))).toMatchObject({ _tag: "Closed", reason: "ReInit" })
      }
    }).pipe(rfc)
  )

  it.effect("V216: the last epoch number is the end", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const alice = story.at("alice")
      const last = { ...alice, context: { ...alice.context, epoch: 2n ** 64n - 1n } }
      expect(yield* Effect.flip(commit(last))).toMatchObject({ _tag: "Closed", reason: "EpochExhausted", rule: "V216" })
    }).pipe(rfc)
  )
})
