import { cgkaLaws } from "@copath/conformance"
import { nodeSuite } from "@copath/crypto-node"
import { leftBalanced } from "@copath/tree-math"
import { layer } from "../src/layer.ts"

cgkaLaws("mkem", layer, { suite: nodeSuite(1) })
// R008: without parents there is nothing to elide.
cgkaLaws("mkem in left-balanced trees", layer, { suite: nodeSuite(1), shape: leftBalanced, sizes: [2, 3, 5, 9] })
for (const id of [2, 3, 4, 5, 6, 7]) cgkaLaws("mkem", layer, { suite: nodeSuite(id), sizes: [3], runs: 1, steps: 2 })
