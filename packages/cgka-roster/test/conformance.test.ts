import { cgkaLaws } from "@copath/conformance"
import { nobleSuite } from "@copath/crypto-noble"
import { pairwise, senderKeys } from "../src/index.ts"

for (const [id, layer] of [
  ["pairwise", pairwise],
  ["senderkeys", senderKeys]
] as const)
  cgkaLaws(id, layer, { suite: nobleSuite(1), sizes: [2, 5, 8] })
cgkaLaws("senderkeys", senderKeys, { suite: nobleSuite(2), sizes: [3], runs: 1, steps: 2 })
