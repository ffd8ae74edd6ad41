import { KeyTree } from "@copath/conformance"
import { type Change, TreeFill } from "@copath/contracts"
import { leafIndex, level, nodeIndex } from "@copath/tree-math"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import {
  blankInit,
  blankInitFill,
  everyLevel,
  everyLevelFill,
  fullInit,
  fullInitFill,
  sequential,
  sequentialFill,
  warmTop,
  warmTopFill
} from "../src/index.ts"

const change = (committer: number, added: ReadonlyArray<number>, removed: ReadonlyArray<number> = []): Change => ({
  added: added.map(leafIndex),
  removed: removed.map(leafIndex),
  updated: [],
  committer: leafIndex(committer)
})
const all = (n: number): ReadonlyArray<number> => Array.from({ length: n }, (_, leaf) => leaf)
const eight = KeyTree.full(8)
const creating = change(0, all(8).slice(1))

describe("a fill", () => {
  it("says how a creator adds the first members: one by one, or all at once (R010)", () => {
    expect(sequentialFill.batches(4)).toEqual([1, 1, 1, 1])
    for (const fill of [blankInitFill, fullInitFill, warmTopFill(2), everyLevelFill(2)]) {
      expect(fill.batches(4)).toEqual([4])
      expect(fill.batches(0)).toEqual([])
    }
  })

  it("names the parents that a creator sets", () => {
    expect(sequentialFill.initial(eight, creating)).toBeUndefined()
    expect(blankInitFill.initial(eight, creating)).toEqual([])
    expect(fullInitFill.initial(eight, creating)).toEqual([1, 5, 9, 13, 3, 11, 7])
    expect(warmTopFill(1).initial(eight, creating)).toEqual([7])
    expect(warmTopFill(2).initial(eight, creating)).toEqual([3, 11, 7])
    // There are no more levels than the tree has.
    expect(warmTopFill(9).initial(eight, creating)).toEqual([1, 5, 9, 13, 3, 11, 7])
    for (let levels = 1; levels < 4; levels++) expect(warmTopFill(levels).initial(eight, creating)?.length).toBe(2 ** levels - 1)
  })

  it("sets nothing in a later commit: with other members, with a Remove or an Update, or without an Add", () => {
    for (const later of [change(0, [1, 2]), change(0, []), change(0, all(8).slice(1), [8]), { ...creating, updated: [leafIndex(1)] }])
      expect(fullInitFill.initial(eight, later)).toBeUndefined()
  })

  it("holds keys at every level, or at every so-manieth and the root (R013)", () => {
    const levels = (every: number) => {
      const tree = KeyTree.full(32)
      const fill = everyLevelFill(every)
      const parents = all(31).map((i) => nodeIndex(2 * i + 1))
      return [...new Set(parents.filter((node) => fill.populated(node, tree)).map(level))].toSorted((a, b) => a - b)
    }
    expect([1, 2, 3, 5, 9].map(levels)).toEqual([[1, 2, 3, 4, 5], [2, 4, 5], [3, 5], [5], [5]])
  })

  it("says what it asks of others: a book where the creator sets foreign parents, no parent hashes where levels are left out", () => {
    const facts = [sequentialFill, blankInitFill, fullInitFill, warmTopFill(3), everyLevelFill(2), everyLevelFill(1)].map(
      ({ id, parentHashes, reach }) => [id, reach, parentHashes]
    )
    expect(facts).toEqual([
      ["sequential", "path", true],
      ["blank-init", "path", true],
      ["full-init", "anywhere", false],
      ["warm-top-3", "anywhere", false],
      ["blank-init/2", "path", false],
      ["blank-init", "path", true]
    ])
  })

  it("comes as a layer under its option id", async () => {
    const id = (layer: typeof blankInit) => Effect.runPromise(Effect.map(TreeFill, (fill) => fill.id).pipe(Effect.provide(layer)))
    expect(await Promise.all([sequential, blankInit, fullInit, warmTop(), everyLevel(2, fullInitFill)].map(id))).toEqual([
      "sequential",
      "blank-init",
      "full-init",
      "warm-top",
      "full-init/2"
    ])
  })
})
