import {
  childToward,
  commonAncestor,
  copath,
  covers,
  directPath,
  isLeaf,
  isNode,
  type LeafCount,
  leafCountFor,
  leafIndex,
  leafNodes,
  leafRange,
  left,
  level,
  nodeCount,
  nodeIndex,
  parent,
  right,
  root,
  sibling,
  toNode
} from "@copath/tree-math"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"

const power = fc.integer({ min: 0, max: 20 }).map((k) => leafCountFor(2 ** k))
/** A tree with one of its nodes. */
const inTree = power.chain((leaves) =>
  fc.record({ leaves: fc.constant(leaves), node: fc.integer({ min: 0, max: nodeCount(leaves) - 1 }).map(nodeIndex) })
)
/** A tree with two of its leaves, not always different. */
const twoLeaves = power.chain((leaves) => {
  const leaf = fc.integer({ min: 0, max: leaves - 1 }).map(leafIndex)
  return fc.record({ leaves: fc.constant(leaves), a: leaf, b: leaf })
})
const eight = leafCountFor(8)
const numbers = (nodes: ReadonlyArray<number>): ReadonlyArray<number> => nodes

describe("the tree of eight leaves", () => {
  /*
   *                7
   *        3              11
   *    1       5       9      13
   *  0   2   4   6   8  10  12  14
   */
  const rows = [[7], [3, 11], [1, 5, 9, 13], [0, 2, 4, 6, 8, 10, 12, 14]]

  test("levels are the rows of the figure", () => {
    expect(rows.map((row) => row.map((x) => level(nodeIndex(x))))).toEqual(rows.map((row, i) => row.map(() => 3 - i)))
  })

  test("the children of a row are the row below it", () => {
    expect(rows.slice(0, -1).map((row) => row.flatMap((x) => [left(nodeIndex(x)), right(nodeIndex(x))]))).toEqual(rows.slice(1))
  })

  test("paths and copaths of a few nodes", () => {
    expect(numbers(directPath(nodeIndex(4), eight))).toEqual([5, 3, 7])
    expect(numbers(copath(nodeIndex(4), eight))).toEqual([6, 1, 11])
    expect(numbers(directPath(nodeIndex(13), eight))).toEqual([11, 7])
    expect(numbers(copath(nodeIndex(13), eight))).toEqual([9, 3])
    expect(numbers(directPath(nodeIndex(7), eight))).toEqual([])
    expect(numbers(copath(nodeIndex(7), eight))).toEqual([])
  })

  test("leaves below a node", () => {
    expect(leafRange(nodeIndex(11))).toEqual({ from: 4, to: 8 })
    expect(numbers(leafNodes(nodeIndex(11)))).toEqual([8, 10, 12, 14])
    expect(numbers(leafNodes(nodeIndex(6)))).toEqual([6])
  })

  test("common ancestors", () => {
    expect(commonAncestor(leafIndex(2), leafIndex(3))).toBe(5)
    expect(commonAncestor(leafIndex(1), leafIndex(2))).toBe(3)
    expect(commonAncestor(leafIndex(3), leafIndex(4))).toBe(7)
    expect(commonAncestor(leafIndex(5), leafIndex(5))).toBe(10)
  })

  test("the child on the way to a leaf", () => {
    expect(childToward(nodeIndex(7), leafIndex(3))).toBe(3)
    expect(childToward(nodeIndex(7), leafIndex(4))).toBe(11)
    expect(childToward(nodeIndex(9), leafIndex(5))).toBe(10)
  })
})

describe("any tree", () => {
  test("a parent's children have it for parent, and each other for sibling", () => {
    fc.assert(
      fc.property(inTree, ({ node }) => {
        fc.pre(!isLeaf(node))
        const [l, r] = [left(node), right(node)]
        expect([parent(l), parent(r), sibling(l), sibling(r)]).toEqual([node, node, r, l])
        expect([level(l), level(r)]).toEqual([level(node) - 1, level(node) - 1])
        expect(l < node && node < r).toBe(true)
      })
    )
  })

  test("a direct path climbs one level at a time and ends at the root; the copath hangs off it", () => {
    fc.assert(
      fc.property(inTree, ({ leaves, node }) => {
        const path = directPath(node, leaves)
        const off = copath(node, leaves)
        expect(path.map(level)).toEqual(path.map((_, i) => level(node) + i + 1))
        expect([node, ...path].at(-1)).toBe(root(leaves))
        expect(off.map(parent)).toEqual(path)
        expect(off.map(sibling)).toEqual([node, ...path].slice(0, -1))
        expect([...path, ...off].every((x) => isNode(x, leaves))).toBe(true)
      })
    )
  })

  test("a leaf and the copath above it part the leaves among them", () => {
    fc.assert(
      fc.property(twoLeaves, ({ a, leaves }) => {
        const ranges = [toNode(a), ...copath(toNode(a), leaves)].map(leafRange).toSorted((x, y) => x.from - y.from)
        expect(ranges[0]?.from).toBe(0)
        expect(ranges.at(-1)?.to).toBe(leaves)
        expect(ranges.slice(1).map(({ from }) => from)).toEqual(ranges.slice(0, -1).map(({ to }) => to))
      })
    )
  })

  test("a common ancestor covers both leaves and is the lowest that does", () => {
    fc.assert(
      fc.property(twoLeaves, ({ a, b }) => {
        const node = commonAncestor(a, b)
        expect(commonAncestor(b, a)).toBe(node)
        expect(covers(node, a) && covers(node, b)).toBe(true)
        if (a === b) return node === toNode(a)
        return childToward(node, a) !== childToward(node, b)
      })
    )
  })

  test("a leaf range is as wide as its level says, and holds exactly the leaves that are covered", () => {
    fc.assert(
      fc.property(inTree, fc.nat(), ({ leaves, node }, n) => {
        const { from, to } = leafRange(node)
        expect(to - from).toBe(2 ** level(node))
        expect(from >= 0 && to <= leaves).toBe(true)
        const leaf = leafIndex(n % leaves)
        expect(covers(node, leaf)).toBe(leaf >= from && leaf < to)
        expect(covers(node, leaf)).toBe(node === toNode(leaf) || directPath(toNode(leaf), leaves).includes(node))
      })
    )
  })

  test("indices of 32 bits are no different", () => {
    const top = root((2 ** 31) as LeafCount)
    const last = toNode(leafIndex(2 ** 31 - 1))
    expect(level(top)).toBe(31)
    expect(directPath(last, (2 ** 31) as LeafCount)).toHaveLength(31)
    expect(parent(last)).toBe(2 ** 32 - 3)
    expect([left(top), right(top)]).toEqual([2 ** 30 - 1, 3 * 2 ** 30 - 1])
  })
})

describe("what is not there", () => {
  test("a leaf has no children: asking is our own mistake", () => {
    expect(() => left(nodeIndex(4))).toThrow(RangeError)
    expect(() => right(nodeIndex(4))).toThrow(RangeError)
  })

  test.for([15, 16, -1, 0.5, Number.NaN])("node %d is not in a tree of eight leaves, and has no path in it", (node) => {
    expect(isNode(node, eight)).toBe(false)
    expect(() => directPath(nodeIndex(node), eight)).toThrow(RangeError)
    expect(() => copath(nodeIndex(node), eight)).toThrow(RangeError)
  })
})
