import { PolicyGame } from "@copath/conformance"
import type { DoubleJoinPolicy } from "@copath/contracts"
import { leafIndex, type NodeIndex } from "@copath/tree-math"
import { describe, expect, it } from "vitest"
import { blankPolicy, naivePolicy, setAndBookPolicy, taintPolicy, takeoverPolicy, unmergedPolicy, wishBesidePath } from "../src/index.ts"

/*
 *              7
 *          /       \
 *        3           11         Eight members, each of whom has committed once: all parents hold keys, nobody knows one off its path.
 *      /   \        /  \
 *     1     5      9    13
 *    / \   / \    / \   / \
 *   0   2 4   6  8  10 12 14
 */
type Policy = DoubleJoinPolicy["Service"]
const quiet = { adds: 0, removes: [], updates: [], path: true }

const warm = (policy: Policy, members: number, filtered = true): PolicyGame => {
  const game = new PolicyGame(policy, { filtered })
  play(game, 0, { adds: members - 1 })
  for (let leaf = 0; leaf < members; leaf++) play(game, leaf, {})
  return game
}
const play = (
  game: PolicyGame,
  by: number,
  { adds = 0, removes = [] }: { readonly adds?: number; readonly removes?: ReadonlyArray<number> }
): void => {
  const broken = game.commit({ ...quiet, committer: leafIndex(by), adds, removes: removes.map(leafIndex) })
  expect(broken).toBeUndefined()
}
const outsiders = (game: PolicyGame): Record<number, ReadonlyArray<number>> => Object.fromEntries(game.outsiders())
const declared = (game: PolicyGame, policy: Policy): Record<number, ReadonlyArray<number>> =>
  Object.fromEntries(
    game.tree.filledParents().flatMap((node: NodeIndex) => {
      const leaves = policy.outside(game.book, node)
      return leaves.length === 0 ? [] : [[node, leaves]]
    })
  )

describe("who knows a node from outside", () => {
  it("is the adder, at each node above the newcomer but not above itself, by naive, takeover and taint (R006)", () => {
    for (const policy of [naivePolicy, takeoverPolicy, taintPolicy]) {
      const game = warm(policy, 7)
      expect(outsiders(game)).toEqual({})
      play(game, 0, { adds: 1 })
      expect([policy.id, outsiders(game)]).toEqual([policy.id, { 11: [0], 13: [0] }])
    }
  })

  it("is the remover, at each node above the removed leaf that covers somebody else (R006)", () => {
    const game = warm(naivePolicy, 8)
    play(game, 0, { removes: [5] })
    expect(outsiders(game)).toEqual({ 11: [0] })
    // With a key for each parent, as in draft-02, the one above leaf 4 alone has one too.
    const unfiltered = warm(naivePolicy, 8, false)
    play(unfiltered, 0, { removes: [5] })
    expect(outsiders(unfiltered)).toEqual({ 9: [0], 11: [0] })
  })

  it("grows with whoever seals to such a node: the remover hears of the new root below it, and so on (R006)", () => {
    const game = warm(naivePolicy, 8, false)
    play(game, 0, { removes: [5] })
    // Leaf 4 renews 9, 11 and the root: 9 from its own leaf, so the remover loses 9 and, but for the root, all it knew.
    play(game, 4, {})
    expect(outsiders(game)).toEqual({})
    play(game, 0, { removes: [4] })
    // 11 is set again by leaf 6, and sealed to nobody outside: 9 is gone with its last member.
    play(game, 6, {})
    expect(outsiders(game)).toEqual({})
  })

  it("is nobody by blank and unmerged", () => {
    for (const policy of [blankPolicy, unmergedPolicy]) {
      const game = warm(policy, 7)
      play(game, 0, { adds: 1 })
      play(game, 0, { removes: [4] })
      expect([policy.id, outsiders(game)]).toEqual([policy.id, {}])
    }
  })

  it("stands in the book by taint and by set+book, exactly; takeover's book bounds it", () => {
    const taint = warm(taintPolicy, 8)
    play(taint, 0, { removes: [5] })
    play(taint, 6, { adds: 1 })
    expect(outsiders(taint)).toEqual(declared(taint, taintPolicy))
    expect(declared(taint, taintPolicy)).not.toEqual({})

    const wishing = setAndBookPolicy(wishBesidePath)
    const set = warm(wishing, 8)
    play(set, 0, { removes: [5] })
    // The Remove blanked 11 beside the remover's path, and it set 11 again.
    expect([outsiders(set), declared(set, wishing)]).toEqual([{ 11: [0] }, { 11: [0] }])
    // A commit of its own blanks what the book says of it.
    play(set, 0, {})
    expect([outsiders(set), declared(set, wishing)]).toEqual([{}, {}])

    const takeover = warm(takeoverPolicy, 8)
    play(takeover, 0, { removes: [5] })
    expect(declared(takeover, takeoverPolicy)).toEqual({ 11: [0] })
    play(takeover, 4, {})
    expect([outsiders(takeover), declared(takeover, takeoverPolicy)]).toEqual([{}, { 11: [0] }])
  })
})

describe("the remover who is removed later (R005)", () => {
  // 0 removes 5; 1 removes 0.
  const attacked = (policy: Policy): PolicyGame => {
    const game = warm(policy, 8)
    play(game, 0, { removes: [5] })
    play(game, 1, { removes: [0] })
    return game
  }

  it("reads on by naive", () => {
    expect(attacked(naivePolicy).leaks()).toBe(true)
  })

  it("is locked out by takeover, blank, unmerged, taint and set+book", () => {
    for (const policy of [takeoverPolicy, blankPolicy, unmergedPolicy, taintPolicy, setAndBookPolicy(), setAndBookPolicy(wishBesidePath)])
      expect([policy.id, attacked(policy).leaks()]).toEqual([policy.id, false])
  })

  it("reads on by taint if the book is not looked up: the book bears weight", () => {
    const unread: Policy = {
      ...taintPolicy,
      mayLeaveKnowledge: true,
      plan: (_, ...rest) => taintPolicy.plan(taintPolicy.emptyBook, ...rest)
    }
    const game = new PolicyGame({ ...unread, book: "none" }, {})
    for (const adds of [7]) expect(game.commit({ ...quiet, committer: leafIndex(0), adds })).toBeUndefined()
    for (let leaf = 0; leaf < 8; leaf++) expect(game.commit({ ...quiet, committer: leafIndex(leaf) })).toBeUndefined()
    expect(game.commit({ ...quiet, committer: leafIndex(0), removes: [leafIndex(5)] })).toBeUndefined()
    expect(game.commit({ ...quiet, committer: leafIndex(1), removes: [leafIndex(0)] })).toBeUndefined()
    expect(game.leaks()).toBe(true)
  })
})

describe("an Add", () => {
  it("needs no path by blank, unmerged and set+book, and one of its own length by the others (R009)", () => {
    for (const policy of [blankPolicy, unmergedPolicy, setAndBookPolicy()]) {
      const game = warm(policy, 7)
      expect(game.commit({ ...quiet, path: false, committer: leafIndex(0), adds: 1 })).toBeUndefined()
      expect(game.last?.plan).toBeUndefined()
    }
    for (const policy of [naivePolicy, takeoverPolicy, taintPolicy]) {
      const game = warm(policy, 7)
      expect(game.commit({ ...quiet, path: false, committer: leafIndex(0), adds: 1 })).toBeUndefined()
      expect(game.last?.plan?.steps.map(({ node }) => node)).toEqual([13, 11, 7])
    }
  })
})
