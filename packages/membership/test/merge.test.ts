import { leafIndex, nodeIndex } from "@copath/tree-math"
import { describe, expect, test } from "vitest"
import { filteredDirectPath, merge, nodesOf, setLeaf, treeHash } from "../src/index.ts"
import { sha256 } from "./kit/digests.ts"
import { keyFor, leafFor } from "./kit/leaves.ts"
import * as naive from "./kit/naiveTree.ts"
import { groupOf } from "./kit/scene.ts"
import { pathEdits } from "./kit/story.ts"

const tree = groupOf(6)

describe("merging a path", () => {
  test("V201: sets the keys, empties the unmerged leaves, and leaves the rest", () => {
    const edits = pathEdits(tree, 2, "x")
    const { tree: next } = merge(tree, leafIndex(2), edits, "required", sha256)
    expect(edits.map(({ node }) => next.keyAt(node))).toEqual(edits.map(({ key }) => key))
    expect(next.keyAt(nodeIndex(1))).toEqual(tree.keyAt(nodeIndex(1)))
    expect(next.leafAt(leafIndex(2))).toEqual(tree.leafAt(leafIndex(2)))
  })

  test("V227: the topmost node has an empty parent hash, every other one that of the next above", () => {
    const { parentHash, tree: next } = merge(tree, leafIndex(0), pathEdits(tree, 0, "x"), "required", sha256)
    const lengths = filteredDirectPath(tree, leafIndex(0)).map((x) => next.parentAt(x)?.parentHash.length)
    expect(lengths).toEqual([32, 32, 0])
    expect(parentHash.length).toBe(32)
  })

  test("agrees with the naive merge for every committer", () => {
    for (const committer of tree.members()) {
      const edits = pathEdits(tree, committer, `by ${committer}`)
      const merged = merge(tree, committer, edits, "required", sha256)
      const [twin, hash] = naive.merged(naive.naiveOf(nodesOf(tree)), committer, edits, sha256)
      expect(nodesOf(merged.tree)).toEqual(naive.trimmed(twin))
      expect(merged.parentHash).toEqual(hash)
    }
  })

  test("absent parent hashes are empty throughout", () => {
    const { parentHash, tree: next } = merge(tree, leafIndex(0), pathEdits(tree, 0, "x"), "absent", sha256)
    expect(parentHash.length).toBe(0)
    expect([1, 3, 7].map((x) => next.parentAt(nodeIndex(x))?.parentHash.length)).toEqual([0, 0, 0])
  })

  test("edits may lie anywhere; nothing that they do not name is blanked", () => {
    const edits = [
      { node: nodeIndex(9), key: keyFor("far") },
      { node: nodeIndex(1), key: undefined }
    ]
    for (const integrity of ["absent", "required"] as const) {
      const { tree: next } = merge(tree, leafIndex(0), edits, integrity, sha256)
      expect([1, 3, 7, 9].map((x) => next.keyAt(nodeIndex(x)))).toEqual([
        undefined,
        tree.keyAt(nodeIndex(3)),
        tree.keyAt(nodeIndex(7)),
        keyFor("far")
      ])
    }
    const required = merge(tree, leafIndex(0), edits, "required", sha256)
    const [twin, hash] = naive.merged(naive.naiveOf(nodesOf(tree)), 0, edits, sha256)
    expect(nodesOf(required.tree)).toEqual(naive.trimmed(twin))
    expect(required.parentHash).toEqual(hash)
  })

  test("an edit of a leaf or beyond the tree is the caller's defect", () => {
    for (const node of [0, 15, 99]) {
      expect(() => merge(tree, leafIndex(0), [{ node: nodeIndex(node), key: undefined }], "absent", sha256)).toThrow(RangeError)
    }
  })

  test("a leaf put in place changes its own hash and those above", () => {
    const next = setLeaf(tree, leafIndex(3), leafFor("x"))
    expect(next.leafAt(leafIndex(3))).toEqual(leafFor("x"))
    expect(treeHash(next, sha256)).not.toEqual(treeHash(tree, sha256))
    expect(setLeaf(tree, leafIndex(8), leafFor("x")).leafCount).toBe(16)
  })
})
