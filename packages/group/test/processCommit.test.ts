import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import { adopt, commit, drop, proposeAdd, proposeRemove, proposeUpdate, receive, send } from "../src/index.ts"
import { insider } from "./insider.ts"
import { services } from "./parts.ts"
import { commits, four, keyPackageFor, refuses, says } from "./story.ts"

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
      expect(drop(loser.state).context.epoch).toBe(1n)
      expect(yield* Effect.flip(adopt(drop(loser.state)))).toMatchObject({ _tag: "SendRejected", reason: "NoPendingCommit" })
    }).pipe(rfc)
  )
})
