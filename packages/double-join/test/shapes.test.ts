import { doubleJoinLaws, PolicyGame } from "@copath/conformance"
import type { DoubleJoinPolicy, Refresh } from "@copath/contracts"
import { fullWithBlanks, leftBalanced, type LeafIndex, nodeIndex } from "@copath/tree-math"
import { describe, expect, it } from "vitest"
import { blankPolicy, naivePolicy, setAndBookPolicy, taintPolicy, takeoverPolicy, unmergedPolicy, wishBesidePath } from "../src/index.ts"
import { random } from "./churn.ts"

const policies = [naivePolicy, takeoverPolicy, blankPolicy, unmergedPolicy, taintPolicy, setAndBookPolicy(wishBesidePath)]
for (const policy of policies) {
  doubleJoinLaws(`${policy.id} in a left-balanced tree`, policy, { shape: leftBalanced })
  doubleJoinLaws(`${policy.id} in a left-balanced tree with a key for every parent`, policy, {
    shape: leftBalanced,
    filtered: false,
    sizes: [2, 3, 5, 8, 9]
  })
}

type Policy = DoubleJoinPolicy["Service"]

/** One random history, played in both shapes: what each commit seals in the one and in the other. */
const both = (policy: Policy, filtered: boolean, seed: number) => {
  const games = [fullWithBlanks, leftBalanced].map((shape) => new PolicyGame(policy, { shape, filtered }))
  const [full, exact] = games as [PolicyGame, PolicyGame]
  const draw = random(seed)
  const below = (n: number): number => Math.floor(draw() * n)
  return Array.from({ length: 60 }, () => {
    const members = full.tree.members()
    const committer = members[below(members.length)] as LeafIndex
    const others = members.filter((leaf) => leaf !== committer)
    const removes =
      others.length > 3 && draw() < 0.4 ? (draw() < 0.5 ? others.slice(-1 - below(2)) : [others[below(others.length)] as LeafIndex]) : []
    const step = { committer, adds: members.length < 20 ? below(4) : 0, removes, updates: [], path: true }
    expect(games.map((game) => game.commit(step)?.message)).toEqual([undefined, undefined])
    expect(exact.tree.members()).toEqual(full.tree.members())
    return { full, exact, plans: games.map((game) => game.last?.plan?.steps ?? []) as [ReadonlyArray<Refresh>, ReadonlyArray<Refresh>] }
  })
}
const ciphertexts = (steps: ReadonlyArray<Refresh>): number => steps.reduce((sum, { targets }) => sum + targets.length, 0)

describe("both shapes in the same history (R007, R008)", () => {
  for (const policy of [blankPolicy, unmergedPolicy])
    it(`${policy.id}: equal resolutions, and the same nodes are sealed to the same targets`, () => {
      for (let seed = 1; seed <= 20; seed++)
        for (const { exact, full, plans } of both(policy, true, seed)) {
          expect(plans[1]).toEqual(plans[0])
          const nodes = Array.from({ length: 2 * full.tree.leafCount - 1 }, (_, i) => nodeIndex(i))
          expect(nodes.map((x) => exact.tree.resolution(x))).toEqual(nodes.map((x) => full.tree.resolution(x)))
        }
    })

  const counted = (policy: Policy, filtered: boolean) =>
    Array.from({ length: 10 }, (_, seed) => both(policy, filtered, seed + 1))
      .flat()
      .map(({ plans: [full, exact] }) => [ciphertexts(full), ciphertexts(exact)] as const)

  for (const policy of [naivePolicy, takeoverPolicy, blankPolicy, unmergedPolicy, taintPolicy, setAndBookPolicy()])
    it(`${policy.id}: every commit has as many ciphertexts in the one as in the other`, () => {
      const counts = counted(policy, true)
      expect(counts.filter(([full, exact]) => full !== exact)).toEqual([])
      expect(Math.max(...counts.map(([full]) => full))).toBeGreaterThan(5)
    })

  for (const policy of [blankPolicy, unmergedPolicy, setAndBookPolicy()])
    it(`${policy.id}: the same with a key for every parent, though a full tree has some over a single member`, () => {
      expect(counted(policy, false).filter(([full, exact]) => full !== exact)).toEqual([])
    })

  // A full tree goes on setting parents over a slot at the edge that somebody left; in the other it is gone.
  for (const policy of [naivePolicy, takeoverPolicy, taintPolicy])
    it(`${policy.id}: with a key for every parent it is never more in a left-balanced tree, and seldom less`, () => {
      const counts = counted(policy, false)
      expect(counts.filter(([full, exact]) => exact > full || full - exact > 2)).toEqual([])
      const fewer = counts.filter(([full, exact]) => full !== exact).length / counts.length
      expect(fewer > 0 && fewer < 0.1).toBe(true)
    })
})
