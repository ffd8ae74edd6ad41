import { doubleJoined, playCgka, type ScriptStep } from "@copath/conformance"
import { Cgka, type CgkaState, DoubleJoinPolicy, equalBytes } from "@copath/contracts"
import { nodeSuite } from "@copath/crypto-node"
import { blankPolicy, naivePolicy, setAndBookPolicy, taintPolicy, takeoverPolicy, unmergedPolicy } from "@copath/double-join"
import { blankInit, fullInit } from "@copath/tree-fill"
import { leafIndex, leafRange, toNode } from "@copath/tree-math"
import { Effect, Layer, Result } from "effect"
import { describe, expect, it } from "vitest"
import { boxesOf } from "../src/boxes.ts"
import type { PathKey } from "../src/state.ts"
import { treekem18, treekem9420 } from "../src/layer.ts"

type Policy = DoubleJoinPolicy["Service"]

/*
 *              7
 *          /       \
 *        3           11         Four of eight members are enough to show it: 0 removes 5 and so sets node 11, which is not above itself.
 *      /   \        /  \        1 removes 0 and sets 1, 3 and 7, and seals 7 to node 11.
 *     1     5      9    13
 *    / \   / \    / \   / \
 *   0   2 4   6  8  10 12 14
 */
const quiet: ScriptStep = { by: 0, external: false, adds: 0, removes: [], updates: [], path: true }
const warm: ReadonlyArray<ScriptStep> = Array.from({ length: 8 }, (_, by) => ({ ...quiet, by }))
const removal = { ...quiet, by: 0, removes: [5] }
/** Leaf 0 is the first of the seven who are left. */
const eviction = { ...quiet, by: 1, removes: [0] }

const layerOf = (derivation: typeof treekem9420, policy: Policy, fill: typeof blankInit = blankInit) =>
  Layer.provide(derivation, [Layer.succeed(DoubleJoinPolicy, policy), fill])
const played = (derivation: typeof treekem9420, policy: Policy, script: ReadonlyArray<ScriptStep>, fill?: typeof blankInit) =>
  Effect.runPromise(playCgka(layerOf(derivation, policy, fill), script, { suite: nodeSuite(1), seed: 3, members: 8, doubleJoin: policy }))

/**
 * Whether leaf 0, which remembers every key that it ever had, reads the commit that removes it: with each key it does what somebody below that
 * key's node would do.
 */
const readsOn = async (derivation: typeof treekem9420, policy: Policy): Promise<boolean> => {
  const { unwrap, wrap } = boxesOf(derivation === treekem18 ? "treekem18" : "treekem9420").state
  const remembered: Array<PathKey> = []
  const remember = (state: CgkaState): void => {
    const { me, path } = unwrap(state)
    if (me === 0) remembered.push(...path)
  }
  let [tries, successes] = [0, 0]
  const spied = Layer.effect(
    Cgka,
    Effect.map(Cgka, (cgka) =>
      Cgka.of({
        ...cgka,
        seal: (...args) => cgka.seal(...args).pipe(Effect.tap(({ state }) => Effect.sync(() => remember(state)))),
        process: Effect.fnUntraced(function* (state, reading, tree, change, context) {
          const done = yield* cgka.process(state, reading, tree, change, context)
          if (change.removed.includes(leafIndex(0))) {
            for (const key of remembered) {
              const inPlace = wrap({ me: leafIndex(leafRange(key.node).from), leaf: key.pair, path: [key] })
              const tried = yield* Effect.result(cgka.process(inPlace, reading, tree, change, context))
              tries++
              if (Result.isSuccess(tried) && equalBytes(tried.success.commitSecret.expose(), done.commitSecret.expose())) successes++
            }
          } else remember(done.state)
          return done
        })
      })
    )
  ).pipe(Layer.provide(layerOf(derivation, policy)))
  const script = [...warm, removal, eviction]
  await Effect.runPromise(playCgka(spied, script, { suite: nodeSuite(1), seed: 3, members: 8, doubleJoin: policy }))
  expect(tries).toBeGreaterThan(0)
  return successes > 0
}

describe("a remover who is removed later (R005)", () => {
  for (const [name, derivation] of [
    ["treekem9420", treekem9420],
    ["treekem18", treekem18]
  ] as const) {
    it(`reads on by naive, with ${name}`, async () => {
      expect(await readsOn(derivation, naivePolicy)).toBe(true)
    })

    it(`is locked out by takeover, blank, unmerged, taint and set+book, with ${name}`, async () => {
      for (const policy of [takeoverPolicy, blankPolicy, unmergedPolicy, taintPolicy, setAndBookPolicy()])
        expect([policy.id, await readsOn(derivation, policy)]).toEqual([policy.id, false])
    })
  }
})

describe("whose private key is where, in the members' own states (R006)", () => {
  it("is named node by node: after naive adds and removes, the adder and remover at each node off its path", async () => {
    const { group, stage } = await played(treekem9420, naivePolicy, [...warm, removal])
    expect([...doubleJoined(stage, group)]).toEqual([[11, [0]]])
    // With a key for each parent, 9 has one as well.
    const old = await played(treekem18, naivePolicy, [...warm, removal])
    expect([...doubleJoined(old.stage, old.group)]).toEqual([
      [9, [0]],
      [11, [0]]
    ])
  })

  it("is nobody's business but of those below, by blank and unmerged", async () => {
    for (const policy of [blankPolicy, unmergedPolicy]) {
      const { group, stage } = await played(treekem9420, policy, [...warm, removal, { ...quiet, by: 2, adds: 1 }])
      expect([...doubleJoined(stage, group)]).toEqual([])
    }
  })

  it("is what the book says, by taint", async () => {
    const { group, stage } = await played(treekem9420, taintPolicy, [...warm, removal, { ...quiet, by: 6, adds: 1 }])
    const declared = [...group.tree.filledNodes()]
      .filter((node) => node % 2 === 1)
      .toSorted((a, b) => a - b)
      .flatMap((node) => {
        const leaves = taintPolicy.outside(group.book, node)
        return leaves.length === 0 ? [] : [[node, leaves]]
      })
    expect([...doubleJoined(stage, group)]).toEqual(declared)
    expect(declared).not.toEqual([])
  })

  it("is the creator's at every node off its path, by full-init (R011)", async () => {
    const { group, stage } = await played(treekem9420, taintPolicy, [], fullInit)
    expect([...doubleJoined(stage, group)]).toEqual([5, 9, 11, 13].map((node) => [node, [0]]))
  })

  it("is told apart from what a policy promises: a book that is never read is caught", async () => {
    const mute: Policy = { ...taintPolicy, outside: () => [] }
    const broken = playCgka(layerOf(treekem9420, mute), [...warm, removal], {
      suite: nodeSuite(1),
      seed: 3,
      members: 8,
      doubleJoin: mute
    })
    expect(await Effect.runPromise(Effect.flip(broken))).toMatchObject({ law: "who knows what" })
    const unread: Policy = { ...taintPolicy, plan: (_, ...rest) => taintPolicy.plan(taintPolicy.emptyBook, ...rest) }
    const leaking = playCgka(layerOf(treekem9420, unread), [...warm, removal, { ...quiet, by: 1 }, eviction], {
      suite: nodeSuite(1),
      seed: 3,
      members: 8,
      doubleJoin: { ...unread, book: "bound", outside: () => [leafIndex(0)] }
    })
    expect(await Effect.runPromise(Effect.flip(leaking))).toMatchObject({ law: "who knows what" })
  })

  it("is in no adder's state that a newcomer's leaf could be opened with (R009)", async () => {
    for (const policy of [naivePolicy, taintPolicy, unmergedPolicy, blankPolicy]) {
      const { group, stage } = await played(treekem9420, policy, [...warm.slice(0, 7), { ...quiet, by: 0, adds: 1 }])
      const newcomer = leafIndex(Math.max(...group.members.keys()))
      const key = group.tree.keyAt(toNode(newcomer)) as Uint8Array
      const adder = group.members.get(leafIndex(0)) as { readonly state: CgkaState }
      expect(stage.here.knows(adder.state).map(({ publicKey }) => publicKey)).not.toContainEqual(key)
    }
  })
})
