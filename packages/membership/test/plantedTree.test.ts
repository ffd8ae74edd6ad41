import { encode } from "@copath/codec"
import { leafIndex, leafRange, nodeIndex } from "@copath/tree-math"
import { describe, expect, test } from "vitest"
import { checkTree, encodedTreeSize, type Planted, plantedTree, publicTree, type PublicTree, treeHash } from "../src/index.ts"
import { sha256 } from "./kit/digests.ts"
import { keyFor, leafFor, NOW, SUITE } from "./kit/leaves.ts"
import { contextOf, groupOf, MAX_LIFETIME } from "./kit/scene.ts"
import { verdict } from "./kit/verdict.ts"

const planted = (members: number, committed: Planted["committed"], parentHashes: Planted["parentHashes"] = "required"): PublicTree =>
  plantedTree({
    members,
    committed,
    parentHashes,
    digest: sha256,
    key: (node) => keyFor(`node ${node}`),
    leaf: (leaf, parentHash) => leafFor(`m${leaf}`, parentHash === undefined ? {} : { source: { _tag: "commit", parentHash } })
  })

const judged = (tree: PublicTree): string =>
  verdict(
    checkTree({
      tree,
      groupContext: contextOf(tree),
      suiteId: SUITE,
      hashSize: 32,
      digest: sha256,
      now: NOW,
      maxLifetime: MAX_LIFETIME,
      parentHashes: "required"
    })
  )

describe("a planted tree", () => {
  test("is one that a joiner takes, with all parent hashes, at any size", () => {
    for (const committed of ["all", "first", "none"] as const)
      for (const members of [1, 2, 3, 5, 8, 13, 16, 33]) {
        const tree = planted(members, committed)
        expect([committed, members, judged(tree)]).toEqual([committed, members, "valid"])
        expect(tree.memberCount).toBe(members)
      }
  })

  test("holds a key at each parent with members on both sides if all have committed, and on the first one's path if it alone has", () => {
    const parents = (tree: PublicTree): number => [...tree.filledNodes()].filter((node) => node % 2 === 1).length
    expect([13, 16].map((members) => parents(planted(members, "all")))).toEqual([12, 15])
    expect([13, 16].map((members) => parents(planted(members, "first")))).toEqual([4, 4])
    expect(parents(planted(16, "none"))).toBe(0)
    expect(parents(planted(16, "all", "absent"))).toBe(15)
  })

  test("of the first member's path alone is what merging that path comes to", () => {
    for (const members of [2, 5, 8, 11]) {
      const merged = groupOf(members)
      const tree = plantedTree({
        members,
        committed: "first",
        parentHashes: "required",
        digest: sha256,
        key: (node) => merged.keyAt(node) as Uint8Array,
        leaf: (leaf, parentHash) => leafFor(`m${leaf}`, parentHash === undefined ? {} : { source: { _tag: "commit", parentHash } })
      })
      expect(encode(publicTree, tree)).toEqual(encode(publicTree, merged))
      expect(treeHash(tree, sha256)).toEqual(treeHash(merged, sha256))
    }
  })

  test("knows the length of its encoding without making it", () => {
    for (const committed of ["all", "none"] as const)
      for (const members of [1, 2, 9, 40, 257]) {
        const tree = planted(members, committed)
        expect(encodedTreeSize(tree)).toBe(encode(publicTree, tree).length)
        expect(tree.end()).toBe(2 * members - 1)
      }
  })

  test("counts those below a node by its bits as one by one", () => {
    const tree = planted(77, "none")
    for (let x = 0; x < 2 * tree.leafCount - 1; x++) {
      const { from, to } = leafRange(nodeIndex(x))
      let members = 0
      for (let leaf = from; leaf < to; leaf++) if (tree.occupied(leafIndex(leaf))) members++
      expect(tree.membersBelow(nodeIndex(x))).toBe(members)
    }
  })
})
