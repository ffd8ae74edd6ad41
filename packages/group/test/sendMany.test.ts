import { SignatureScheme } from "@copath/contracts"
import { describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { expect } from "vitest"
import {
  defaultOptions,
  type GroupState,
  GroupOptions,
  persist,
  proposeUpdate,
  receive,
  receiveMany,
  send,
  sendMany
} from "../src/index.ts"
import { services } from "./parts.ts"
import { four } from "./story.ts"

const utf8 = new TextEncoder()
const texts = (count: number) => Array.from({ length: count }, (_, i) => utf8.encode(`message ${i}`))

describe("many messages at once", () => {
  it.effect("are the messages that would have been sent one by one, byte for byte, and leave the same state", () =>
    Effect.gen(function* () {
      const authenticatedData = utf8.encode("beside")
      interface Said {
        readonly state: GroupState
        readonly messages: ReadonlyArray<Uint8Array>
        readonly retired: number
      }
      const run = (say: (state: GroupState) => Effect.Effect<Said, unknown>) =>
        Effect.gen(function* () {
          const { messages, retired, state } = yield* say((yield* four()).at("bob"))
          return { messages, retired, state: yield* persist(state) }
        }).pipe(Effect.provide(services(1, "one transcript")))
      const singly = yield* run(
        Effect.fnUntraced(
          function* (first: GroupState) {
            let state = first
            let retired = 0
            const messages: Array<Uint8Array> = []
            for (const text of texts(40)) {
              const sent = yield* send(state, text, { authenticatedData })
              state = sent.state
              retired += sent.retired.length
              messages.push(sent.message)
            }
            return { state, messages, retired }
          },
          Effect.provide(services(1, "one sender"))
        )
      )
      const together = yield* run((state) =>
        Effect.map(sendMany(state, texts(40), { authenticatedData }), (sent) => ({ ...sent, retired: sent.retired.length })).pipe(
          Effect.provide(services(1, "one sender"))
        )
      )
      expect(together).toEqual(singly)
    })
  )

  it.effect("are read in any order and with gaps, each by itself", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const { messages } = yield* sendMany(story.at("bob"), texts(9))
      let alice = story.at("alice")
      for (const i of [8, 0, 5, 3]) {
        const got = yield* receive(alice, messages[i] as Uint8Array)
        if (got._tag !== "application") throw new Error(got._tag)
        expect([got.data, got.sender]).toEqual([utf8.encode(`message ${i}`), story.leaf("bob")])
        alice = got.state
      }
      const { outcomes } = yield* receiveMany(story.at("carol"), messages)
      expect(outcomes.every(Result.isSuccess)).toBe(true)
    }).pipe(Effect.provide(services(1)))
  )

  it.effect("are no messages where there is nothing to say", () =>
    Effect.gen(function* () {
      const bob = (yield* four()).at("bob")
      const { messages, retired, state } = yield* sendMany(bob, [])
      expect([messages, retired]).toEqual([[], []])
      expect(yield* persist(state)).toEqual(yield* persist(bob))
    }).pipe(Effect.provide(services(1)))
  )

  it.effect(
    "R040: are handed to a scheme together where it can sign them together, and otherwise one by one, with one state through all",
    () =>
      Effect.gen(function* () {
        const story = yield* four()
        const scheme = yield* SignatureScheme
        const asked: Array<number> = []
        const together = SignatureScheme.of({
          ...scheme,
          sign: () => Effect.die("one by one"),
          signAll: (state, items) =>
            Effect.gen(function* () {
              asked.push(items.length)
              const made = yield* Effect.forEach(items, ({ at, content, label }) => scheme.sign(state, at, label, content))
              return { signatures: made.map(({ signature }) => signature), state }
            })
        })
        const { messages } = yield* Effect.provideService(sendMany(story.at("bob"), texts(5)), SignatureScheme, together)
        expect(asked).toEqual([5])
        const { outcomes } = yield* receiveMany(story.at("alice"), messages)
        expect(outcomes.map(Result.isSuccess)).toEqual([true, true, true, true, true])

        // A scheme whose state is another one after each signature.
        const states: Array<unknown> = []
        const wandering = SignatureScheme.of({
          ...scheme,
          sign: (state, at, label, content) =>
            Effect.map(scheme.sign(state, at, label, content), ({ signature }) => {
              states.push(state)
              return { signature, state: Object.assign(Object.create(Object.getPrototypeOf(state)), state) }
            })
        })
        const walked = yield* Effect.provideService(sendMany(story.at("bob"), texts(3)), SignatureScheme, wandering)
        expect(new Set(states).size).toBe(3)
        expect(states).not.toContain(walked.state.signer)
      }).pipe(Effect.provide(services(1)))
  )
})

describe("of many messages", () => {
  it.effect("V081: one that is too long keeps all others back, and no key is used up", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const bob = story.at("bob")
      const before = yield* persist(bob)
      const refused = yield* Effect.flip(sendMany(bob, [...texts(3), new Uint8Array(21)]))
      expect(refused).toMatchObject({ _tag: "SendRejected", reason: "TooLarge", rule: "V081" })
      expect(yield* persist(bob)).toEqual(before)
      const { messages } = yield* sendMany(bob, texts(3))
      const { outcomes } = yield* receiveMany(story.at("alice"), messages)
      expect(outcomes.every(Result.isSuccess)).toBe(true)
    }).pipe(Effect.provideService(GroupOptions, { ...defaultOptions, maxMessage: 20 }), Effect.provide(services(1)))
  )

  it.effect("V084, V293: none is sent while proposals wait, nor by a state that may have been used elsewhere", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const wish = yield* proposeUpdate(story.at("alice"))
      expect(yield* Effect.flip(sendMany(wish.state, texts(2)))).toMatchObject({ reason: "PendingProposals", rule: "V084" })
      const elsewhere = { ...story.at("bob"), receiveOnly: true }
      expect(yield* Effect.flip(sendMany(elsewhere, texts(2)))).toMatchObject({ reason: "NeedsUpdate", rule: "V293" })
    }).pipe(Effect.provide(services(1)))
  )
})
