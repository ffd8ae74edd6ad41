import { cgkaLaws } from "@copath/conformance"
import { nobleSuite } from "@copath/crypto-noble"
import { layer } from "../src/layer.ts"

cgkaLaws("mkem", layer, { suite: nobleSuite(1) })
for (const id of [2, 3, 4, 5, 6, 7]) cgkaLaws("mkem", layer, { suite: nobleSuite(id), sizes: [3], runs: 1, steps: 2 })
