import { CryptoFailure, type Suite } from "@copath/contracts"
import { describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { expect } from "vitest"
import { commit, type GroupState, type Outcome, persist, proposeRemove, receive, type Received, receiveMany, send } from "../src/index.ts"
import { services } from "./parts.ts"
import { commits, flipped, four, says } from "./story.ts"

const utf8 = new TextEncoder()

/** A suite with a batch of its own, which says how many it was asked for at a time. */
const batching =
  (asked: Array<number>) =>
  (suite: Suite): Suite => ({
    ...suite,
    signature: {
      ...suite.signature,
      verifyAll: (checks) =>
        Effect.sync(() => {
          asked.push(checks.length)
          return checks.map(({ message, publicKey, signature }) => suite.signature.verify(publicKey, message, signature))
        })
    }
  })

const failing = (suite: Suite): Suite => ({
  ...suite,
  signature: { ...suite.signature, verifyAll: () => Effect.fail(new CryptoFailure({ operation: "signature.verifyAll" })) }
})

/** Messages of one member in a row, from the state given. */
const saysMuch = Effect.fnUntraced(function* (from: GroupState, count: number) {
  let state = from
  const messages: Array<Uint8Array> = []
  for (let i = 0; i < count; i++) {
    const sent = yield* send(state, utf8.encode(`message ${i}`))
    state = sent.state
    messages.push(sent.message)
  }
  return { state, messages }
})

/** What `receive` makes of the same list, one by one. */
const oneByOne = Effect.fnUntraced(function* (first: GroupState, messages: ReadonlyArray<Uint8Array>) {
  const outcomes: Array<Outcome> = []
  let state = first
  for (const message of messages) {
    const got = yield* Effect.result(receive(state, message))
    if (Result.isFailure(got)) {
      outcomes.push(Result.fail(got.failure))
      continue
    }
    const received: Received = got.success
    if (received._tag === "removed") return { state: undefined, outcomes: [...outcomes, Result.succeed(received)] }
    const { state: next, ...rest } = received
    state = next
    outcomes.push(Result.succeed(rest))
  }
  return { state, outcomes }
})

const written = (state: GroupState | undefined) => (state === undefined ? Effect.succeed(undefined) : persist(state))

/** The list gives what the messages give one by one: outcomes in order, and the state in the end. */
const agrees = Effect.fnUntraced(function* (state: GroupState, messages: ReadonlyArray<Uint8Array>) {
  const [loop, many] = [yield* oneByOne(state, messages), yield* receiveMany(state, messages)]
  expect(many.outcomes).toEqual(loop.outcomes)
  expect(yield* written(many.state)).toEqual(yield* written(loop.state))
  return many
})

const tags = (outcomes: ReadonlyArray<Outcome>) =>
  outcomes.map((o) => (Result.isSuccess(o) ? o.success._tag : "reason" in o.failure ? o.failure.reason : o.failure._tag))

describe("many messages at once", () => {
  it.effect("R035: of a thousand messages one has a bad signature; it is located and the others are delivered, in one batch", () => {
    const asked: Array<number> = []
    return Effect.gen(function* () {
      const story = yield* four()
      const bob = story.at("bob")
      const first = yield* saysMuch(bob, 700)
      // Somebody else's key signs in the name and at the position of bob, who then says something there himself.
      const forged = yield* send({ ...first.state, signer: story.at("carol").signer }, utf8.encode("bob never said this"))
      const rest = yield* saysMuch(first.state, 299)
      const { outcomes, state } = yield* receiveMany(story.at("alice"), [...first.messages, forged.message, ...rest.messages])
      expect(outcomes.findIndex(Result.isFailure)).toBe(700)
      expect(outcomes.filter(Result.isFailure)).toMatchObject([{ failure: { _tag: "BadSignature", sender: bob.me } }])
      expect(outcomes.filter(Result.isSuccess).length).toBe(999)
      const last = outcomes.at(-1)
      expect(last !== undefined && Result.isSuccess(last) && last.success).toMatchObject({ data: utf8.encode("message 298") })
      // Bob's own message at that position opens only once the forgery has burnt no key: then it is verified by itself.
      expect(asked).toEqual([999])
      const loop = yield* oneByOne(story.at("alice"), [...first.messages, forged.message, ...rest.messages])
      expect(yield* written(state)).toEqual(yield* written(loop.state))
      expect(outcomes).toEqual(loop.outcomes)
    }).pipe(Effect.provide(services(1, "many", batching(asked))))
  })

  it.effect("several bad ones, echoes, strangers, repetitions and a message of another group end as they would one by one", () => {
    const asked: Array<number> = []
    return Effect.gen(function* () {
      const story = yield* four()
      const alice = story.at("alice")
      const [bob, carol] = [yield* saysMuch(story.at("bob"), 6), yield* saysMuch(story.at("carol"), 6)]
      const forgery = (state: GroupState, signer: GroupState) => send({ ...state, signer: signer.signer }, utf8.encode("forged"))
      const forged = yield* forgery(story.at("bob"), carol.state)
      const another = yield* forgery(carol.state, bob.state)
      const own = yield* send(alice, utf8.encode("mine"))
      const broken = flipped(bob.messages[3] as Uint8Array, -1)
      const foreign = flipped(bob.messages[4] as Uint8Array, 6)
      const list = [
        forged.message,
        ...bob.messages.slice(0, 3),
        broken,
        ...carol.messages,
        own.message,
        another.message,
        foreign,
        ...bob.messages.slice(2),
        utf8.encode("no message")
      ]
      const many = yield* agrees(own.state, list)
      const bad = "BadSignature"
      const application = "application"
      expect(tags(many.outcomes)).toEqual([
        bad,
        ...Array.from({ length: 3 }, () => application),
        "BadCiphertext",
        ...Array.from({ length: 6 }, () => application),
        "duplicate",
        bad,
        "UnknownGroup",
        "KeyConsumed",
        ...Array.from({ length: 3 }, () => application),
        "BadVersion"
      ])
    }).pipe(Effect.provide(services(1, "mixed", batching(asked))))
  })

  it.effect("commits and proposals between them move the group on, and late messages are read under their epoch's keys", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const alice = story.at("alice")
      const late = yield* saysMuch(story.at("bob"), 3)
      story.set("bob", late.state)
      const proposed = yield* proposeRemove(story.at("dave"), story.leaf("dave"))
      const made = yield* commits(story, "carol", { path: true })
      const fresh = yield* saysMuch(story.at("bob"), 3)
      const list = [late.messages[0], proposed.message, made.message, late.messages[2], ...fresh.messages, late.messages[1]] as const
      const many = yield* agrees(alice, list as ReadonlyArray<Uint8Array>)
      expect(tags(many.outcomes)).toEqual(["application", "proposal", "commit", ...Array.from({ length: 5 }, () => "application")])
      expect(many.state?.context.epoch).toBe(2n)
    }).pipe(Effect.provide(services(1, "moving", batching([]))))
  )

  it.effect("a commit that removes the reader is the last of the list, and leaves no state", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const dave = story.at("dave")
      const before = yield* says(story, "bob", "before")
      const { message } = yield* commit(story.at("alice"), { remove: [dave.me] })
      const many = yield* agrees(dave, [before.message, message, before.message])
      expect(tags(many.outcomes)).toEqual(["application", "removed"])
      expect(many.state).toBeUndefined()
    }).pipe(Effect.provide(services(1, "leaving", batching([]))))
  )

  for (const [title, seen] of [
    ["a batch that fails whole costs time and nothing else", failing],
    ["without a batch all goes one by one", (suite: Suite) => suite]
  ] as const) {
    it.effect(title, () =>
      Effect.gen(function* () {
        const story = yield* four()
        const { messages } = yield* saysMuch(story.at("bob"), 4)
        const many = yield* agrees(story.at("alice"), [flipped(messages[0] as Uint8Array, -1), ...messages])
        expect(tags(many.outcomes)).toEqual(["BadCiphertext", ...Array.from({ length: 4 }, () => "application")])
      }).pipe(Effect.provide(services(1, "alone", seen)))
    )
  }
})
