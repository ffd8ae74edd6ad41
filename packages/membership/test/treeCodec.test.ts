import { decode, encode } from "@copath/codec"
import { leafIndex, nodeIndex } from "@copath/tree-math"
import { hex } from "@copath/vectors"
import { describeVectors } from "@copath/vectors/vitest"
import { ratchetTree } from "@copath/wire"
import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"
import { nodesOf, type PublicTree, publicTree, treeFrom, treeHash } from "../src/index.ts"
import { digestOfSuite, sha256 } from "./kit/digests.ts"
import { groupOf } from "./kit/scene.ts"

const listed = (tree: PublicTree): Uint8Array => encode(ratchetTree, nodesOf(tree))

describe("a tree's own codec", () => {
  test("writes what `ratchetTree` writes, and reads it back", () => {
    for (const members of [1, 2, 5, 40]) {
      const tree = groupOf(members)
      expect(encode(publicTree, tree)).toEqual(listed(tree))
      const again = Result.getOrThrow(decode(publicTree, listed(tree)))
      expect(treeHash(again, sha256)).toEqual(treeHash(tree, sha256))
      expect([again.leafCount, again.memberCount]).toEqual([tree.leafCount, tree.memberCount])
    }
  })

  test("keeps no view of its input, so the bytes of a Welcome are not held by the tree", () => {
    const tree = Result.getOrThrow(decode(publicTree, listed(groupOf(5))))
    expect(tree.encodedLeafAt(leafIndex(0))?.buffer.byteLength).toBeLessThan(listed(groupOf(5)).length + 1)
    expect(tree.encodedAt(nodeIndex(2))).toEqual(groupOf(5).encodedAt(nodeIndex(2)))
  })

  test("refuses each list that `treeFrom` refuses, and truncated ones", () => {
    const nodes = nodesOf(groupOf(5))
    for (const wrong of [[], [...nodes, undefined], [undefined, ...nodes], nodes.toReversed().slice(1)]) {
      expect(Result.isFailure(treeFrom(wrong))).toBe(true)
      expect(Result.isFailure(decode(publicTree, encode(ratchetTree, wrong)))).toBe(true)
    }
    const bytes = listed(groupOf(5))
    const [ours, theirs] = [decode(publicTree, bytes.slice(0, -1)), decode(ratchetTree, bytes.slice(0, -1))]
    expect(Result.isFailure(ours) && Result.isFailure(theirs) && [ours.failure.reason, ours.failure.offset]).toEqual(
      Result.isFailure(theirs) && [theirs.failure.reason, theirs.failure.offset]
    )
  })
})

describeVectors("tree-validation.json", (cases) => {
  test("the official trees go through it unchanged", () => {
    for (const c of cases) {
      const tree = Result.getOrThrow(decode(publicTree, hex(c.tree)))
      expect(encode(publicTree, tree)).toEqual(hex(c.tree))
      const digest = digestOfSuite(c.cipher_suite)
      expect(treeHash(tree, digest)).toEqual(hex(c.tree_hashes[tree.leafCount - 1] ?? ""))
    }
  })
})
