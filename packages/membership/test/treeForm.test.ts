import { decode, encode } from "@copath/codec"
import type { Node } from "@copath/wire"
import { ratchetTree } from "@copath/wire"
import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"
import { emptyTree, externalLeaf, MAX_LEAVES, nodesOf, treeFrom } from "../src/index.ts"
import { keyFor, leafFor } from "./kit/leaves.ts"
import { groupOf } from "./kit/scene.ts"
import { verdict } from "./kit/verdict.ts"

type Nodes = ReadonlyArray<Node | undefined>
const good: Nodes = nodesOf(groupOf(5))
const setting = (at: number, node: Node | undefined): Nodes => good.map((n, i) => (i === at ? node : n))
const parentOf = (unmergedLeaves: ReadonlyArray<number>): Node => ({
  _tag: "parent",
  parentNode: { encryptionKey: keyFor("parent"), parentHash: new Uint8Array(0), unmergedLeaves }
})
const form = (nodes: Nodes): string => verdict(treeFrom(nodes))

describe("the form of a transmitted tree", () => {
  test("a tree that we list is read back", () => {
    expect(form(good)).toBe("valid")
    const again = Result.getOrThrow(treeFrom(Result.getOrThrow(decode(ratchetTree, encode(ratchetTree, good)))))
    expect(nodesOf(again)).toEqual(good)
    expect([again.leafCount, again.memberCount]).toEqual([8, 5])
  })

  test("a tree that ends with a parent is as wide as the parent says", () => {
    const tree = Result.getOrThrow(treeFrom([...good.slice(0, 5), parentOf([])]))
    expect([tree.leafCount, tree.memberCount, nodesOf(tree).length]).toEqual([4, 3, 6])
    const narrow = Result.getOrThrow(treeFrom([good[0], parentOf([])]))
    expect([narrow.leafCount, nodesOf(narrow).length]).toEqual([2, 2])
  })

  test("V219: a blank at the end, only blanks, and no nodes at all are refused", () => {
    expect(form([...good, undefined])).toBe("V219")
    expect(form([undefined, undefined, undefined])).toBe("V219")
    expect(form([])).toBe("V219")
  })

  test("V220: a parent at a leaf's place or a leaf at a parent's is refused, at each position", () => {
    const leaf: Node = { _tag: "leaf", leafNode: leafFor("x") }
    for (let at = 0; at < good.length; at++) {
      expect(form(setting(at, at % 2 === 0 ? leaf : parentOf([])))).toBe("valid")
      expect(form(setting(at, at % 2 === 0 ? parentOf([]) : leaf))).toBe("V220")
    }
  })

  test("V221: a tree above the limit is refused before anything is unpacked", () => {
    const wide = (length: number): Nodes => Object.assign(Array.from<Node | undefined>({ length }), { [length - 1]: parentOf([]) })
    expect(form(wide(2 * MAX_LEAVES))).toBe("V221")
    expect(2 * MAX_LEAVES - 1).toBeLessThanOrEqual(2 ** 21)
  })

  test("V229: an unmerged leaf that is blank, beyond the tree, or not below its parent is refused", () => {
    expect(form(setting(3, parentOf([1, 2])))).toBe("valid")
    expect(form(setting(3, parentOf([1, 4])))).toBe("V229")
    expect(form(setting(3, parentOf([2 ** 32 - 1])))).toBe("V229")
    const gap = setting(2, undefined).map((n, i) => (i === 3 ? parentOf([1, 2]) : n))
    expect(form(gap)).toBe("V229")
  })

  test("V231: unmerged leaves out of order or listed twice are refused", () => {
    expect(form(setting(3, parentOf([2, 1])))).toBe("V231")
    expect(form(setting(3, parentOf([1, 1])))).toBe("V231")
  })
})

describe("small trees", () => {
  test("an empty tree has one blank leaf, for the first to come", () => {
    expect([emptyTree.leafCount, emptyTree.memberCount, emptyTree.members(), externalLeaf(emptyTree)]).toEqual([1, 0, [], 0])
    expect(nodesOf(emptyTree)).toEqual([])
  })

  test("V307: blanks at the right end are not listed", () => {
    for (let n = 1; n <= 9; n++) expect(nodesOf(groupOf(n)).at(-1)).toBeDefined()
  })
})
