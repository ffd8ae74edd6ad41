import {
  covers,
  directPath,
  fullWithBlanks,
  leafCountFor,
  leafIndex,
  left,
  leftBalanced,
  level,
  nodeIndex,
  standIn,
  standingCopath,
  standingParent,
  standingPath,
  standingRight,
  standingRoot,
  stands,
  toNode
} from "@copath/tree-math"
import { describe, expect, test } from "vitest"

/** A tree as one would draw it: nothing but a name of its leaves, "AB" above "A" and "B". */
type Drawn = { readonly name: string; readonly leaves: number; readonly left?: Drawn; readonly right?: Drawn }

/** The left subtree as large a power of two as there is below the number of leaves; leaves are named by number. */
const drawn = (from: number, to: number): Drawn => {
  const leaves = to - from
  if (leaves === 1) return { name: `${from}`, leaves }
  let half = 1
  while (2 * half < leaves) half *= 2
  const [l, r] = [drawn(from, from + half), drawn(from + half, to)]
  return { name: `${l.name} ${r.name}`, leaves, left: l, right: r }
}

/** The nodes from left to right, as an array holds them. */
const inOrder = (tree: Drawn): ReadonlyArray<Drawn> => [
  ...(tree.left === undefined ? [] : inOrder(tree.left)),
  tree,
  ...(tree.right === undefined ? [] : inOrder(tree.right))
]

interface Links {
  readonly parent: number | undefined
  readonly left: number | undefined
  readonly right: number | undefined
}

/** Who hangs on whom, by index; read off the drawing. */
const linksOf = (tree: Drawn): ReadonlyArray<Links> => {
  const all = inOrder(tree)
  const at = new Map(all.map((node, i) => [node, i]))
  const above = new Map(all.flatMap((node) => (node.left && node.right ? [[node.left, node] as const, [node.right, node] as const] : [])))
  const place = (node: Drawn | undefined): number | undefined => (node === undefined ? undefined : at.get(node))
  return all.map((node) => ({ parent: place(above.get(node)), left: place(node.left), right: place(node.right) }))
}

const climbed = (links: ReadonlyArray<Links>, from: number): ReadonlyArray<number> => {
  const path: Array<number> = []
  for (let x = links[from]?.parent; x !== undefined; x = links[x]?.parent) path.push(x)
  return path
}

const standing = (n: number) => Array.from({ length: 2 * leafCountFor(n) - 1 }, (_, i) => nodeIndex(i)).filter((x) => stands(x, n))
const letters = (node: number, n: number): string =>
  Array.from("ABCDEFGHIJK")
    .filter((_, leaf) => leaf < n && covers(nodeIndex(node), leafIndex(leaf)))
    .join("")

describe("left-balanced trees as draft-01 draws them (R008)", () => {
  /*
   *           ABCDEFG
   *          /       \
   *      ABCD         EFG
   *     /    \       /   \
   *    AB    CD     EF    \
   *   /  \  /  \   /  \    \
   *  A   B C   D  E   F     G
   *
   *  0 1 2 3 4 5 6 7 8 9 10 11 12
   */
  test("seven leaves", () => {
    expect(standing(7).map((x) => letters(x, 7))).toEqual(["A", "AB", "B", "ABCD", "C", "CD", "D", "ABCDEFG", "E", "EF", "F", "EFG", "G"])
    expect(standingRoot(7)).toBe(7)
    expect([left(nodeIndex(11)), standingRight(nodeIndex(11), 7)]).toEqual([9, 12])
    expect(standingPath(nodeIndex(12), 7)).toEqual([11, 7])
    expect(standingCopath(nodeIndex(12), 7)).toEqual([9, 3])
    expect(standingPath(nodeIndex(4), 7)).toEqual([5, 3, 7])
    expect(standingCopath(nodeIndex(4), 7)).toEqual([6, 1, 11])
  })

  /*
   *                                                   X                                   rows of the figure:
   *                           X                                                           15
   *               X                       X                       X                       7
   *         X           X           X           X           X                             3, 11, 19
   *      X     X     X     X     X     X     X     X     X     X     X                    1, 5, 9, 13, 17
   *      0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f 10 11 12 13 14                    0, 2, 4 … 20
   */
  test("eleven leaves", () => {
    const rows = [[15], [7], [3, 11, 19], [1, 5, 9, 13, 17], [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20]]
    expect(standing(11)).toEqual(rows.flat().toSorted((a, b) => a - b))
    expect(standing(11).map(level)).toEqual(standing(11).map((x) => 4 - rows.findIndex((row) => row.includes(x))))
    expect(standingRoot(11)).toBe(15)
    expect([left(nodeIndex(15)), standingRight(nodeIndex(15), 11)]).toEqual([7, 19])
    expect([left(nodeIndex(19)), standingRight(nodeIndex(19), 11)]).toEqual([17, 20])
    expect(standingPath(nodeIndex(20), 11)).toEqual([19, 15])
    expect(standingCopath(nodeIndex(20), 11)).toEqual([17, 7])
  })
})

test("R008: 1 to 300 leaves give the nodes, children, parents, direct paths and copaths of a recursive builder", () => {
  for (let n = 1; n <= 300; n++) {
    const tree = drawn(0, n)
    const links = linksOf(tree)
    const nodes = standing(n)
    expect(nodes).toEqual(links.map((_, i) => i))
    expect(standingRoot(n)).toBe(links.findIndex(({ parent }) => parent === undefined))
    const ours = nodes.map((x) => ({
      parent: x === standingRoot(n) ? undefined : standingParent(x, n),
      left: x % 2 === 0 ? undefined : left(x),
      right: x % 2 === 0 ? undefined : standingRight(x, n)
    }))
    expect(ours).toEqual(links)
    const paths = nodes.map((x) => climbed(links, x))
    expect(nodes.map((x) => standingPath(x, n))).toEqual(paths)
    const beside = paths.map((path, x) =>
      path.map((above, i) => {
        const { left: l, right: r } = links[above] as Links
        return l === [x, ...path][i] ? r : l
      })
    )
    expect(nodes.map((x) => standingCopath(x, n))).toEqual(beside)
  }
})

describe("a left-balanced tree that grows (R008)", () => {
  test("from three leaves to four: C's parent changes from the root to CD, and the root stays 3", () => {
    const c = toNode(leafIndex(2))
    expect([standingParent(c, 3), standingParent(c, 4)]).toEqual([3, 5])
    expect([standingRoot(3), standingRoot(4)]).toEqual([3, 3])
    expect([stands(nodeIndex(5), 3), stands(nodeIndex(5), 4)]).toEqual([false, true])
  })

  test("from four leaves to five: the root moves from 3 to 7", () => {
    expect([standingRoot(4), standingRoot(5)]).toEqual([3, 7])
    expect([standingParent(nodeIndex(3), 5), standingParent(nodeIndex(8), 5)]).toEqual([7, 7])
  })
})

test("a full tree has all its nodes, and the paths that it has anyway (R007)", () => {
  for (const n of [1, 2, 4, 8, 16].map(leafCountFor)) {
    expect(standing(n)).toHaveLength(2 * n - 1)
    for (const x of standing(n)) expect(standingPath(x, n)).toEqual(directPath(x, n))
  }
})

test("shapes differ in how many leaves stand for a last member, and left-balanced ones are the narrower half", () => {
  for (let end = 1; end <= 300; end++) {
    const [full, exact] = [fullWithBlanks.leaves(end), leftBalanced.leaves(end)]
    expect([full, exact]).toEqual([leafCountFor(end), end])
    expect(full < 2 * exact).toBe(true)
  }
  expect([fullWithBlanks.leaves(0), leftBalanced.leaves(0)]).toEqual([1, 1])
})

test("for an elided node stands what is below it; beyond the edge stands nothing", () => {
  expect([11, 9, 8, 7, 13, 10].map((x) => standIn(nodeIndex(x), 5))).toEqual([8, 8, 8, 7, undefined, undefined])
})

test("a node that does not stand, and the root's parent, are our own mistakes to ask for", () => {
  expect(() => standingPath(nodeIndex(9), 5)).toThrow(RangeError)
  expect(() => standingParent(nodeIndex(9), 5)).toThrow(RangeError)
  expect(() => standingParent(nodeIndex(7), 5)).toThrow(RangeError)
  expect(() => standingRight(nodeIndex(13), 5)).toThrow(RangeError)
})
