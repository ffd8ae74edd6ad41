import { claimedAlgorithmLaws } from "@copath/conformance"
import { signatureSecurityLaws } from "@copath/conformance-security"
import { nobleSuite } from "@copath/crypto-noble"
import part from "../src/index.ts"

claimedAlgorithmLaws("my-scheme", part.algorithm, nobleSuite(1))
// What an attacker makes of it, in histories of a group; `runs` of them are drawn by lot.
signatureSecurityLaws(part, {}, { runs: 0 })
