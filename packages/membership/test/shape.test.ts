import { encode } from "@copath/codec"
import { fullWithBlanks, leafIndex, leftBalanced, nodeIndex, stands, type TreeShape } from "@copath/tree-math"
import { type Node, ratchetTree, treeHashInput } from "@copath/wire"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { applyProposals } from "../src/applyProposals.ts"
import {
  checkTree,
  externalLeaf,
  filteredDirectPath,
  merge,
  nodeHash,
  nodesOf,
  type PublicTree,
  publicTreeOf,
  rfc9420TreeRules,
  setLeaf,
  singleton,
  treeFrom,
  treeHash,
  type TreeRules
} from "../src/index.ts"
import { counting, sha256 } from "./kit/digests.ts"
import { keyFor, leafFor, SUITE } from "./kit/leaves.ts"
import * as naive from "./kit/naiveTree.ts"
import { byReference, contextOf, externalCommit, externalInit, groupOf, planOf, remove } from "./kit/scene.ts"
import { applyStep, pathEdits, type Step, type Twins } from "./kit/story.ts"
import { verdict } from "./kit/verdict.ts"

type Nodes = ReadonlyArray<Node | undefined>

/** The tree hash of leaves `from` to `to`, by the recursion that a left-balanced tree is drawn by: left the largest power of two below their number. */
const drawnHash = (nodes: Nodes, from: number, to: number): Uint8Array => {
  if (to - from === 1) {
    const node = nodes[2 * from]
    return sha256(encode(treeHashInput, { _tag: "leaf", leafIndex: from, leafNode: node?._tag === "leaf" ? node.leafNode : undefined }))
  }
  let half = 1
  while (2 * half < to - from) half *= 2
  // In order, a parent stands between its sides.
  const node = nodes[2 * (from + half) - 1]
  const parentNode = node?._tag === "parent" ? node.parentNode : undefined
  const [leftHash, rightHash] = [drawnHash(nodes, from, from + half), drawnHash(nodes, from + half, to)]
  return sha256(encode(treeHashInput, { _tag: "parent", parentNode, leftHash, rightHash }))
}

const joinerSays = (tree: PublicTree): string =>
  verdict(
    checkTree({
      tree,
      groupContext: contextOf(tree),
      suiteId: SUITE,
      hashSize: 32,
      parentHashes: "required",
      digest: sha256,
      now: undefined,
      maxLifetime: 2n ** 32n
    })
  )

/** The same group in both shapes: `naive` is the full one. */
const start = (): Twins => {
  const tree = singleton(leafFor("member 0"), leftBalanced)
  return { tree, naive: naive.naiveOf(nodesOf(tree)), named: 1 }
}

const step: fc.Arbitrary<Step> = fc.record({
  adds: fc.oneof({ weight: 3, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.nat(12) }),
  removes: fc.oneof(fc.array(fc.nat(), { maxLength: 2 }), fc.array(fc.nat(), { maxLength: 8 })),
  updates: fc.array(fc.nat(), { maxLength: 2 }),
  committer: fc.nat(),
  path: fc.boolean()
})

const play = (steps: ReadonlyArray<Step>, rules: TreeRules, each: (twins: Twins) => void): void => {
  let twins = start()
  twins.tree.indexes()
  for (const s of steps) each((twins = applyStep(twins, s, rules, sha256)))
}

/** What a left-balanced tree must be, whatever came before. */
const isLeftBalanced = (tree: PublicTree): void => {
  const members = tree.members()
  expect(tree.standing).toBe((members.at(-1) as number) + 1)
  expect([...tree.filledNodes()].filter((x) => !stands(x, tree.standing))).toEqual([])
  const nodes = nodesOf(tree)
  expect(treeHash(tree, sha256)).toEqual(drawnHash(nodes, 0, tree.standing))
  const again = Result.getOrThrow(treeFrom(nodes, leftBalanced))
  expect([again.standing, again.leafCount, treeHash(again, sha256)]).toEqual([tree.standing, tree.leafCount, treeHash(tree, sha256)])
  for (const node of tree.filledNodes()) expect(tree.holdersOfEncryptionKey(tree.keyAt(node) as Uint8Array)).toEqual([node])
}

describe("the same history in both shapes (R007, R008)", () => {
  for (const onAdd of ["unmerged", "blank"] as const)
    test(`gives equal nodes, resolutions, filtered paths, parent hashes and free leaves, and the drafts' tree hash, where adding is ${onAdd}`, () => {
      fc.assert(
        fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
          // `applyStep` fails if the shapes' parent hashes differ.
          play(steps, { ...rfc9420TreeRules, onAdd }, ({ naive: full, tree }) => {
            expect(nodesOf(tree)).toEqual(naive.trimmed(full))
            const nodes = naive.everyNode(full)
            expect(nodes.map(tree.resolution)).toEqual(nodes.map((x) => naive.resolution(full, x)))
            expect(tree.members().map((leaf) => filteredDirectPath(tree, leaf))).toEqual(
              tree.members().map((leaf) => naive.filtered(full, leaf))
            )
            const blank = Array.from({ length: tree.leafCount }, (_, i) => i).find((i) => full.nodes[2 * i] === undefined)
            expect(externalLeaf(tree)).toBe(blank ?? tree.leafCount)
            isLeftBalanced(tree)
            expect(joinerSays(tree)).toBe("valid")
          })
        }),
        { numRuns: 60 }
      )
    })

  test("also over several tiers of chunks, shrinking from the right end", () => {
    let twins = applyStep(start(), { adds: 70, removes: [], updates: [], committer: 0, path: true }, rfc9420TreeRules, sha256)
    while (twins.tree.memberCount > 1) {
      const last = twins.tree.memberCount - 2
      twins = applyStep(twins, { adds: 0, removes: [last, last - 3], updates: [], committer: 0, path: true }, rfc9420TreeRules, sha256)
      isLeftBalanced(twins.tree)
      expect(nodesOf(twins.tree)).toEqual(naive.trimmed(twins.naive))
    }
    expect(twins.tree.standing).toBe(1)
  })
})

/** A commit that sets every parent that stands above the committer, whoever is below: the drafts' TreeKEM. */
const committed = (tree: PublicTree, leaf: number, name: string): PublicTree => {
  const edits = pathEdits(tree, leaf, name).map(({ node }) => ({
    node,
    key: stands(node, tree.standing) ? keyFor(`${name} node ${node}`) : undefined
  }))
  const { parentHash, tree: merged } = merge(tree, leafIndex(leaf), edits, "required", sha256)
  return setLeaf(merged, leafIndex(leaf), leafFor(`${name} leaf`, { source: { _tag: "commit", parentHash } }))
}
const keeping: TreeRules = { ...rfc9420TreeRules, onAdd: "keep", onRemove: "keep" }
const crowd = (members: number, shape: TreeShape = leftBalanced): PublicTree => {
  const nodes = Array.from({ length: 2 * members - 1 }, (_, i): Node | undefined =>
    i % 2 === 0 ? { _tag: "leaf", leafNode: leafFor(`m${i / 2}`) } : undefined
  )
  return Result.getOrThrow(treeFrom(nodes, shape))
}
const removed = (tree: PublicTree, leaves: ReadonlyArray<number>, rules: TreeRules): PublicTree =>
  Result.getOrThrow(
    applyProposals(
      tree,
      leaves.map((leaf) => byReference(remove(leaf))),
      rules,
      false
    )
  ).tree
const keysOf = (tree: PublicTree) =>
  [...tree.filledNodes()]
    .filter((x) => x % 2 === 1)
    .toSorted((a, b) => a - b)
    .map((x) => [x, tree.keyAt(x)])

describe("parents at the right edge", () => {
  test("random commits under rules that keep parents leave a key on no node that does not stand, and bring none back", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 12 }), (steps) => {
        let tree = crowd(3)
        tree.indexes()
        let names = 0
        const live = new Map<number, string>()
        for (const { adds, committer, removes } of steps) {
          const by = tree.members()[committer % tree.memberCount] as number
          const gone = [...new Set(removes.map((n) => tree.members()[n % tree.memberCount] as number))].filter((leaf) => leaf !== by)
          if (gone.length > 0) tree = removed(tree, gone, keeping)
          for (const node of live.keys()) if (!stands(nodeIndex(node), tree.standing)) live.delete(node)
          for (let i = 0; i < adds; i++) tree = setLeaf(tree, externalLeaf(tree), leafFor(`n${names++}`))
          expect(keysOf(tree).map(([node]) => node)).toEqual([...live.keys()].toSorted((a, b) => a - b))
          tree = committed(tree, by, `c${++names}`)
          for (const { node } of pathEdits(tree, by, "")) if (stands(node, tree.standing)) live.set(node, `c${names} node ${node}`)
          expect(keysOf(tree)).toEqual([...live].toSorted(([a], [b]) => a - b).map(([node, name]) => [node, keyFor(name)]))
          isLeftBalanced(tree)
        }
      }),
      { numRuns: 60 }
    )
  })

  test("from four leaves to three and back: CD's key goes with D, and does not come back with the next one", () => {
    const four = committed(crowd(4), 2, "first")
    expect(keysOf(four).map(([node]) => node)).toEqual([3, 5])
    const three = removed(four, [3], keeping)
    expect([three.standing, three.leafCount, keysOf(three)]).toEqual([3, 4, [[3, four.keyAt(nodeIndex(3))]]])
    const again = setLeaf(three, leafIndex(3), leafFor("new"))
    expect([again.standing, again.keyAt(nodeIndex(5)), again.resolution(nodeIndex(5))]).toEqual([4, undefined, [4, 6]])
    // In the full tree there is nothing to trim, and the key stays.
    const full = removed(committed(crowd(4, fullWithBlanks), 2, "first"), [3], keeping)
    expect(keysOf(full).map(([node]) => node)).toEqual([3, 5])
  })

  test("from four leaves to five: 7 is blank above the old root, which keeps its key", () => {
    const five = setLeaf(committed(crowd(4), 0, "first"), leafIndex(4), leafFor("new"))
    expect([five.standing, five.leafCount, keysOf(five).map(([node]) => node)]).toEqual([5, 8, [1, 3]])
    expect(treeHash(five, sha256)).toEqual(drawnHash(nodesOf(five), 0, 5))
  })

  test("a key for a parent that does not stand is the caller's defect; a blank is nothing new", () => {
    const five = crowd(5)
    const edit = (key: Uint8Array | undefined) => merge(five, leafIndex(4), [{ node: nodeIndex(11), key }], "absent", sha256)
    expect(() => edit(keyFor("x"))).toThrow(RangeError)
    expect(nodesOf(edit(undefined).tree)).toEqual(nodesOf(five))
  })

  test("an elided parent has its left child's tree hash, a node beyond the edge has none", () => {
    const five = crowd(5)
    const hash = (x: number) => nodeHash(five, nodeIndex(x), sha256)
    expect([hash(11), hash(9)]).toEqual([hash(8), hash(8)])
    expect(() => hash(13)).toThrow(RangeError)
    expect(() => hash(10)).toThrow(RangeError)
  })
})

describe("parent hashes outlive a change of the edge: they are over the full tree in every shape", () => {
  test("an Add makes 5 stand below a root that it does not touch", () => {
    const three = committed(crowd(3), 0, "first")
    const { tree } = applyStep(
      { tree: three, naive: naive.naiveOf(nodesOf(three)), named: 9 },
      { adds: 1, removes: [], updates: [], committer: 0, path: false },
      rfc9420TreeRules,
      sha256
    )
    expect([tree.standing, tree.parentAt(nodeIndex(3))?.unmergedLeaves]).toEqual([4, [3]])
    // Were parent hashes over what stood: that was leaf 2 alone, and 5 with D blanked again is another node.
    const full = nodeHash(crowd(3, fullWithBlanks), nodeIndex(5), sha256)
    expect(nodeHash(three, nodeIndex(5), sha256)).toEqual(nodeHash(three, nodeIndex(4), sha256))
    expect(full).not.toEqual(nodeHash(three, nodeIndex(4), sha256))
    expect(joinerSays(tree)).toBe("valid")
  })

  test("a Remove elides 13 below a parent that it does not touch", () => {
    // Leaf 7 left, then leaf 4 committed: 11's parent hash is over 13 with a blank on its right. Then the tree is cut after leaf 6.
    const wide = removed(crowd(12), [7], rfc9420TreeRules)
    const edits = pathEdits(wide, 4, "second")
    const { parentHash, tree: merged } = merge(wide, leafIndex(4), edits, "required", sha256)
    const set = setLeaf(merged, leafIndex(4), leafFor("second leaf", { source: { _tag: "commit", parentHash } }))
    const cut = removed(set, [8, 9, 10, 11], rfc9420TreeRules)
    const after = committed(cut, 0, "third")
    expect([cut.standing, cut.leafCount, stands(nodeIndex(13), cut.standing)]).toEqual([7, 8, false])
    expect(after.keyAt(nodeIndex(11))).toEqual(keyFor("second node 11"))
    expect(joinerSays(after)).toBe("valid")
  })
})

describe("a tree as it travels", () => {
  test("is written alike in both shapes, and read in its own", () => {
    for (let n = 1; n <= 9; n++) {
      const [full, exact] = [crowd(n, fullWithBlanks), crowd(n)]
      expect(encode(publicTreeOf(leftBalanced), exact)).toEqual(encode(publicTreeOf(fullWithBlanks), full))
      // Where all leaves of the full tree are there, the shapes are the same tree.
      expect([n, treeHash(full, sha256).join() === treeHash(exact, sha256).join()]).toEqual([n, [1, 2, 4, 8].includes(n)])
    }
  })

  test("V219: one that ends with a parent is refused, for that parent does not stand", () => {
    const parent: Node = { _tag: "parent", parentNode: { encryptionKey: keyFor("x"), parentHash: new Uint8Array(0), unmergedLeaves: [] } }
    const nodes = [...nodesOf(crowd(3)), parent]
    expect([verdict(treeFrom(nodes)), verdict(treeFrom(nodes, leftBalanced)), verdict(treeFrom(nodes.slice(0, -1), leftBalanced))]).toEqual(
      ["valid", "V219", "valid"]
    )
    expect(encode(ratchetTree, nodes).length).toBeGreaterThan(0)
  })

  test("V222: read in the other shape it is another tree", () => {
    const context = contextOf(groupOf(5))
    const nodes = nodesOf(groupOf(5))
    const judged = (shape: TreeShape) =>
      verdict(
        checkTree({
          tree: Result.getOrThrow(treeFrom(nodes, shape)),
          groupContext: context,
          suiteId: SUITE,
          hashSize: 32,
          parentHashes: "required",
          digest: sha256,
          now: undefined,
          maxLifetime: 2n ** 32n
        })
      )
    expect([judged(fullWithBlanks), judged(leftBalanced)]).toEqual(["valid", "V222"])
  })

  test("an external joiner's leaf stands before it is taken", () => {
    const tree = crowd(4)
    const plan = planOf(externalCommit([externalInit], { tree, groupContext: contextOf(tree) }))
    expect([plan.change.committer, plan.tree.standing, plan.tree.leafCount, plan.tree.memberCount]).toEqual([4, 5, 8, 4])
  })
})

describe("what the shape costs", () => {
  test("a tree of 2^k + 1 members has its hash from half as many inputs: nothing is hashed where nobody is", () => {
    const hashes = (shape: TreeShape, n: number): number => {
      const { calls, digest } = counting()
      treeHash(crowd(n, shape), digest)
      return calls()
    }
    expect([hashes(leftBalanced, 1025), hashes(fullWithBlanks, 1025)]).toEqual([2 * 1025 - 1, 2 * 2048 - 1])
    expect([hashes(leftBalanced, 1024), hashes(fullWithBlanks, 1024)]).toEqual([2047, 2047])
  })

  test("a commit's tree hash costs its path, and the right edge beside it is hashed each time: a node a level", () => {
    const after = (shape: TreeShape): ReadonlyArray<number> => {
      const { calls, digest, reset } = counting()
      const commit = (tree: PublicTree, leaf: number, name: string) => {
        const merged = merge(tree, leafIndex(leaf), pathEdits(tree, leaf, name), "absent", digest)
        return setLeaf(merged.tree, leafIndex(leaf), leafFor(name))
      }
      const tree = commit(crowd(1023, shape), 500, "first")
      treeHash(tree, digest)
      reset()
      const next = commit(tree, 3, "second")
      treeHash(next, digest)
      const first = calls()
      reset()
      treeHash(next, digest)
      return [first, calls()]
    }
    // The root and nine parents above leaf 1022, but for the lowest, which is elided; the root is on the path anyway.
    expect([after(fullWithBlanks), after(leftBalanced)]).toEqual([
      [11, 0],
      [11 + 8, 9]
    ])
  })
})
