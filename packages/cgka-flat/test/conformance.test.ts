import { cgkaLaws } from "@copath/conformance"
import { nodeSuite } from "@copath/crypto-node"
import { layer } from "../src/layer.ts"

cgkaLaws("mkem", layer, { suite: nodeSuite(1) })
for (const id of [2, 3, 4, 5, 6, 7]) cgkaLaws("mkem", layer, { suite: nodeSuite(id), sizes: [3], runs: 1, steps: 2 })
