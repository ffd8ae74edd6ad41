import { cgkaLaws } from "@copath/conformance"
import { nobleSuite } from "@copath/crypto-noble"
import { symbolicSuite } from "@copath/crypto-symbolic"
import { leftBalanced } from "@copath/tree-math"
import { layer } from "../src/index.ts"

cgkaLaws("updatable-treekem", layer, { suite: symbolicSuite(1), sizes: [2, 3, 5, 8, 9, 33], runs: 1 })
cgkaLaws("updatable-treekem in left-balanced trees", layer, { suite: symbolicSuite(1), shape: leftBalanced, sizes: [3, 5, 9], runs: 1 })
// Longer hashes, and real algorithms.
cgkaLaws("updatable-treekem", layer, { suite: symbolicSuite(5), sizes: [3], runs: 1, steps: 3 })
cgkaLaws("updatable-treekem with real algorithms", layer, { suite: nobleSuite(2), sizes: [3], runs: 1, steps: 3 })
