import { PublicTree } from "@copath/membership"
import { covers, type LeafIndex, leafIndex, level, type NodeIndex, nodeIndex } from "@copath/tree-math"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { classesOf, memberNear } from "../src/classes.ts"
import { LeafSet } from "../src/leafSet.ts"

const treeOf = (members: ReadonlyArray<boolean>): PublicTree => {
  // One byte of key at each leaf is enough: nothing is read but who is there.
  const last = members.lastIndexOf(true)
  return PublicTree.of(last + 1, (node) => (node % 2 === 0 && members[node / 2] === true ? Uint8Array.of(1, 1) : undefined))
}

describe("classes of receivers", () => {
  test("hold each receiver once, with its own route", () => {
    const scene = fc.record({
      members: fc.array(fc.boolean(), { minLength: 2, maxLength: 130 }).filter((all) => all.filter(Boolean).length > 1),
      edited: fc.array(fc.nat(), { maxLength: 12 }),
      out: fc.array(fc.nat(), { maxLength: 4 }),
      speakers: fc.array(fc.nat(), { maxLength: 40 })
    })
    fc.assert(
      fc.property(scene, ({ edited, members, out, speakers }) => {
        const tree = treeOf(members)
        const parents = edited
          .map((x) => nodeIndex((x % Math.max(1, tree.leafCount - 1)) * 2 + 1))
          .filter((node) => node < 2 * tree.leafCount - 1)
        const away = new Set(out.map((x) => leafIndex(x % tree.leafCount)))
        const spoken = new LeafSet(4)
        for (const leaf of speakers.map((x) => leafIndex(x % tree.leafCount))) if (tree.occupied(leaf)) spoken.add(leaf)
        // What a member has to do hangs on the lowest edited parent above it.
        const route = (leaf: LeafIndex): string =>
          String(parents.filter((node) => covers(node, leaf)).toSorted((a, b) => level(a) - level(b))[0] ?? "none")
        const found = classesOf({ tree, edited: parents, out: away, apart: [], route, speakersIn: spoken.within })
        const brute = new Map<string, { members: number; speakers: number }>()
        for (const leaf of tree.members()) {
          if (away.has(leaf)) continue
          const one = brute.get(route(leaf)) ?? { members: 0, speakers: 0 }
          brute.set(route(leaf), { members: one.members + 1, speakers: one.speakers + (spoken.has(leaf) ? 1 : 0) })
        }
        expect(new Map(found.map((one) => [one.route, { members: one.members, speakers: one.speakers }]))).toEqual(brute)
        for (const { route: name, sample } of found)
          expect([route(sample), tree.occupied(sample), away.has(sample)]).toEqual([name, true, false])
      })
    )
  })

  test("are divided further where a subtree's members disagree", () => {
    const tree = treeOf(Array.from({ length: 16 }, () => true))
    const found = classesOf({ tree, edited: [], out: [], apart: [], route: (leaf) => (leaf < 5 ? "left" : "right"), speakersIn: () => 0 })
    expect(found.map(({ members, route }) => [route, members])).toEqual([
      ["left", 5],
      ["right", 11]
    ])
  })

  test("know whoever is apart, however alike its neighbours are", () => {
    const tree = treeOf(Array.from({ length: 16 }, () => true))
    const odd = leafIndex(6)
    const route = (leaf: LeafIndex): string => (leaf === odd ? "odd" : "even")
    const found = classesOf({ tree, edited: [] as ReadonlyArray<NodeIndex>, out: [], apart: [odd], route, speakersIn: () => 0 })
    expect(new Map(found.map((one) => [one.route, one.members]))).toEqual(
      new Map([
        ["even", 15],
        ["odd", 1]
      ])
    )
  })

  test("the nearest member is found around the right edge too", () => {
    const tree = treeOf([true, true, false, true])
    expect(memberNear(tree, 2, () => false)).toBe(3)
    expect(memberNear(tree, 3, (leaf) => leaf === 3)).toBe(0)
    expect(memberNear(tree, 0, () => true)).toBeUndefined()
  })
})

test("a set of leaves counts ranges as a plain set does, as it grows", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ leaf: fc.nat(300), add: fc.boolean() }), { maxLength: 60 }),
      fc.nat(310),
      fc.nat(310),
      (steps, a, b) => {
        const [set, plain] = [new LeafSet(8), new Set<number>()]
        for (const { add, leaf } of steps) {
          if (add) {
            set.add(leaf)
            plain.add(leaf)
          } else {
            set.delete(leaf)
            plain.delete(leaf)
          }
        }
        const [from, to] = [Math.min(a, b), Math.max(a, b)]
        expect(set.within(from, to)).toBe([...plain].filter((leaf) => leaf >= from && leaf < to).length)
        expect(set.size).toBe(plain.size)
      }
    )
  )
})
