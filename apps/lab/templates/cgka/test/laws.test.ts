import { cgkaLaws } from "@copath/conformance"
import { cgkaSecurityLaws } from "@copath/conformance-security"
import { nodeSuite } from "@copath/crypto-node"
import part, { layer } from "../src/index.ts"

// More: sizes of groups, `runs` stories of each, `steps` commits a story.
cgkaLaws("my-scheme", layer, { suite: nodeSuite(1), sizes: [2, 3, 8], runs: 4, steps: 8 })
// What an attacker makes of it. Say what you promise: after how many commits of its own a robbed member is healed, what of the past may fall.
cgkaSecurityLaws(part, { pcs: { ownCommits: 1 }, forwardSecrecy: 0 }, { runs: 1 })
