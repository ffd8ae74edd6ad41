import { KeyTree, layoutOf, PolicyGame } from "@copath/conformance"
import type { Change, DoubleJoinPolicy, RefreshPlan, TreeFill } from "@copath/contracts"
import { blankPolicy, setAndBookPolicy, taintPolicy, unmergedPolicy } from "@copath/double-join"
import { blankInitFill, everyLevelFill, fullInitFill, sequentialFill, warmTopFill } from "@copath/tree-fill"
import { type LeafIndex, leafIndex } from "@copath/tree-math"
import { describe, expect, it } from "vitest"

/*
 * What fills cost together with policies. Plans alone: nothing is encrypted.
 */
type Policy = DoubleJoinPolicy["Service"]
type Fill = TreeFill["Service"]

const leaves = (n: number): ReadonlyArray<LeafIndex> => Array.from({ length: n }, (_, leaf) => leafIndex(leaf))
const ciphertexts = ({ steps }: RefreshPlan): number => steps.reduce((sum, { targets }) => sum + targets.length, 0)

/** A group of `n` that its creator has filled, at leaf 0. */
const created = (policy: Policy, fill: Fill, n: number, filtered = true) => {
  const tree = new KeyTree(1, [leafIndex(0)])
  let book = policy.emptyBook
  const plans: Array<RefreshPlan> = []
  const commit = (by: number, proposals: Parameters<KeyTree["propose"]>[2] = {}): RefreshPlan => {
    const change: Change = tree.propose(policy.rules, leafIndex(by), proposals)
    const plan = policy.plan(book, tree, change, layoutOf(fill, filtered, tree, change))
    tree.merge(plan, leafIndex(by))
    book = plan.book
    return plan
  }
  for (const adds of fill.batches(n - 1)) plans.push(commit(0, { adds }))
  return { tree, commit, plans, book: () => book }
}

describe("a group of n made in one message (R010)", () => {
  it("takes one path without a ciphertext by blank-init, for everybody in it is told in its Welcome, and leaves all other parents blank", () => {
    const { plans, tree } = created(unmergedPolicy, blankInitFill, 1000)
    expect(plans.map(ciphertexts)).toEqual([0])
    expect(tree.filledParents().length).toBe(plans[0]?.steps.length)
  })

  it("is made by n - 1 messages by sequential, with log n ciphertexts each by taint", () => {
    const { plans } = created(taintPolicy, sequentialFill, 64)
    expect(plans.length).toBe(63)
    expect(plans.reduce((sum, plan) => sum + ciphertexts(plan), 0)).toBeGreaterThan(63 * 2)
    expect(Math.max(...plans.map(ciphertexts))).toBeLessThanOrEqual(6)
  })
})

describe("full-init (R011)", () => {
  for (const policy of [taintPolicy, setAndBookPolicy()]) {
    it(`makes everybody's first update cost log n at once, by ${policy.id}`, () => {
      for (const n of [8, 64, 1024]) {
        for (const first of [1, n / 2, n - 1]) {
          const { commit } = created(policy, fullInitFill, n)
          expect(ciphertexts(commit(first))).toBe(Math.log2(n))
        }
      }
    })

    it(`lists the creator in the book at every node off its path, by ${policy.id}`, () => {
      const { book, tree } = created(policy, fullInitFill, 64)
      const off = tree.filledParents().filter((node) => node !== 2 ** Math.floor(Math.log2(node + 1)) - 1)
      expect(tree.filledParents().length).toBe(63)
      expect(off.length).toBe(57)
      for (const node of off) expect(policy.outside(book(), node)).toEqual([0])
    })
  }

  it("sends two public keys a member and no ciphertext: everybody is a newcomer", () => {
    const { plans } = created(taintPolicy, fullInitFill, 64)
    expect([plans[0]?.steps.length, plans.map(ciphertexts)]).toEqual([63, [0]])
  })
})

describe("warm-top", () => {
  it("lets first updates begin at n / 2^(k-1) + k - 2 encryptions", () => {
    // The last leaf is below a node of the lowest warm level that is not the creator's own.
    for (const k of [2, 3, 5])
      expect([k, ciphertexts(created(taintPolicy, warmTopFill(k), 256).commit(255))]).toEqual([k, 256 / 2 ** (k - 1) + k - 2])
    expect(ciphertexts(created(unmergedPolicy, blankInitFill, 256).commit(255))).toBe(128)
  })

  it("taints the creator at less than 2^k nodes, which updates clean", () => {
    const { book, commit, tree } = created(taintPolicy, warmTopFill(4), 256)
    const tainted = () => tree.filledParents().filter((node) => taintPolicy.outside(book(), node).length > 0).length
    expect(tainted()).toBe(2 ** 4 - 1 - 4)
    // About 2^(k+2) updates clean them, wherever they come from.
    for (const leaf of leaves(256).filter((at) => at % 4 === 1)) commit(leaf)
    expect(tainted()).toBe(0)
  })
})

describe("keys at every j-th level only (R013)", () => {
  const depth = 12
  const n = 2 ** depth
  for (const policy of [unmergedPolicy, taintPolicy]) {
    for (const j of [1, 2, 3, 4, 6, 12]) {
      it(`takes (d / j)(2^j - 1) ciphertexts an update and n + n / (2^j - 1) keys, j = ${j}, by ${policy.id}`, () => {
        const tree = KeyTree.full(n)
        const fill = everyLevelFill(j)
        // Once everybody has updated, every node that may have a key has one.
        for (const leaf of leaves(n).filter((at) => at % 2 ** j === 0)) {
          const change = tree.propose(policy.rules, leaf)
          tree.merge(policy.plan(policy.emptyBook, tree, change, layoutOf(fill, true, tree, change)), leaf)
        }
        const change = tree.propose(policy.rules, leafIndex(777))
        const plan = policy.plan(policy.emptyBook, tree, change, layoutOf(fill, true, tree, change))
        expect(ciphertexts(plan)).toBe((depth / j) * (2 ** j - 1))
        // The text's n / (2^j - 1) counts one node too many, as 2n does for a full tree.
        expect(tree.filledParents().length).toBe((n - 1) / (2 ** j - 1))
      })
    }
  }
})

describe("a tree whose inner nodes stay blank but for the root", () => {
  it("has exactly mkem's ciphertext counts: it is one encryption for every other member who does not join", () => {
    const quiet = { removes: [], updates: [], path: true }
    for (const policy of [blankPolicy, unmergedPolicy]) {
      const game = new PolicyGame(policy, { fill: everyLevelFill(30) })
      const play = (committer: number, adds: number, removes: ReadonlyArray<number>): void => {
        expect(game.commit({ ...quiet, committer: leafIndex(committer), adds, removes: removes.map(leafIndex) })).toBeUndefined()
        const plan = game.last?.plan as RefreshPlan
        // mkem seals to each member but the committer and the joiners.
        expect(ciphertexts(plan)).toBe(game.tree.members().length - 1 - adds)
      }
      play(0, 20, [])
      play(7, 0, [])
      play(3, 0, [20, 5])
      play(19, 3, [0])
      play(1, 0, [])
    }
  })
})
