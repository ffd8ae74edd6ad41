import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import { adopt, commit, proposeUpdate, receive, send } from "../src/index.ts"
import { insider } from "./insider.ts"
import { services } from "./parts.ts"
import { commits, flipped, four, refuses, says } from "./story.ts"

const utf8 = new TextEncoder()
const rfc = Effect.provide(services(1))

describe("a message's outside", () => {
  it.effect("V007: trailing bytes are refused, and a length that is not minimal (V002)", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const { message } = yield* send(story.at("alice"), utf8.encode("hi"))
      const bob = story.at("bob")
      yield* refuses(bob, Uint8Array.from([...message, 0]), { _tag: "DecodeError", reason: "Trailing" }, message)
      // The group id "story" stands first: its header 05 becomes 4005.
      const wide = Uint8Array.from([...message.subarray(0, 4), 0x40, ...message.subarray(4)])
      yield* refuses(bob, wide, { _tag: "DecodeError", reason: "VarintNotMinimal" }, message)
    }).pipe(rfc)
  )

  it.effect("V039: another group's message is refused", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const remove = { _tag: "proposal", proposal: { _tag: "remove", removed: story.leaf("dave") } } as const
      const good = yield* insider(story.at("alice"), remove)
      const bad = yield* insider(story.at("alice"), remove, { groupId: utf8.encode("stork") })
      yield* refuses(story.at("bob"), bad, { _tag: "FrameRejected", reason: "UnknownGroup", rule: "V039" }, good)
    }).pipe(rfc)
  )

  it.effect("V040: a handshake message of an earlier or later epoch is refused by name", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const remove = { _tag: "proposal", proposal: { _tag: "remove", removed: story.leaf("dave") } } as const
      const good = yield* insider(story.at("alice"), remove)
      const stale = yield* insider(story.at("alice"), remove, { epoch: 0n })
      const future = yield* insider(story.at("alice"), remove, { epoch: 2n ** 64n - 1n })
      yield* refuses(story.at("bob"), stale, { _tag: "FrameRejected", reason: "StaleEpoch", rule: "V040" }, good)
      yield* refuses(story.at("bob"), future, { _tag: "FrameRejected", reason: "FutureEpoch", rule: "V040" }, good)
    }).pipe(rfc)
  )

  it.effect("V041: late application messages are read within the window of past epochs, and refused after it", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const late = yield* send(story.at("alice"), utf8.encode("slow"))
      const later = yield* send(late.state, utf8.encode("slower"))
      yield* commits(story, "carol")
      yield* commits(story, "dave")
      const read = yield* receive(story.at("bob"), late.message)
      expect(read).toMatchObject({ _tag: "application", epoch: 1n, sender: 0 })
      if (read._tag === "application") story.set("bob", read.state)
      yield* commits(story, "alice")
      const refused = yield* Effect.flip(receive(story.at("bob"), later.message))
      expect(refused).toMatchObject({ _tag: "FrameRejected", reason: "StaleEpoch", rule: "V041" })
    }).pipe(rfc)
  )

  it.effect("V044: handshake messages travel as the group's members have agreed", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const remove = { _tag: "proposal", proposal: { _tag: "remove", removed: story.leaf("dave") } } as const
      const good = yield* insider(story.at("alice"), remove)
      const bad = yield* insider(story.at("alice"), remove, { handshake: "private" })
      yield* refuses(story.at("bob"), bad, { _tag: "FrameRejected", reason: "WireFormatPolicy", rule: "V044" }, good)
    }).pipe(rfc)
  )

  it.effect("V046: a sender that is no member, or beyond the tree, is refused", () =>
    Effect.gen(function* () {
      const story = yield* four()
      yield* commits(story, "alice", { remove: ["carol"] })
      const remove = { _tag: "proposal", proposal: { _tag: "remove", removed: story.leaf("dave") } } as const
      const good = yield* insider(story.at("alice"), remove)
      for (const as of [2, 4, 2 ** 31, 2 ** 32 - 1]) {
        const bad = yield* insider(story.at("alice"), remove, { as })
        yield* refuses(story.at("bob"), bad, { _tag: "FrameRejected", reason: "UnknownSender", rule: "V046" }, good)
      }
    }).pipe(rfc)
  )

  it.effect("V055: a public message without a right membership tag is refused", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const good = yield* insider(story.at("alice"), { _tag: "proposal", proposal: { _tag: "remove", removed: story.leaf("dave") } })
      yield* refuses(story.at("bob"), flipped(good, -1), { _tag: "BadTag", tag: "membership" }, good)
    }).pipe(rfc)
  )

  it.effect("V057: a member cannot speak as another: the signature is the named sender's", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const remove = { _tag: "proposal", proposal: { _tag: "remove", removed: story.leaf("dave") } } as const
      const good = yield* insider(story.at("alice"), remove)
      const bad = yield* insider(story.at("alice"), remove, { as: story.leaf("carol") })
      yield* refuses(story.at("bob"), bad, { _tag: "BadSignature", what: "FramedContentTBS" }, good)
    }).pipe(rfc)
  )
})

describe("what was seen before", () => {
  it.effect("V063: a replay is refused, and one's own echo is a duplicate (V062)", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const said = yield* says(story, "alice", "once")
      expect(yield* Effect.flip(receive(story.at("bob"), said.message))).toMatchObject({ _tag: "Unprotectable", reason: "KeyConsumed" })
      expect(yield* receive(story.at("alice"), said.message)).toMatchObject({ _tag: "duplicate" })
      const wish = yield* proposeUpdate(story.at("alice"))
      expect(yield* receive(wish.state, wish.message)).toMatchObject({ _tag: "duplicate" })
    }).pipe(rfc)
  )

  it.effect("V063: a replayed proposal is a duplicate and is kept once; V062: so is a late echo of an adopted commit", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const wish = yield* proposeUpdate(story.at("carol"))
      const heard = yield* receive(story.at("alice"), wish.message)
      if (heard._tag !== "proposal") throw new Error(heard._tag)
      const again = yield* receive(heard.state, wish.message)
      expect(again).toMatchObject({ _tag: "duplicate" })
      if (again._tag === "duplicate") expect(again.state.proposals.length).toBe(1)
      const made = yield* commit(heard.state)
      const adopted = yield* adopt(made.state)
      expect(yield* receive(adopted.state, made.message)).toMatchObject({ _tag: "duplicate" })
    }).pipe(rfc)
  )

  it.effect("V077: a forged message burns no key: the true one is still read", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const { message } = yield* send(story.at("alice"), utf8.encode("true"))
      for (const at of [-1, -20, 40]) {
        yield* refuses(story.at("bob"), flipped(message, at), { _tag: "Unprotectable", reason: "BadCiphertext" }, message)
      }
    }).pipe(rfc)
  )

  it.effect("V212: the echo of our own commit adopts it; a commit in our name that we did not make is refused", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const mine = yield* commit(story.at("alice"))
      const echoed = yield* receive(mine.state, mine.message)
      expect(echoed).toMatchObject({ _tag: "commit", sender: 0 })
      const adopted = yield* adopt(mine.state)
      if (echoed._tag === "commit") expect(echoed.state.confirmationTag).toEqual(adopted.state.confirmationTag)
      const other = yield* commit(story.at("alice"))
      const refused = yield* Effect.flip(receive(mine.state, other.message))
      expect(refused).toMatchObject({ _tag: "FrameRejected", reason: "OwnCommitMismatch", rule: "V212" })
    }).pipe(rfc)
  )
})
