import { leafIndex } from "@copath/tree-math"
import { describe, expect, it } from "vitest"
import { naive, refill } from "../src/evictForm.ts"
import { groupAddB00 } from "../src/groupAddB00.ts"
import { passThrough } from "../src/removeForm.ts"
import { SmallGroup } from "./smallGroup.ts"

/** Persons 0, 1, 2, 3 sit at A, B, C, D; everybody has committed. */
const four = (options: ConstructorParameters<typeof SmallGroup>[0]) => SmallGroup.of(4, options).settle()

describe("a remover who kept the key that it put into the slot", () => {
  /** A removes B with a fresh x at B's slot; C removes A. */
  const evicted = (options: ConstructorParameters<typeof SmallGroup>[0]) => {
    const group = four(options)
    group.commit({ by: 0, removes: [1] })
    group.commit({ by: 2, removes: [0] })
    return group
  }

  it("computes the new root from x when only its own path was refreshed", () => {
    const group = evicted({ evict: naive })
    expect(group.book.slots.get(leafIndex(1))?.filler).toBe(0)
    expect(group.reaches(0)).toBe(true)
  })

  it("goes on reading, whoever commits, as long as nobody puts another value into the slot", () => {
    const group = evicted({ evict: naive })
    group.settle().settle()
    expect(group.reaches(0)).toBe(true)
    // A newcomer gets the slot of A first, the leftmost; the second one gets B's, and with it x goes.
    group.commit({ by: 2, adds: 1 })
    expect(group.reaches(0)).toBe(true)
    group.commit({ by: 2, adds: 1 })
    expect(group.reaches(0)).toBe(false)
  })

  it("computes nothing when the book is looked up and its slots are filled again", () => {
    const group = evicted({ evict: refill })
    expect(group.book.slots.get(leafIndex(1))?.filler).toBe(2)
    expect(group.reaches(0)).toBe(false)
  })

  it("has no such key where the slot is passed through", () => {
    expect(evicted({ evict: naive, remove: passThrough }).reaches(0)).toBe(false)
  })
})

describe("an adder who kept the ephemeral key", () => {
  const evicted = (options: ConstructorParameters<typeof SmallGroup>[0]) => {
    const group = four(options)
    group.commit({ by: 0, adds: 1 })
    group.commit({ by: 2, removes: [0] })
    return group
  }

  it("reads on after its eviction until the newcomer commits", () => {
    const group = evicted({ evict: naive })
    expect(group.reaches(0)).toBe(true)
    group.commit({ by: 4 })
    expect(group.reaches(0)).toBe(false)
  })

  it("is locked out at once by the book", () => {
    expect(evicted({ evict: refill }).reaches(0)).toBe(false)
  })

  it("is, with b00, any member: all computed the newcomer's leaf", () => {
    for (const [evict, reads] of [
      [naive, true],
      [refill, false]
    ] as const) {
      const group = four({ add: groupAddB00, evict })
      group.commit({ by: 0, adds: 1 })
      group.commit({ by: 2, removes: [3] })
      expect(group.reaches(3)).toBe(reads)
    }
  })
})

describe("a creator who kept all leaves of the set-up (R011)", () => {
  it("is listed in the book at every leaf but its own until that leaf's member commits", () => {
    const group = SmallGroup.of(8)
    const known = () => [...group.book.slots.values()].filter(({ filler }) => filler === 0).map(({ leaf }) => leaf)
    expect(known()).toEqual([1, 2, 3, 4, 5, 6, 7])
    for (const { key, leaf } of group.book.slots.values()) expect(group.holders(key)).toEqual([0, leaf])
    for (let person = 1; person < 8; person++) {
      group.commit({ by: person })
      expect(known()).toEqual([1, 2, 3, 4, 5, 6, 7].slice(person))
    }
  })

  it("lets any member's first update cost d + 1 keys all the same", () => {
    for (let person = 1; person < 8; person++) {
      const { update } = SmallGroup.of(8).commit({ by: person })
      expect(update.slots.length + update.nodes.length).toBe(3)
    }
  })

  it("reads after its removal, without the book, until the last other member has updated", () => {
    const group = SmallGroup.of(8, { evict: naive })
    group.commit({ by: 1, removes: [0] })
    for (const person of [2, 3, 4, 5, 6]) {
      expect(group.reaches(0)).toBe(true)
      group.commit({ by: person })
    }
    expect(group.reaches(0)).toBe(true)
    group.commit({ by: 7 })
    expect(group.reaches(0)).toBe(false)
  })

  it("is locked out by its removal where the book is looked up", () => {
    const group = SmallGroup.of(8)
    group.commit({ by: 1, removes: [0] })
    expect(group.reaches(0)).toBe(false)
  })
})
