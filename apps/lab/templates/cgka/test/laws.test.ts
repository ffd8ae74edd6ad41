import { cgkaLaws } from "@copath/conformance"
import { nodeSuite } from "@copath/crypto-node"
import { layer } from "../src/index.ts"

// More: sizes of groups, `runs` stories of each, `steps` commits a story.
cgkaLaws("my-scheme", layer, { suite: nodeSuite(1), sizes: [2, 3, 8], runs: 4, steps: 8 })
