import { cgkaLaws, playCgka, type ScriptStep } from "@copath/conformance"
import { Cgka, DoubleJoinPolicy, type TreeView } from "@copath/contracts"
import { nodeSuite } from "@copath/crypto-node"
import * as policies from "@copath/double-join"
import { blankInit, everyLevel, fullInit } from "@copath/tree-fill"
import { leftBalanced } from "@copath/tree-math"
import { Effect, Layer } from "effect"
import { describe, expect, it } from "vitest"
import { treekem18, treekem9420, treekemD05, treekemWith } from "../src/layer.ts"
import { toChildren } from "../src/targets.ts"
import { rfc9420Derivation } from "../src/treekem9420.ts"

/*
 * All forms in the trees that they once had (R008). Sizes around powers of two: there the right edge is bare, and there the root moves.
 */
const suite = nodeSuite(1)
const all: ReadonlyArray<DoubleJoinPolicy["Service"]> = [
  policies.naivePolicy,
  policies.takeoverPolicy,
  policies.blankPolicy,
  policies.unmergedPolicy,
  policies.taintPolicy,
  policies.setAndBookPolicy(policies.wishBesidePath)
]
const given = (policy: DoubleJoinPolicy["Service"]) => Layer.succeed(DoubleJoinPolicy, policy)
const shape = leftBalanced

for (const [name, derivation] of [
  ["treekem9420", treekem9420],
  ["treekem18", treekem18],
  ["treekem-d05", treekemD05]
] as const)
  for (const policy of all)
    cgkaLaws(`${name} + ${policy.id} in left-balanced trees`, Layer.provide(derivation, [given(policy), blankInit]), {
      suite,
      doubleJoin: policy,
      shape,
      sizes: name === "treekem-d05" ? [5] : [2, 3, 5, 9],
      runs: 3,
      steps: 12
    })

const unmerged = policies.unmergedPolicy
cgkaLaws("treekem18 + taint + full-init in left-balanced trees", Layer.provide(treekem18, [given(policies.taintPolicy), fullInit]), {
  suite,
  doubleJoin: policies.taintPolicy,
  shape,
  sizes: [3, 6, 9],
  runs: 2
})
cgkaLaws(
  "treekem9420 with keys at every second level of left-balanced trees",
  Layer.provide(treekem9420, [given(unmerged), everyLevel(2)]),
  {
    suite,
    doubleJoin: unmerged,
    shape,
    sizes: [3, 5, 9, 17],
    runs: 2
  }
)
cgkaLaws(
  "treekem9420 sealed to the children in left-balanced trees",
  Layer.provide(treekemWith(rfc9420Derivation, { targets: toChildren }), [given(unmerged), blankInit]),
  { suite, doubleJoin: unmerged, shape, sizes: [3, 5, 9], runs: 2 }
)

describe("the laws of Cgka in left-balanced trees notice a TreeKEM", () => {
  it("that sets parents which do not stand", async () => {
    // As a full tree would have it: the nodes above the third of three members.
    const padded = ({ keyAt, leafCount, occupied, resolution }: TreeView): TreeView => ({ keyAt, leafCount, occupied, resolution })
    const faulty = Layer.effect(
      Cgka,
      Effect.map(Cgka, (sound) =>
        Cgka.of({
          ...sound,
          stage: (state, book, tree, change) => sound.stage(state, book, padded(tree), change),
          read: (book, tree, change, update, leafKey) => sound.read(book, padded(tree), change, update, leafKey)
        })
      )
    ).pipe(Layer.provide(Layer.provide(treekem18, [given(policies.blankPolicy), blankInit])))
    const script: ReadonlyArray<ScriptStep> = [{ by: 2, external: false, adds: 0, removes: [], updates: [], path: true }]
    const options = { suite, seed: 1, members: 3 }
    const broken = await Effect.runPromise(Effect.flip(playCgka(faulty, script, { ...options, shape })))
    expect(broken).toMatchObject({ _tag: "LawBroken", law: "only nodes that stand hold keys", detail: "node 5" })
    // The same steps are sound in the tree that it believes in.
    expect((await Effect.runPromise(playCgka(faulty, script, options))).group.epoch).toBe(2)
  })
})
