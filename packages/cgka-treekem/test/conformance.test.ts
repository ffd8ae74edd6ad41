import { cgkaLaws } from "@copath/conformance"
import { nodeSuite } from "@copath/crypto-node"
import { unmerged } from "@copath/double-join"
import { blankInit } from "@copath/tree-fill"
import { Layer } from "effect"
import { treekem9420 } from "../src/layer.ts"

const layer = Layer.provide(treekem9420, [unmerged, blankInit])
cgkaLaws("treekem9420", layer, { suite: nodeSuite(1) })
for (const id of [2, 3, 4, 5, 6, 7]) cgkaLaws("treekem9420", layer, { suite: nodeSuite(id), sizes: [3], runs: 1, steps: 2 })
