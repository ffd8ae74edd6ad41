import { leafIndex } from "@copath/tree-math"
import type { LeafNode, Node } from "@copath/wire"
import * as Result from "effect/Result"
import { describe, expect, test, vi } from "vitest"
import { TreeDraft } from "../src/treeDraft.ts"
import { checkTree, merge, plan, PublicTree, setLeaf, treeFrom, treeHash } from "../src/index.ts"
import { counting, sha256 } from "./kit/digests.ts"
import { keyFor, keyPackageFor, leafFor, SUITE } from "./kit/leaves.ts"
import { byValue, contextOf, MAX_LIFETIME, memberCommit } from "./kit/scene.ts"
import { pathEdits } from "./kit/story.ts"
import { verdict } from "./kit/verdict.ts"

/** Members at all leaves, parents blank. */
const crowd = (size: number): PublicTree => {
  const nodes: Array<Node | undefined> = []
  for (let i = 0; i < size; i++) nodes[2 * i] = { _tag: "leaf", leafNode: leafFor(`m${i}`) }
  return Result.getOrThrow(treeFrom(Array.from(nodes)))
}

const committed = (tree: PublicTree, leaf: number, name: string, digest = sha256): PublicTree => {
  const { parentHash, tree: merged } = merge(tree, leafIndex(leaf), pathEdits(tree, leaf, name), "required", digest)
  return setLeaf(merged, leafIndex(leaf), leafFor(name, { source: { _tag: "commit", parentHash } }))
}

const chunksOf = (tree: PublicTree): ReadonlyArray<object> => tree.tiers.flat()

describe("what versions of a tree share", () => {
  test("a path commit in a group of 4096 copies three chunks of 265 at each of its two steps", () => {
    const before = committed(crowd(4096), 1000, "first")
    const known = new Set(chunksOf(before))
    const after = committed(before, 2000, "second")
    expect(chunksOf(after).length).toBe(256 + 8 + 1)
    expect(chunksOf(after).filter((chunk) => !known.has(chunk)).length).toBe(3)
  })

  test("a commit's tree hash costs the hashes of its path: siblings come from the cache", () => {
    const { calls, digest, reset } = counting()
    const before = committed(crowd(4096), 1000, "first", digest)
    treeHash(before, digest)
    reset()
    const after = committed(before, 2000, "second", digest)
    treeHash(after, digest)
    // Twelve parent hashes, and the tree hashes of a leaf and twelve nodes above it.
    expect(calls()).toBe(12 + 13)
    reset()
    treeHash(before, digest)
    treeHash(after, digest)
    expect(calls()).toBe(0)
  })

  test("indexes are carried along and not built anew", () => {
    const before = committed(crowd(1024), 3, "first")
    before.indexes()
    const after = committed(before, 5, "second")
    expect(after.knownIndexes()).toBeDefined()
    expect(after.holdersOfEncryptionKey(keyFor("second hpke"))).toEqual([10])
    expect(after.capabilities()).toBe(before.capabilities())
  })
})

/** Counts how often the nodes of a tree is read while `run` lasts. */
const reads = (run: () => void): number => {
  let count = 0
  const spy = vi.spyOn(PublicTree.prototype, "encodedAt")
  try {
    run()
    count = spy.mock.calls.length
  } finally {
    spy.mockRestore()
  }
  return count
}

describe("the work that a list of proposals makes (V181)", () => {
  const adding = (members: number, adds: number): number => {
    const tree = crowd(members)
    tree.indexes()
    const proposals = Array.from({ length: adds }, (_, i) => byValue({ _tag: "add", keyPackage: keyPackageFor(`new ${i}`) }))
    const input = memberCommit(proposals, { tree, groupContext: contextOf(tree) })
    return reads(() => {
      expect(Result.isSuccess(plan(input))).toBe(true)
    })
  }

  test("V181: twice the Adds to twice the members read at most 2.5 times as many nodes", () => {
    const once = adding(1000, 1000)
    const twice = adding(2000, 2000)
    expect(twice / once).toBeLessThanOrEqual(2.5)
  })

  test("V181: one Add reads as many nodes in a large group as in a small one, but for the depth", () => {
    expect(adding(4000, 1) - adding(500, 1)).toBeLessThanOrEqual(16)
  })

  test("V181: a list in which all new keys begin alike is no dearer", () => {
    const tree = crowd(64)
    tree.indexes()
    const alike = (i: number): Partial<LeafNode> => ({
      encryptionKey: Uint8Array.from({ length: 32 }, (_, at) => (at < 30 ? 9 : at === 30 ? i >> 8 : i & 255))
    })
    const judge = (adds: number): number => {
      const proposals = Array.from({ length: adds }, (_, i) => {
        const leafNode = leafFor(`new ${i}`, alike(i))
        return byValue({ _tag: "add", keyPackage: keyPackageFor(`new ${i}`, { leafNode }) })
      })
      return reads(() => {
        expect(Result.isSuccess(plan(memberCommit(proposals, { tree, groupContext: contextOf(tree) })))).toBe(true)
      })
    }
    expect(judge(1000) / judge(500)).toBeLessThanOrEqual(2.5)
  })
})

describe("the work that a joiner's tree makes (V238)", () => {
  /** Every parent set, then one member in sixteen replaced by a newcomer: unmerged leaves and blanks all over. */
  const worn = (size: number): PublicTree => {
    let tree = crowd(size)
    for (let leaf = 0; leaf < size; leaf += 2) tree = committed(tree, leaf, `c${leaf}`)
    const leaving = new TreeDraft(tree)
    for (let leaf = 1; leaf < size; leaf += 16) {
      leaving.blankLeaf(leafIndex(leaf))
      leaving.blankAbove(leafIndex(leaf))
    }
    tree = leaving.finish()
    for (let leaf = 6; leaf < size; leaf += 32) tree = committed(tree, leaf, `d${leaf}`)
    const coming = new TreeDraft(tree)
    for (let leaf = 1; leaf < size; leaf += 16) {
      coming.setLeaf(leafIndex(leaf), leafFor(`n${leaf}`))
      coming.listUnmerged(leafIndex(leaf))
    }
    return coming.finish()
  }

  const joining = (size: number): number => {
    const { calls, digest, reset } = counting()
    const tree = worn(size)
    const groupContext = { ...contextOf(tree), treeHash: treeHash(tree, digest) }
    reset()
    const count = reads(() => {
      const input = {
        tree,
        groupContext,
        suiteId: SUITE,
        hashSize: 32,
        parentHashes: "required",
        digest,
        now: undefined,
        maxLifetime: MAX_LIFETIME
      } as const
      expect(verdict(checkTree(input))).toBe("valid")
    })
    return count + calls()
  }

  test("V238: twice the tree takes at most 2.4 times the reads and hashes", () => {
    const costs = [256, 512, 1024].map(joining)
    for (let i = 1; i < costs.length; i++) expect((costs[i] as number) / (costs[i - 1] as number)).toBeLessThanOrEqual(2.4)
  })
})
