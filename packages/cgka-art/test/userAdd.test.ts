import { copath, leafCountFor, leafIndex, leafRange, type NodeIndex, nodeIndex, toNode } from "@copath/tree-math"
import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { stage } from "../src/commit.ts"
import { freshPair } from "../src/keyPair.ts"
import { alone } from "../src/state.ts"
import { keyOf } from "../src/tree.ts"
import { SmallGroup } from "./smallGroup.ts"

/** The heads of the maximal full subtrees over leaves 0 to n - 1, left to right: one for each bit of n. */
const frontier = (members: number): ReadonlyArray<NodeIndex> => {
  const heads: Array<NodeIndex> = []
  let from = 0
  for (let width: number = leafCountFor(members); width >= 1; width /= 2) {
    if ((members & width) === 0) continue
    heads.push(nodeIndex(2 * from + width - 1))
    from += width
  }
  return heads
}

const sizes = [1, 2, 3, 4, 5, 7, 8, 9, 33]

describe("UserAdd, a newcomer who commits itself in", () => {
  it("finds AB and C on its copath when there are three members", () => {
    expect(frontier(3)).toEqual([1, 4])
    expect(frontier(11).map((node) => leafRange(node))).toEqual([
      { from: 0, to: 8 },
      { from: 8, to: 10 },
      { from: 10, to: 11 }
    ])
  })

  for (const members of sizes) {
    it(`needs of a group of ${members} no key but the frontier's, the copath of the next leaf`, () => {
      const group = SmallGroup.of(members).settle()
      const leaves = leafCountFor(members + 1)
      const heads = frontier(members)
      const onCopath = copath(toNode(leafIndex(members)), leaves).flatMap((node) => keyOf(group.tree, group.book.slots, node) ?? [])
      const ofHeads = heads.flatMap((node) => keyOf(group.tree, group.book.slots, node) ?? [])
      expect(onCopath.toReversed()).toEqual(ofHeads)

      // All that the newcomer sees: how many members there are, and the frontier.
      const me = leafIndex(members)
      const published = new Map(heads.map((node, i) => [node, ofHeads[i]] as const))
      const seen = {
        leafCount: leaves,
        occupied: (leaf: number) => leaf <= members,
        keyAt: (node: NodeIndex) => published.get(node),
        resolution: () => []
      }
      const pair = freshPair(group.choices.suite, group.random, group.choices.deriveKeyPair)
      const change = { added: [], removed: [], updated: [], committer: me }
      const made = Result.getOrThrow(stage(group.choices, group.random, alone(me, pair), group.book, seen, change))
      expect(made.staged.update.nodes).toHaveLength(heads.length)
      expect(made.staged.update.slots).toHaveLength(0)
    })

    it(`is taken by all ${members} members, who agree`, () => {
      const group = SmallGroup.of(members).settle()
      const { sent } = group.userAdd()
      expect(sent.received.size).toBe(members)
      expect(sent.update.nodes).toHaveLength(frontier(members).length)
    })
  }
})
