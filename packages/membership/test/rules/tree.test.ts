import { leafIndex, nodeIndex } from "@copath/tree-math"
import type { Extension, LeafNode, Node, ParentNode } from "@copath/wire"
import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"
import {
  checkTree,
  nodesOf,
  type PublicTree,
  rfc9420TreeRules,
  setLeaf,
  singleton,
  treeContentRules,
  treeFrom,
  treeHash,
  type TreeInput,
  type TreeRule
} from "../../src/index.ts"
import * as rules from "../../src/rules/tree.ts"
import { sha256 } from "../kit/digests.ts"
import { keyFor, leafFor, NOW, SUITE } from "../kit/leaves.ts"
import * as naive from "../kit/naiveTree.ts"
import { contextOf, groupOf, MAX_LIFETIME } from "../kit/scene.ts"
import { applyStep, type Twins } from "../kit/story.ts"
import { refusalOf, verdict, without } from "../kit/verdict.ts"

/** The tree's hash is redone for each mutant: whoever makes a group context can do that. */
const input = (tree: PublicTree, over: Partial<TreeInput> = {}): TreeInput => ({
  tree,
  groupContext: contextOf(tree),
  suiteId: SUITE,
  hashSize: 32,
  parentHashes: "required",
  digest: sha256,
  now: undefined,
  maxLifetime: MAX_LIFETIME,
  ...over
})
const judged = (tree: PublicTree, over: Partial<TreeInput> = {}): string => verdict(checkTree(input(tree, over)))

const withNode = (tree: PublicTree, at: number, change: (node: Node) => Node | undefined): PublicTree => {
  const nodes = nodesOf(tree).map((n, i) => (i === at ? change(n as Node) : n))
  return Result.getOrThrow(treeFrom(nodes))
}
const withParent = (tree: PublicTree, at: number, over: Partial<ParentNode>): PublicTree =>
  withNode(tree, at, (n) => (n._tag === "parent" ? { _tag: "parent", parentNode: { ...n.parentNode, ...over } } : n))
const withLeaf = (tree: PublicTree, leaf: number, over: Partial<LeafNode>): PublicTree =>
  withNode(tree, 2 * leaf, (n) => (n._tag === "leaf" ? { _tag: "leaf", leafNode: { ...n.leafNode, ...over } } : n))

const refusal = (rule: TreeRule, good: PublicTree, bad: PublicTree, over: Partial<TreeInput> = {}): string =>
  refusalOf(judged(good, over), judged(bad, over), verdict(checkTree(input(bad, over), without(treeContentRules, rule))))

const start = (): Twins => {
  const tree = singleton(leafFor("member 0"))
  return { tree, naive: naive.naiveOf(nodesOf(tree)), named: 1 }
}
const step = (twins: Twins, over: Partial<Parameters<typeof applyStep>[1]>): Twins =>
  applyStep(twins, { adds: 0, removes: [], updates: [], committer: 0, path: true, ...over }, rfc9420TreeRules, sha256)

/** Eight members, all parents set, in chains of several members. */
const full = (): Twins => {
  let twins = step(start(), { adds: 7 })
  for (let committer = 0; committer < 8; committer++) twins = step(twins, { committer })
  return twins
}
/** As {@link full}, with leaf 5 removed, its parents set anew, and another member at leaf 5, unmerged on three levels. */
const unmerged = (): Twins => {
  let twins = step(full(), { removes: [4], committer: 0 })
  twins = step(twins, { committer: 4 })
  twins = step(twins, { committer: 5 })
  return step(twins, { adds: 1, path: false })
}

describe("a joiner's tree", () => {
  const tree = full().tree
  const waiting = unmerged().tree

  test("a full tree, one with unmerged leaves, and small ones are accepted", () => {
    expect(judged(tree)).toBe("valid")
    expect(judged(waiting)).toBe("valid")
    expect(waiting.parentAt(nodeIndex(7))?.unmergedLeaves).toEqual([5])
    expect(waiting.parentAt(nodeIndex(11))?.unmergedLeaves).toEqual([5])
    for (let n = 1; n <= 9; n++) expect(judged(groupOf(n))).toBe("valid")
  })

  test("V222: a tree that is not the one of the group context is refused", () => {
    const groupContext = contextOf(tree)
    const swapped = withNode(tree, 2, (n) => n)
    expect(judged(swapped, { groupContext })).toBe("valid")
    for (const other of [
      withLeaf(tree, 1, { signature: new Uint8Array(3) }),
      withNode(tree, 3, () => undefined),
      withParent(tree, 5, { parentHash: keyFor("x") })
    ]) {
      expect(refusal(rules.treeHashRight, tree, other, { groupContext })).toBe("V222")
    }
  })

  test.each([1, 31, 64])("V234: a parent hash of %i bytes in a parent is refused", (length) => {
    expect(refusal(rules.parentHashesSized, tree, withParent(tree, 3, { parentHash: new Uint8Array(length) }))).toBe("V234")
  })

  test("V232: a parent whose members are all unmerged is refused", () => {
    expect(refusal(rules.somebodyMerged, tree, withParent(tree, 1, { unmergedLeaves: [0, 1] }))).toBe("V232")
  })

  test("V230: a gap in a chain of unmerged entries is refused", () => {
    expect(refusal(rules.unmergedAllTheWay, waiting, withParent(waiting, 11, { unmergedLeaves: [] }))).toBe("V230")
  })

  test("V229: an unmerged entry that names no member below is refused when the tree is read", () => {
    const nodes = nodesOf(waiting).map((n, i) =>
      i === 11 && n?._tag === "parent" ? { ...n, parentNode: { ...n.parentNode, unmergedLeaves: [1] } } : n
    )
    expect(verdict(treeFrom(nodes))).toBe("V229")
  })

  test("V233: a parent's key that occurs elsewhere is refused, in another parent or a leaf", () => {
    const key = tree.keyAt(nodeIndex(3)) as Uint8Array
    for (const at of [7, 5, 1, 11]) expect(refusal(rules.parentKeysUnique, tree, withParent(tree, at, { encryptionKey: key }))).toBe("V233")
    for (const leaf of [0, 3, 7]) expect(refusal(rules.parentKeysUnique, tree, withLeaf(tree, leaf, { encryptionKey: key }))).toBe("V233")
  })

  test("V103: two leaves with one encryption key are refused", () => {
    const key = tree.keyAt(nodeIndex(4)) as Uint8Array
    expect(refusal(rules.leafKeysUnique, tree, withLeaf(tree, 6, { encryptionKey: key }))).toBe("V103")
  })

  test("V102: two leaves with one signature key are refused", () => {
    const key = tree.signatureKeyAt(leafIndex(4)) as Uint8Array
    expect(refusal(rules.leafSignatureKeysUnique, tree, withLeaf(tree, 6, { signatureKey: key }))).toBe("V102")
  })

  test("V100: every leaf is judged for its own source", () => {
    const joined = setLeaf(tree, leafIndex(8), leafFor("x"))
    expect(
      refusal(rules.leavesValid, joined, withLeaf(joined, 8, { source: { _tag: "keyPackage", lifetime: { notBefore: 2n, notAfter: 1n } } }))
    ).toBe("V111")
    expect(refusal(rules.leavesValid, tree, withLeaf(tree, 3, { source: { _tag: "commit", parentHash: new Uint8Array(2) } }))).toBe("V116")
  })

  test("V114: a leaf whose lifetime is over is accepted, unless somebody asks", () => {
    const old = setLeaf(tree, leafIndex(8), leafFor("x", { source: { _tag: "keyPackage", lifetime: { notBefore: 0n, notAfter: 1n } } }))
    expect([judged(old), judged(old, { now: 1n }), judged(old, { now: NOW })]).toEqual(["valid", "valid", "V114"])
  })

  test("V104, V105: each member meets the group's demands", () => {
    const able: Partial<LeafNode> = { capabilities: { ...leafFor("a").capabilities, extensions: [0xff00] } }
    const demanding = (extensions: ReadonlyArray<Extension>, t: PublicTree): string => judged(t, { groupContext: contextOf(t, extensions) })
    const required = { extensionType: 3, extensionData: new Uint8Array([2, 0xff, 0, 0, 0]) }
    const custom = { extensionType: 0xff00, extensionData: new Uint8Array(0) }
    const allAble = groupOf(5, () => able)
    const butOne = groupOf(5, (i) => (i === 2 ? {} : able))
    expect([demanding([required], allAble), demanding([required], butOne)]).toEqual(["valid", "V104"])
    expect([demanding([custom], allAble), demanding([custom], butOne)]).toEqual(["valid", "V105"])
  })

  test("V107, V108, V156: the group context's own extensions are judged", () => {
    const holding = (...extensions: ReadonlyArray<Extension>): string => judged(tree, { groupContext: contextOf(tree, extensions) })
    const none = { extensionType: 5, extensionData: new Uint8Array([0]) }
    expect(holding(none)).toBe("valid")
    expect(holding(none, none)).toBe("V108")
    expect(holding({ extensionType: 4, extensionData: new Uint8Array([0]) })).toBe("V107")
    expect(holding({ extensionType: 5, extensionData: new Uint8Array([1]) })).toBe("V156")
  })

  test("V092: a credential type that one member lacks is refused", () => {
    const able = { capabilities: { ...leafFor("a").capabilities, credentials: [1, 0xff00] } }
    const custom: Partial<LeafNode> = { ...able, credential: { _tag: "unknown", value: 0xff00, data: new Uint8Array(1) } }
    const mixed = (lacking: number): PublicTree => groupOf(5, (i) => (i === 1 ? custom : i === lacking ? {} : able))
    expect(refusal(rules.credentialTypesSupported, mixed(9), mixed(3))).toBe("V092")
  })

  test("V227: a parent hash at the root is refused", () => {
    expect(refusal(rules.rootHashEmpty, tree, withParent(tree, 7, { parentHash: keyFor("x") }))).toBe("V227")
  })
})

describe("parent hashes of a joiner's tree", () => {
  const tree = full().tree
  const hashOfLeaf = (leaf: number): Uint8Array => {
    const source = tree.leafAt(leafIndex(leaf))?.source
    if (source?._tag !== "commit") throw new Error("the leaf came with a commit")
    return source.parentHash
  }

  test("V224: one flipped parent hash is refused, in a leaf or in a parent", () => {
    const flip = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes, (b, i) => (i === 5 ? b ^ 4 : b))
    // Leaf 7 committed last: the chain 7, 13, 11, 7 is its own.
    const leaf = withLeaf(tree, 7, { source: { _tag: "commit", parentHash: flip(hashOfLeaf(7)) } })
    expect(refusal(rules.parentHashesValid, tree, leaf)).toBe("V224")
    const parent = tree.parentAt(nodeIndex(11)) as ParentNode
    expect(refusal(rules.parentHashesValid, tree, withParent(tree, 11, { parentHash: flip(parent.parentHash) }))).toBe("V224")
  })

  test("V224: an empty parent hash where there is a node above is refused", () => {
    expect(refusal(rules.parentHashesValid, tree, withParent(tree, 11, { parentHash: new Uint8Array(0) }))).toBe("V224")
  })

  test("V224: a parent copied under another node is refused", () => {
    const copied = tree.parentAt(nodeIndex(13)) as ParentNode
    const other = withParent(withParent(tree, 13, { encryptionKey: keyFor("elsewhere") }), 9, copied)
    expect(judged(other)).toBe("V224")
  })

  test("V224: another key at a parent is refused: its hash is what the leaf signed", () => {
    for (const at of [1, 3, 5, 7, 9, 11, 13]) {
      expect(refusal(rules.parentHashesValid, tree, withParent(tree, at, { encryptionKey: keyFor(`other ${at}`) }))).toBe("V224")
    }
  })

  /** Leaf 0 set the root when leaves 2 and 3 had never committed; leaf 1 came later and is unmerged. No node but the root is set. */
  const sparse = step(step(step(start(), { adds: 3, path: false }), { removes: [0] }), { adds: 1, path: false }).tree

  test("V225: an unmerged entry too few is refused: then leaf 1 would be skipped", () => {
    expect(sparse.parentAt(nodeIndex(3))?.unmergedLeaves).toEqual([1])
    expect(refusal(rules.parentHashesValid, sparse, withParent(sparse, 3, { unmergedLeaves: [] }))).toBe("V225")
  })

  test("V225, V232: the chain's own leaf listed as unmerged is refused", () => {
    expect(refusal(rules.parentHashesValid, sparse, withParent(sparse, 3, { unmergedLeaves: [0, 1] }))).toBe("V225")
  })

  test("V225, V226: an unmerged entry too many is refused", () => {
    expect(refusal(rules.parentHashesValid, sparse, withParent(sparse, 3, { unmergedLeaves: [1, 2] }))).toBe("V224")
  })

  test("V225: a link that skips a member's subtree is refused", () => {
    // Leaf 6 is listed at every node above it, as if it had been added after leaf 7 committed.
    const ghost = [13, 11, 7].reduce((t, at) => withParent(t, at, { unmergedLeaves: [6] }), tree)
    expect(judged(ghost)).toBe("V224")
    // A node taken out of the middle leaves the one above it without a chain.
    expect(judged(withNode(tree, 13, () => undefined))).toBe("V224")
  })

  test("V226: a tree made by adding, removing and adding with a blank between is accepted", () => {
    let twins = step(start(), { adds: 15 })
    for (const committer of [0, 5, 9, 14]) twins = step(twins, { committer })
    twins = step(twins, { removes: [2, 6, 10], committer: 3 })
    twins = step(twins, { adds: 2, path: false })
    twins = step(twins, { removes: [1], committer: 11 })
    twins = step(twins, { adds: 3, path: false, committer: 4 })
    expect(judged(twins.tree)).toBe("valid")
    const listed = [...twins.tree.filledNodes()].filter((x) => (twins.tree.parentAt(x)?.unmergedLeaves.length ?? 0) > 0)
    expect(listed.length).toBeGreaterThan(1)
  })

  test("V228: parents above leaves that never committed are refused", () => {
    const nodes = nodesOf(groupOf(2))
    expect(judged(Result.getOrThrow(treeFrom(nodes)))).toBe("valid")
    for (const source of [leafFor("a").source, { _tag: "update" } as const]) {
      expect(refusal(rules.parentHashesValid, groupOf(2), withLeaf(groupOf(2), 0, { source }))).toBe("V228")
    }
  })

  test("without parent hashes none is asked for", () => {
    const bare = withParent(tree, 11, { encryptionKey: keyFor("other") })
    expect([judged(bare), judged(bare, { parentHashes: "absent" })]).toEqual(["V224", "valid"])
  })

  test("V026, V086, V095: every leaf, parent key and external sender is still to be shown", () => {
    const obligations = Result.getOrThrow(checkTree(input(tree)))
    const count = (tag: string): number => obligations.filter((o) => o._tag === tag).length
    expect([count("leafSignature"), count("credential"), count("note"), count("publicKey")]).toEqual([8, 8, 8, 8 + 8 + 7])
    expect(treeHash(tree, sha256)).toEqual(contextOf(tree).treeHash)
  })
})
