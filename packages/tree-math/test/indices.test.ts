import { isLeaf, leafCountFor, leafIndex, nodeCount, nodeIndex, toLeaf, toNode } from "@copath/tree-math"
import * as fc from "fast-check"
import { expect, test } from "vitest"

test("a tree has the next power of two of leaves, and at least one", () => {
  expect([0, 1, 2, 3, 4, 5, 8, 9, 50_000].map(leafCountFor)).toEqual([1, 1, 2, 4, 4, 8, 8, 16, 65_536])
  expect(leafCountFor(2 ** 31)).toBe(2 ** 31)
})

test("a tree of n leaves has 2n - 1 nodes", () => {
  expect([1, 2, 8].map((n) => nodeCount(leafCountFor(n)))).toEqual([1, 3, 15])
})

test("leaf i is node 2i, and back, up to the last index a leaf can have", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), (i) => {
      const node = toNode(leafIndex(i))
      expect(node).toBe(2 * i)
      expect(isLeaf(node)).toBe(true)
      expect(toLeaf(node)).toBe(i)
      expect(isLeaf(nodeIndex(node + 1))).toBe(false)
    })
  )
})
