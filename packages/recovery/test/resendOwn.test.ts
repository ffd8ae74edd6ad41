import { Recovery } from "@copath/client"
import { externalJoin, makeGroupInfo } from "@copath/group"
import { defaultLimits } from "@copath/resend"
import { it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect } from "vitest"
import { resendOwn } from "../src/index.ts"
import { adds, asksFor, at, bytes, commits, groupOf, hears, identityIn, reads, says, sends, services } from "./world.ts"

const own = Effect.provide(Layer.mergeAll(services, resendOwn))
const three = groupOf("alice", "bob", "carol")

describe("resend-own", () => {
  it.effect("R131, R132: a text that was withheld, sent again and then released is shown once", () =>
    Effect.gen(function* () {
      const group = yield* three
      const withheld = yield* says(group, "alice", "at nine")
      const { answer } = yield* reads(group, "alice", yield* asksFor(group, "bob", withheld))
      if (answer === undefined) throw new Error("alice answers")
      const again = yield* sends(group, "alice", answer.payload)
      at(group, "alice").letters = answer.sent(again)
      expect(yield* reads(group, "bob", again)).toMatchObject({ text: "at nine", answer: undefined })
      expect((yield* reads(group, "bob", withheld)).text).toBeUndefined()
      // Carol got both, in the order of their sending.
      expect((yield* reads(group, "carol", withheld)).text).toBe("at nine")
      expect((yield* reads(group, "carol", again)).text).toBeUndefined()
      // The second message can be asked for as well.
      expect((yield* reads(group, "alice", yield* asksFor(group, "carol", again))).answer).toBeDefined()
    }).pipe(own)
  )

  it.effect("two texts that say the same are two texts", () =>
    Effect.gen(function* () {
      const group = yield* three
      for (const text of ["yes", "yes"]) expect((yield* reads(group, "bob", yield* says(group, "alice", text))).text).toBe("yes")
    }).pipe(own)
  )

  it.effect("R133: a third member that sends a text again in its author's name is not read", () =>
    Effect.gen(function* () {
      const group = yield* three
      const withheld = yield* says(group, "alice", "at nine")
      const { answer } = yield* reads(group, "alice", yield* asksFor(group, "bob", withheld))
      const forged = yield* sends(group, "carol", answer?.payload ?? new Uint8Array(0))
      expect(yield* reads(group, "bob", forged)).toMatchObject({ text: undefined, answer: undefined, confirm: undefined })
      expect((yield* reads(group, "bob", withheld)).text).toBe("at nine")
    }).pipe(own)
  )

  it.effect("R118, R134: a flood of asks is limited for the member that sends it, for a minute", () =>
    Effect.gen(function* () {
      const group = yield* three
      const withheld = yield* says(group, "alice", "at nine")
      const answers = Effect.fnUntraced(function* (name: string) {
        return (yield* reads(group, "alice", yield* asksFor(group, name, withheld))).answer !== undefined
      })
      const flood = yield* Effect.forEach(Array.from({ length: defaultLimits.asks + 5 }), () => answers("bob"))
      expect(flood.filter((answered) => answered)).toHaveLength(defaultLimits.asks)
      expect(flood.lastIndexOf(true)).toBe(defaultLimits.asks - 1)
      expect(yield* answers("carol")).toBe(true)
      yield* TestClock.adjust("61 seconds")
      expect(yield* answers("bob")).toBe(true)
    }).pipe(own)
  )

  it.effect("R134: an ask of an epoch that is over gets nothing", () =>
    Effect.gen(function* () {
      const group = yield* three
      const withheld = yield* says(group, "alice", "at nine")
      const early = yield* asksFor(group, "bob", withheld)
      yield* commits(group, "carol")
      expect(yield* reads(group, "alice", early)).toMatchObject({ answer: undefined, confirm: undefined })
      expect((yield* reads(group, "alice", yield* asksFor(group, "bob", withheld))).answer).toBeDefined()
    }).pipe(own)
  )

  it.effect("R098, R134: what was sent before a present member joined waits for a person's yes, until that member is gone", () =>
    Effect.gen(function* () {
      const group = yield* three
      const before = yield* says(group, "alice", "before dave")
      yield* adds(group, "bob", "dave")
      const after = yield* says(group, "alice", "with dave")
      const asked = yield* reads(group, "alice", yield* asksFor(group, "bob", before))
      expect(asked.answer).toBeUndefined()
      if (asked.confirm === undefined) throw new Error("alice may answer")
      expect((yield* reads(group, "alice", yield* asksFor(group, "bob", after))).answer).toBeDefined()
      // Erin came later still, so the text that dave was sent waits as well.
      yield* adds(group, "bob", "erin")
      expect(yield* reads(group, "alice", yield* asksFor(group, "bob", after))).toMatchObject({ answer: undefined, confirm: {} })
      // Alice says yes.
      expect((yield* reads(group, "bob", yield* sends(group, "alice", asked.confirm.payload))).text).toBe("before dave")
      yield* commits(group, "bob", { remove: [at(group, "dave").state.me, at(group, "erin").state.me] })
      expect((yield* reads(group, "alice", yield* asksFor(group, "carol", before))).answer).toBeDefined()
    }).pipe(own)
  )

  it.effect("R134: a text is kept for an hour", () =>
    Effect.gen(function* () {
      const group = yield* three
      const withheld = yield* says(group, "alice", "at nine")
      yield* TestClock.adjust("3600 seconds")
      expect((yield* reads(group, "alice", yield* asksFor(group, "bob", withheld))).answer).toBeDefined()
      yield* TestClock.adjust("1 second")
      expect(yield* reads(group, "alice", yield* asksFor(group, "carol", withheld))).toMatchObject({
        answer: undefined,
        confirm: undefined
      })
    }).pipe(own)
  )

  it.effect(
    "R098, R129: whoever came in from outside counts as new, in its own old place too: a thief's ask waits for a person's yes",
    () =>
      Effect.gen(function* () {
        const group = yield* three
        const before = yield* says(group, "alice", "before")
        const identity = identityIn(at(group, "carol").state)
        const { message, state } = yield* externalJoin({ groupInfo: yield* makeGroupInfo(at(group, "bob").state), identity, resync: true })
        yield* hears(group, message)
        group.set("thief", { state, letters: (yield* Recovery).begin })
        const asked = yield* reads(group, "alice", yield* asksFor(group, "thief", before))
        expect(asked.answer).toBeUndefined()
        expect(asked.confirm).toBeDefined()
      }).pipe(own)
  )

  it.effect("a late text is of who stood at its leaf when it was said: sent again from another leaf it is known", () =>
    Effect.gen(function* () {
      const group = yield* three
      const late = yield* says(group, "carol", "carol was here")
      const { letters, state } = at(group, "carol")
      yield* commits(group, "alice", { remove: [state.me] })
      yield* adds(group, "alice", "dave")
      expect(at(group, "dave").state.me).toBe(state.me)
      expect((yield* reads(group, "bob", late)).text).toBe("carol was here")
      yield* adds(group, "alice", "carol")
      at(group, "carol").letters = letters
      const { answer } = yield* reads(group, "carol", yield* asksFor(group, "bob", late))
      if (answer === undefined) throw new Error("carol answers")
      const again = yield* sends(group, "carol", answer.payload)
      expect((yield* reads(group, "bob", again)).text).toBeUndefined()
      expect((yield* reads(group, "dave", again)).text).toBe("carol was here")
    }).pipe(own)
  )

  it.effect("application data in no envelope is nobody's text, and an ask for what is somebody else's gets nothing", () =>
    Effect.gen(function* () {
      const group = yield* three
      const nothing = { text: undefined, answer: undefined, confirm: undefined }
      expect(yield* reads(group, "bob", yield* sends(group, "alice", bytes("bare")))).toEqual(nothing)
      const hers = yield* says(group, "alice", "hers")
      expect(yield* reads(group, "carol", yield* asksFor(group, "bob", hers))).toEqual(nothing)
    }).pipe(own)
  )
})
