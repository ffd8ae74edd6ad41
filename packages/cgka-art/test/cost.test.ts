import { encode } from "@copath/codec"
import { leafIndex } from "@copath/tree-math"
import { describe, expect, it } from "vitest"
import { bookCodec, wrapBook } from "../src/book.ts"
import { setupKeyForm } from "../src/setupKeyForm.ts"
import { updateCodec, wrapUpdate } from "../src/update.ts"
import { keyedAbove, SmallGroup } from "./smallGroup.ts"

/*
 * A scalar multiplication (SM) is what a public key costs, and what a DH costs. With d parents above the sender an update is one leaf pair
 * and d parents of one DH and one public key: 2d + 1. The drafts write a public key behind a length of two bytes.
 */
const sizes = [2, 3, 4, 5, 7, 8, 9, 33]
const depthOf = (members: number): number => Math.ceil(Math.log2(members))
const draftBytes = (keys: ReadonlyArray<Uint8Array>): number => keys.reduce((sum, key) => sum + key.length + 2, 0)
const mean = (numbers: ReadonlyArray<number>): number => numbers.reduce((sum, n) => sum + n, 0) / numbers.length

/** Every member of a settled group updates once: what it costs, by leaf. */
const updates = (members: number) => {
  const group = SmallGroup.of(members).settle()
  return Array.from({ length: members }, (_, person) => ({
    depth: keyedAbove(group, leafIndex(person)),
    ...group.commit({ by: person })
  }))
}

describe("an update", () => {
  for (const members of sizes) {
    const all = updates(members)
    const d = depthOf(members)

    it(`costs its sender 2d + 1 scalar multiplications in a group of ${members}`, () => {
      for (const { depth, work } of all) {
        expect(work).toEqual({ pairs: depth + 1, agreements: depth })
        expect(work.pairs + work.agreements).toBe(2 * depth + 1)
        expect(depth).toBeLessThanOrEqual(d)
      }
      expect(Math.max(...all.map(({ depth }) => depth))).toBe(d)
    })

    it(`is d + 1 public keys of 34 bytes in a group of ${members}, as the drafts write them (R016)`, () => {
      for (const { depth, leafKey, update } of all) {
        const keys = [leafKey, ...update.nodes]
        expect(update.slots).toHaveLength(0)
        expect(keys).toHaveLength(depth + 1)
        expect(draftBytes(keys)).toBe(34 * (depth + 1))
        // Ours: a length of one byte before each key, and one or two before the list of nodes; the empty list of slots is one more.
        const header = 33 * depth < 64 ? 1 : 2
        expect(encode(updateCodec(false), wrapUpdate(update))).toHaveLength(33 * depth + header + 1)
      }
    })

    it(`costs a receiver two scalar multiplications for each node from the meeting place upward in a group of ${members}`, () => {
      const nodes = all.flatMap(({ received }) =>
        [...received.values()].map(({ agreements, pairs }) => {
          expect(pairs).toBe(agreements)
          return agreements
        })
      )
      expect(Math.max(...nodes)).toBe(d)
      // Half of a full group meets the sender only at the root. Where the tree is not full most members sit below one more parent.
      expect(mean(nodes)).toBeLessThan(Number.isInteger(Math.log2(members)) ? 2 : 3)
    })
  }

  it("costs a receiver of a full tree (2^(d+1) - d - 2) / (2^d - 1) nodes on average", () => {
    for (const members of [2, 4, 8, 16, 32]) {
      const d = depthOf(members)
      for (const { received } of updates(members)) {
        expect(mean([...received.values()].map(({ agreements }) => agreements))).toBeCloseTo((2 ** (d + 1) - d - 2) / (2 ** d - 1), 10)
      }
    }
  })

  it("costs a receiver 2.22 nodes on average in a group of 9, and 2.73 of 33: more than two, as eight or 32 of them have one parent more", () => {
    for (const [members, expected] of [
      [9, (8 * (19 / 8) + 1) / 9],
      [33, (32 * (89 / 32) + 1) / 33]
    ] as const) {
      const nodes = updates(members).flatMap(({ received }) => [...received.values()].map(({ agreements }) => agreements))
      expect(mean(nodes)).toBeCloseTo(expected, 10)
    }
  })
})

describe("a slot that is filled again", () => {
  it("costs its filler's commit a pair, and each parent above it that is not above the filler", () => {
    const group = SmallGroup.of(8).settle()
    group.commit({ by: 2, removes: [5] })
    const { update, work } = group.commit({ by: 2 })
    // Parents 1, 3 and 7 of the update alone; 9 and 11 above leaf 5. One slot and one leaf beside them.
    expect(update.slots.map(({ ephemeral, key }) => [key.length, ephemeral.length])).toEqual([[32, 0]])
    expect(update.nodes).toHaveLength(5)
    expect(work).toEqual({ pairs: 7, agreements: 5 })
  })

  it("costs an agreement and an ephemeral key more where a member sits", () => {
    const group = SmallGroup.of(7).settle()
    group.commit({ by: 2, adds: 1 })
    const { update, work } = group.commit({ by: 2 })
    expect(update.slots.map(({ ephemeral, key }) => [key.length, ephemeral.length])).toEqual([[32, 32]])
    expect(update.nodes).toHaveLength(5)
    expect(work).toEqual({ pairs: 8, agreements: 6 })
  })
})

describe("creating a group of n in one commit", () => {
  for (const members of sizes) {
    it(`costs a setup key for ${members} members n - 2 keys less on the wire than ephemeral keys`, () => {
      const keysIn = (group: SmallGroup): number => {
        const { leafKey, update } = group.commit({ by: 0, adds: members - 1 })
        const slots = update.slots.flatMap(({ ephemeral, key }) => [key, ephemeral])
        return [leafKey, update.key, ...slots, ...update.nodes].filter(({ length }) => length > 0).length
      }
      // n - 1 slots and n - 1 parents, the leaf, and what the newcomers find their slots with.
      expect(keysIn(new SmallGroup())).toBe(2 * members - 1 + (members - 1))
      expect(keysIn(new SmallGroup({ add: setupKeyForm }))).toBe(2 * members - 1 + 1)
    })
  }

  it("enters 75 bytes a slot into the book", () => {
    const group = SmallGroup.of(2)
    // Leaf, filler behind a presence byte, and two keys behind their lengths; the list's own length before them.
    expect(encode(bookCodec(false), wrapBook(group.book))).toHaveLength(2 + 4 + 5 + 33 + 33)
  })
})
