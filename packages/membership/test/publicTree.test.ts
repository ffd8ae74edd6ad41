import { leafIndex, nodeIndex } from "@copath/tree-math"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  checkTree,
  externalLeaf,
  filteredDirectPath,
  nodeHash,
  nodesOf,
  rfc9420TreeRules,
  singleton,
  treeFrom,
  treeHash,
  type TreeRules
} from "../src/index.ts"
import { indexesOf } from "../src/treeIndexes.ts"
import { sha256 } from "./kit/digests.ts"
import { leafFor, SUITE } from "./kit/leaves.ts"
import * as naive from "./kit/naiveTree.ts"
import { applyStep, type Step, type Twins } from "./kit/story.ts"

const step: fc.Arbitrary<Step> = fc.record({
  adds: fc.oneof({ weight: 3, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.nat(12) }),
  removes: fc.oneof(fc.array(fc.nat(), { maxLength: 2 }), fc.array(fc.nat(), { maxLength: 8 })),
  updates: fc.array(fc.nat(), { maxLength: 2 }),
  committer: fc.nat(),
  path: fc.boolean()
})

const start = (first = 0): Twins => {
  const tree = singleton(leafFor(`member ${first}`))
  return { tree, naive: naive.naiveOf(nodesOf(tree)), named: first + 1 }
}

const agree = ({ naive: twin, tree }: Twins): void => {
  expect(tree.leafCount).toBe(naive.leafCountOf(twin))
  expect(nodesOf(tree)).toEqual(naive.trimmed(twin))
  const nodes = naive.everyNode(twin)
  expect(nodes.map(tree.resolution)).toEqual(nodes.map((x) => naive.resolution(twin, x)))
  expect(nodes.map((x) => tree.isBlankBelow(x))).toEqual(nodes.map((x) => naive.resolution(twin, x).length === 0))
  expect(nodes.map((x) => nodeHash(tree, x, sha256))).toEqual(nodes.map((x) => naive.hashOf(twin, x, sha256)))
  const occupied = nodes.filter((x) => x % 2 === 0 && twin.nodes[x] !== undefined).map((x) => x / 2)
  expect(tree.members()).toEqual(occupied)
  expect(tree.memberCount).toBe(occupied.length)
  expect(nodes.map((x) => tree.membersBelow(x))).toEqual(
    nodes.map((x) => naive.everyNode(twin).filter((l) => l % 2 === 0 && twin.nodes[l] !== undefined && isBelow(x, l)).length)
  )
  expect(occupied.map((leaf) => filteredDirectPath(tree, leafIndex(leaf)))).toEqual(occupied.map((leaf) => naive.filtered(twin, leaf)))
  const blank = Array.from({ length: tree.leafCount }, (_, i) => i).find((i) => twin.nodes[2 * i] === undefined)
  expect(externalLeaf(tree)).toBe(blank ?? tree.leafCount)
}

const isBelow = (node: number, leaf: number): boolean => {
  let width = 1
  while ((node + 1) % (2 * width) === 0) width *= 2
  return Math.abs(node - leaf) < width
}

/** The indexes that were carried along answer as freshly built ones. */
const indexesHold = ({ tree }: Twins): void => {
  const rebuilt = Result.getOrThrow(treeFrom(nodesOf(tree)))
  const fresh = indexesOf(rebuilt)
  for (const node of tree.filledNodes()) expect(tree.holdersOfEncryptionKey(tree.keyAt(node) as Uint8Array)).toEqual([node])
  for (const leaf of tree.members()) expect(tree.holdersOfSignatureKey(tree.signatureKeyAt(leaf) as Uint8Array)).toEqual([leaf])
  for (const kind of ["extension", "proposal", "credential", "usedCredential"] as const) {
    expect(tree.capabilities().of(kind, 1)).toBe(fresh.capabilities.of(kind, 1))
  }
}

/** Plays commits one after another and looks at each result; gives how many it saw. */
const play = (steps: ReadonlyArray<Step>, rules: TreeRules, each: (twins: Twins) => void): number => {
  let twins = start()
  twins.tree.indexes()
  for (const s of steps) {
    twins = applyStep(twins, s, rules, sha256)
    each(twins)
  }
  return steps.length
}

describe("PublicTree beside a naive array", () => {
  test("random commits give equal nodes, resolutions, hashes and members (V176, V231, V235, V236)", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 10 }), (steps) => {
        expect(play(steps, rfc9420TreeRules, agree)).toBe(steps.length)
      }),
      { numRuns: 60 }
    )
  })

  test("random commits under blanking agree too", () => {
    const blanking: TreeRules = { ...rfc9420TreeRules, onAdd: "blank" }
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
        expect(play(steps, blanking, agree)).toBe(steps.length)
      }),
      { numRuns: 30 }
    )
  })

  test("indexes carried from version to version equal those of a rebuilt tree", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        expect(play(steps, rfc9420TreeRules, indexesHold)).toBe(steps.length)
      }),
      { numRuns: 40 }
    )
  })

  test("hashes from the cache equal hashes of a tree built anew", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 15 }), (steps) => {
        play(steps, rfc9420TreeRules, ({ tree }) => {
          const anew = Result.getOrThrow(treeFrom(nodesOf(tree)))
          expect(treeHash(tree, sha256)).toEqual(treeHash(anew, sha256))
        })
      }),
      { numRuns: 60 }
    )
  })

  test("a joiner accepts every tree that random commits give, parent hashes included (V224, V225, V226)", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        play(steps, rfc9420TreeRules, ({ tree }) => {
          const result = checkTree({
            tree,
            groupContext: {
              version: 1,
              cipherSuite: SUITE,
              groupId: new Uint8Array(1),
              epoch: 1n,
              treeHash: treeHash(tree, sha256),
              confirmedTranscriptHash: new Uint8Array(32),
              extensions: []
            },
            suiteId: SUITE,
            hashSize: 32,
            parentHashes: "required",
            digest: sha256,
            now: undefined,
            maxLifetime: 2n ** 32n
          })
          expect(Result.isFailure(result) ? result.failure.message : "valid").toBe("valid")
        })
      }),
      { numRuns: 60 }
    )
  })

  test("an older version is untouched by what comes after it", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 8 }), (steps) => {
        const before: Array<{ readonly twins: Twins; readonly nodes: ReturnType<typeof nodesOf> }> = []
        play(steps, rfc9420TreeRules, (twins) => before.push({ twins, nodes: nodesOf(twins.tree) }))
        for (const { nodes, twins } of before) {
          expect(nodesOf(twins.tree)).toEqual(nodes)
          agree(twins)
        }
      }),
      { numRuns: 15 }
    )
  })
})

describe("PublicTree over several tiers of chunks", () => {
  const many: fc.Arbitrary<Step> = fc.record({
    adds: fc.nat(40),
    removes: fc.array(fc.nat(), { maxLength: 60 }),
    updates: fc.array(fc.nat(), { maxLength: 5 }),
    committer: fc.nat(),
    path: fc.boolean()
  })

  test("large random commits agree with the naive array", () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 140 }), fc.array(many, { minLength: 1, maxLength: 4 }), (adds, more) => {
        const steps = [{ adds, removes: [], updates: [], committer: 0, path: true }, ...more]
        const seen = play(steps, rfc9420TreeRules, (twins) => {
          agree(twins)
          indexesHold(twins)
        })
        expect(seen).toBe(steps.length)
      }),
      { numRuns: 6 }
    )
  })

  test("shrinking step by step from the right end, 1 to 64 members (V235)", () => {
    let twins = applyStep(start(), { adds: 63, removes: [], updates: [], committer: 0, path: true }, rfc9420TreeRules, sha256)
    while (twins.tree.memberCount > 1) {
      const members = twins.tree.members()
      // Picked among the others than the committer, which is the first.
      twins = applyStep(twins, { adds: 0, removes: [members.length - 2], updates: [], committer: 0, path: true }, rfc9420TreeRules, sha256)
      expect(twins.tree.leafCount).toBe(naive.leafCountOf(twins.naive))
      expect(treeHash(twins.tree, sha256)).toEqual(naive.rootHash(twins.naive, sha256))
    }
    expect(twins.tree.leafCount).toBe(1)
  })
})

describe("PublicTree at its edges", () => {
  test("a node outside the tree is blank", () => {
    const tree = singleton(leafFor("a"))
    expect(tree.keyAt(nodeIndex(1))).toBeUndefined()
    expect(tree.leafAt(leafIndex(7))).toBeUndefined()
    expect(tree.occupied(leafIndex(2 ** 31))).toBe(false)
    expect(tree.occupied(leafIndex(2 ** 32 - 1))).toBe(false)
  })

  test("its questions can be asked apart from it", () => {
    const { keyAt, occupied, resolution } = singleton(leafFor("a"))
    expect([occupied(leafIndex(0)), keyAt(nodeIndex(0)), resolution(nodeIndex(0))]).toEqual([true, leafFor("a").encryptionKey, [0]])
  })

  test("a digest is not answered with another one's hashes", () => {
    const tree = singleton(leafFor("a"))
    const other = (bytes: Uint8Array): Uint8Array => sha256(sha256(bytes))
    const first = treeHash(tree, sha256)
    expect(treeHash(tree, other)).not.toEqual(first)
    expect(treeHash(tree, sha256)).toEqual(first)
  })
})
