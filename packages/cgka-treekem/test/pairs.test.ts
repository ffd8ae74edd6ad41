import { cgkaLaws } from "@copath/conformance"
import { nodeSuite } from "@copath/crypto-node"
import * as policies from "@copath/double-join"
import { blankInit, everyLevel, fullInit, fullInitFill, warmTop } from "@copath/tree-fill"
import { Layer } from "effect"
import { DoubleJoinPolicy } from "@copath/contracts"
import { treekem18, treekem9420, treekemD05, treekemWith } from "../src/layer.ts"
import { toChildren, toLeaves } from "../src/targets.ts"
import { rfc9420Derivation } from "../src/treekem9420.ts"

/*
 * Every derivation with every policy, and the fills and options that change what a policy plans.
 */
const all: ReadonlyArray<DoubleJoinPolicy["Service"]> = [
  policies.naivePolicy,
  policies.takeoverPolicy,
  policies.blankPolicy,
  policies.unmergedPolicy,
  policies.taintPolicy,
  policies.setAndBookPolicy(policies.wishBesidePath)
]
const suite = nodeSuite(1)
const given = (policy: DoubleJoinPolicy["Service"]) => Layer.succeed(DoubleJoinPolicy, policy)

for (const [name, derivation] of [
  ["treekem9420", treekem9420],
  ["treekem18", treekem18],
  ["treekem-d05", treekemD05]
] as const)
  for (const policy of all)
    cgkaLaws(`${name} + ${policy.id}`, Layer.provide(derivation, [given(policy), blankInit]), {
      suite,
      doubleJoin: policy,
      sizes: name === "treekem-d05" ? [5] : [2, 5, 8, 9],
      runs: 3,
      steps: 12
    })

const taint = given(policies.taintPolicy)
for (const [name, fill] of [
  ["full-init", fullInit],
  ["warm-top of 2 levels", warmTop(2)],
  ["full-init at every second level", everyLevel(2, fullInitFill)]
] as const)
  cgkaLaws(`treekem18 + taint + ${name}`, Layer.provide(treekem18, [taint, fill]), {
    suite,
    doubleJoin: policies.taintPolicy,
    sizes: [2, 6, 9],
    runs: 2
  })
for (const every of [2, 3, 9])
  cgkaLaws(
    `treekem9420 + unmerged, keys at every ${every} levels`,
    Layer.provide(treekem9420, [given(policies.unmergedPolicy), everyLevel(every)]),
    {
      suite,
      doubleJoin: policies.unmergedPolicy,
      sizes: [2, 5, 9, 17],
      runs: 2
    }
  )
for (const [name, targets] of [
  ["leaves", toLeaves],
  ["children", toChildren]
] as const)
  for (const policy of [policies.unmergedPolicy, policies.setAndBookPolicy(policies.wishBesidePath)])
    cgkaLaws(
      `treekem9420 + ${policy.id}, sealed to the ${name}`,
      Layer.provide(treekemWith(rfc9420Derivation, { targets }), [given(policy), blankInit]),
      // What a passed-over key would have told, the book still says: it errs on the safe side.
      { suite, doubleJoin: { ...policy, book: policy.book === "exact" ? "bound" : policy.book }, sizes: [2, 5, 9], runs: 2 }
    )
