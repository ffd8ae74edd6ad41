import { type Circle, countingChannel, openCircle, type Reader, type Traffic } from "@copath/conformance"
import { cipherSuite, seededEntropy } from "@copath/crypto-noble"
import { oneTime, ratchet, staticHpke } from "@copath/pairwise-channel"
import { it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { describe, expect } from "vitest"
import { pairwise } from "../src/index.ts"

const crypto = { suite: cipherSuite(1), entropy: seededEntropy }
const channels = { "static-hpke": staticHpke(), "one-time": oneTime(), ratchet: ratchet() }
type Over = keyof typeof channels

const circleOf = (size: number, over: Over, traffic: Traffic = { seals: 0, opens: 0 }) =>
  openCircle(Layer.provide(pairwise({ pastEpochs: 0 }), countingChannel(channels[over], traffic)), crypto, size)

const rounds = Effect.fnUntraced(function* (circle: Circle, count: number) {
  for (let i = 0; i < count; i++) for (const leaf of circle.members.keys()) yield* circle.tell(leaf, `round ${i}`)
})

/** Whether a thief reads what `leaf` says now. */
const reads = Effect.fnUntraced(function* (circle: Circle, thief: Reader, leaf: number) {
  const spoken = yield* circle.tell(leaf, "now")
  return (yield* circle.hear(thief, spoken)) === "now"
})

describe("what pairwise protection costs (R030)", () => {
  it.effect.each([2, 3, 5, 8])("%i members: n-1 pairwise seals a message, whoever speaks and whatever changed", (n) =>
    Effect.gen(function* () {
      const traffic: Traffic = { seals: 0, opens: 0 }
      const circle = yield* circleOf(n, "ratchet", traffic)
      const during = Effect.fnUntraced(function* (leaf: number) {
        const before = traffic.seals
        yield* circle.tell(leaf, "text")
        return traffic.seals - before
      })
      for (const leaf of [0, n - 1, 0]) expect(yield* during(leaf)).toBe(n - 1)
      // Adding and removing are local: nothing is sent for them.
      const { seals } = traffic
      yield* circle.turnover({ added: [n] })
      yield* circle.turnover({ updated: [0] })
      yield* circle.turnover({ removed: [1] })
      expect(traffic.seals).toBe(seals)
      for (const leaf of [n, 0]) expect(yield* during(leaf)).toBe(n - 1)
    })
  )

  it.effect("a message grows by 146 bytes for each member, over a ratchet in suite 1", () =>
    Effect.gen(function* () {
      const length = Effect.fnUntraced(function* (n: number) {
        const circle = yield* circleOf(n, "ratchet")
        return (yield* circle.say(0, "text")).body.length
      })
      const [three, four] = [yield* length(3), yield* length(4)]
      // Leaf, a length of two bytes, header and KEM output, offer and secret, tag.
      expect(four - three).toBe(4 + 2 + (16 + 1 + 32) + 2 + (8 + 1 + 32 + 32) + 16)
    })
  )

  it.effect("a long text goes once, and not once for each member", () =>
    Effect.gen(function* () {
      const circle = yield* circleOf(8, "ratchet")
      yield* rounds(circle, 2)
      const length = (text: string) => Effect.map(circle.say(0, text), ({ body }) => body.length)
      const [short, long] = [yield* length("x"), yield* length("x".repeat(10_001))]
      // And one byte more for its length.
      expect(long - short).toBe(10_000 + 1)
    })
  )
})

describe("what a thief of a member's state reads (R030)", () => {
  it.effect.each(["one-time", "ratchet"] as const)(
    "over %s channels: nothing of the past, and nothing after a round trip with the sender",
    (over) =>
      Effect.gen(function* () {
        const circle = yield* circleOf(4, over)
        yield* rounds(circle, 3)
        const past = yield* circle.tell(0, "past")
        const thief = yield* circle.seize(2)
        expect(yield* circle.hear(thief, past)).not.toBe("past")
        expect(yield* reads(circle, thief, 0)).toBe(true)
        // Leaf 2 speaks and leaf 0 answers: that pair is healed, for the thief had no part in it.
        yield* circle.tell(2, "there")
        expect(yield* reads(circle, thief, 0)).toBe(false)
        expect(yield* reads(circle, thief, 1)).toBe(false)
      })
  )

  it.effect.each(["one-time", "ratchet"] as const)("over %s channels: each pair heals by itself", (over) =>
    Effect.gen(function* () {
      const circle = yield* circleOf(3, over)
      yield* rounds(circle, 3)
      const thief = yield* circle.seize(2)
      // Leaf 1 does not hear what leaf 2 says, so its next message still goes to the key that was stolen.
      const spoken = yield* circle.say(2, "there")
      expect(yield* circle.hear(circle.at(0), spoken)).toBe("there")
      const [healed, not] = [yield* circle.say(0, "now"), yield* circle.say(1, "now")]
      expect(yield* circle.hear(thief, healed)).not.toBe("now")
      expect(yield* circle.hear(thief, not)).toBe("now")
    })
  )

  it.effect("over static HPKE: all until the next update, talk as they may", () =>
    Effect.gen(function* () {
      const circle = yield* circleOf(3, "static-hpke")
      yield* rounds(circle, 2)
      const thief = yield* circle.seize(2)
      yield* rounds(circle, 2)
      for (const leaf of [0, 1]) expect(yield* reads(circle, thief, leaf)).toBe(true)
      const change = yield* circle.turnover({ updated: [2] })
      yield* circle.follow(thief, change)
      for (const leaf of [0, 1]) expect(yield* reads(circle, thief, leaf)).toBe(false)
    })
  )

  it.effect.each(["static-hpke", "one-time", "ratchet"] as const)(
    "over %s channels: whoever was removed reads nothing, at no cost",
    (over) =>
      Effect.gen(function* () {
        const circle = yield* circleOf(4, over)
        yield* rounds(circle, 2)
        const former = yield* circle.seize(3)
        const change = yield* circle.turnover({ removed: [3] })
        yield* circle.follow(former, change)
        for (const leaf of [0, 1, 2]) expect(yield* reads(circle, former, leaf)).toBe(false)
        // And a newcomer nothing of the past.
        const before = yield* circle.tell(0, "before")
        yield* circle.turnover({ added: [3] })
        expect(yield* circle.hear(circle.at(3), before)).not.toBe("before")
        yield* rounds(circle, 1)
      })
  )
})
