import type { Traffic } from "@copath/conformance"
import { it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { describe, expect } from "vitest"
import { channels, circleOf } from "./circles.ts"

const counted = Effect.fnUntraced(function* (size: number) {
  const traffic: Traffic = { seals: 0, opens: 0 }
  const circle = yield* circleOf(size, channels.ratchet, {}, traffic)
  /** Pairwise seals of what is done. */
  const during = <A, E>(what: Effect.Effect<A, E>): Effect.Effect<number, E> =>
    Effect.suspend(() => {
      const before = traffic.seals
      return Effect.map(what, () => traffic.seals - before)
    })
  const everybody = Effect.suspend(() => Effect.forEach([...circle.members.keys()], (leaf) => circle.tell(leaf, "text")))
  return { circle, during, everybody, traffic }
})

describe("what sender keys cost (R036)", () => {
  it.effect.each([2, 3, 5, 8])("%i members: n-1 pairwise seals for each member's first message, and none for any other", (n) =>
    Effect.gen(function* () {
      const { circle, during, everybody, traffic } = yield* counted(n)
      expect(yield* during(circle.tell(0, "first"))).toBe(n - 1)
      expect(yield* during(everybody)).toBe((n - 1) * (n - 1))
      expect(traffic.opens).toBe(n * (n - 1))
      expect(yield* during(everybody)).toBe(0)
    })
  )

  it.effect.each([3, 5, 8])("%i members: a message is one broadcast, as long in a group of any size", (n) =>
    Effect.gen(function* () {
      const [small, { circle, everybody }] = [yield* counted(2), yield* counted(n)]
      for (const each of [small.everybody, everybody]) yield* each
      const lengths = [yield* small.circle.say(0, "text"), yield* circle.say(0, "text")].map(({ body }) => body.length)
      // Leaf, epoch of the chain, generation, no distribution, length, text and tag.
      expect(lengths).toEqual(Array(2).fill(4 + 8 + 4 + 1 + 1 + 4 + 16))
    })
  )

  it.effect.each([4, 5, 8])("%i members: an add costs each one seal with its next message, and the newcomer one for each", (n) =>
    Effect.gen(function* () {
      const { circle, during, everybody } = yield* counted(n)
      yield* everybody
      expect(yield* during(circle.turnover({ added: [n] }))).toBe(0)
      for (let leaf = 0; leaf < n; leaf++) expect(yield* during(circle.tell(leaf, "welcome"))).toBe(1)
      expect(yield* during(circle.tell(n, "hello"))).toBe(n)
      expect(yield* during(everybody)).toBe(0)
    })
  )

  it.effect.each([4, 5, 8])("%i members: a removal costs nothing at once, and about n² pairwise seals as members speak", (n) =>
    Effect.gen(function* () {
      const { circle, during, everybody } = yield* counted(n)
      yield* everybody
      expect(yield* during(circle.turnover({ removed: [1] }))).toBe(0)
      expect(yield* during(circle.tell(0, "without leaf 1"))).toBe(n - 2)
      expect(yield* during(everybody)).toBe((n - 2) * (n - 2))
      expect(yield* during(everybody)).toBe(0)
    })
  )

  it.effect("an update costs its member n-1 seals with its next message, and nobody else any", () =>
    Effect.gen(function* () {
      const { circle, during, everybody } = yield* counted(6)
      yield* everybody
      yield* circle.turnover({ updated: [2] })
      for (const leaf of [0, 1, 3, 4, 5]) expect(yield* during(circle.tell(leaf, "text"))).toBe(0)
      expect(yield* during(circle.tell(2, "a new chain"))).toBe(5)
    })
  )
})
