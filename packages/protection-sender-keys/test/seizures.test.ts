import type { Circle, Reader } from "@copath/conformance"
import { it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { describe, expect } from "vitest"
import { channels, circleOf, type Over } from "./circles.ts"

const rounds = Effect.fnUntraced(function* (circle: Circle, count: number) {
  for (let i = 0; i < count; i++) for (const leaf of circle.members.keys()) yield* circle.tell(leaf, `round ${i}`)
})

/** Of whom a thief reads a message each; it goes along as far as it can. */
const readBy = Effect.fnUntraced(function* (circle: Circle, thief: Reader) {
  const read: Array<number> = []
  for (const leaf of circle.members.keys()) {
    const spoken = yield* circle.tell(leaf, `leaf ${leaf} says`)
    if (leaf !== thief.leaf && (yield* circle.hear(thief, spoken)) === `leaf ${leaf} says`) read.push(leaf)
  }
  return read
})

const update = Effect.fnUntraced(function* (circle: Circle, leaf: number, ...thieves: ReadonlyArray<Reader>) {
  const change = yield* circle.turnover({ updated: [leaf] })
  for (const thief of thieves) yield* circle.follow(thief, change)
})

const over: ReadonlyArray<Over> = ["static-hpke", "one-time", "ratchet"]

describe.each(over)("sender keys over %s (R036)", (channel) => {
  it.effect("keep no key that opened a message: a thief reads nothing of what was heard", () =>
    Effect.gen(function* () {
      const circle = yield* circleOf(3, channels[channel])
      yield* rounds(circle, 2)
      const past = [yield* circle.tell(0, "past"), yield* circle.tell(1, "past")]
      const thief = yield* circle.seize(2)
      for (const spoken of past) expect(yield* circle.hear(thief, spoken)).toBe("KeyConsumed")
    })
  )

  it.effect("do not heal by talking, nor by an add: one stolen state reads all senders", () =>
    Effect.gen(function* () {
      const circle = yield* circleOf(4, channels[channel])
      yield* rounds(circle, 1)
      const thief = yield* circle.seize(2)
      for (let i = 0; i < 5; i++) expect(yield* readBy(circle, thief)).toEqual([0, 1, 3])
      const change = yield* circle.turnover({ added: [4] })
      yield* circle.follow(thief, change)
      expect((yield* readBy(circle, thief)).filter((leaf) => leaf !== 4)).toEqual([0, 1, 3])
    })
  )

  it.effect("heal by a staircase once the one who was robbed has updated: each sender when it replaces its chain", () =>
    Effect.gen(function* () {
      const circle = yield* circleOf(4, channels[channel])
      yield* rounds(circle, 2)
      const thief = yield* circle.seize(2)
      yield* update(circle, 2, thief)
      expect(yield* readBy(circle, thief)).toEqual([0, 1, 3])
      yield* update(circle, 0, thief)
      expect(yield* readBy(circle, thief)).toEqual([1, 3])
      yield* update(circle, 3, thief)
      expect(yield* readBy(circle, thief)).toEqual([1])
      yield* update(circle, 1, thief)
      expect(yield* readBy(circle, thief)).toEqual([])
    })
  )

  it.effect("hand a new chain to the thief too, as long as the one who was robbed offers no new key", () =>
    Effect.gen(function* () {
      const circle = yield* circleOf(3, channels[channel])
      yield* rounds(circle, 2)
      const thief = yield* circle.seize(2)
      yield* update(circle, 0, thief)
      expect(yield* readBy(circle, thief)).toEqual([0, 1])
    })
  )

  it.effect("let a newcomer read from its sender's next message on, and nothing before", () =>
    Effect.gen(function* () {
      const circle = yield* circleOf(3, channels[channel], { pastEpochs: 3 })
      yield* rounds(circle, 1)
      const before = yield* circle.tell(0, "before")
      yield* circle.turnover({ added: [3] })
      const newcomer = circle.at(3)
      expect(yield* circle.hear(newcomer, before)).toBe("NoKeyYet")
      yield* circle.tell(0, "after")
      expect(yield* circle.hear(newcomer, before)).toBe("OutOfOrder")
    })
  )

  it.effect("shut out whoever was removed, and without new chains shut out nobody", () =>
    Effect.gen(function* () {
      for (const rekeyOnRemoval of [true, false]) {
        const circle = yield* circleOf(4, channels[channel], { rekeyOnRemoval })
        yield* rounds(circle, 2)
        const former = yield* circle.seize(3)
        const change = yield* circle.turnover({ removed: [3] })
        yield* circle.follow(former, change)
        for (let i = 0; i < 3; i++) expect(yield* readBy(circle, former)).toEqual(rekeyOnRemoval ? [] : [0, 1, 2])
      }
    })
  )

  it.effect("say that a key has not come yet, and open the message once it has", () =>
    Effect.gen(function* () {
      const circle = yield* circleOf(2, channels[channel])
      const [first, second] = [yield* circle.say(0, "first"), yield* circle.say(0, "second")]
      const bob = circle.at(1)
      expect(yield* circle.hear(bob, second)).toBe("NoKeyYet")
      expect(yield* circle.hear(bob, first)).toBe("first")
      expect(yield* circle.hear(bob, second)).toBe("second")
    })
  )

  it.effect("replace chain and leaf key each by itself", () =>
    Effect.gen(function* () {
      const circle = yield* circleOf(3, channels[channel], { rekeyOnUpdate: false })
      yield* rounds(circle, 2)
      const thief = yield* circle.seize(1)
      // A new leaf key and the old chain: nothing is handed out, nothing heals.
      for (const leaf of [0, 1, 2]) yield* update(circle, leaf, thief)
      expect(yield* readBy(circle, thief)).toEqual([0, 2])
    })
  )

  it.effect("open late messages of a chain that was replaced for as long as past epochs are kept", () =>
    Effect.gen(function* () {
      for (const pastEpochs of [1, 2]) {
        const circle = yield* circleOf(2, channels[channel], { pastEpochs })
        yield* rounds(circle, 1)
        const late = yield* circle.say(0, "late")
        for (let i = 0; i < 2; i++) {
          yield* circle.turnover({ updated: [0] })
          yield* circle.tell(0, "a new chain")
        }
        expect(yield* circle.hear(circle.at(1), late)).toBe(pastEpochs === 2 ? "late" : "BadCiphertext")
      }
    })
  )
})
