import { claimedAlgorithmLaws } from "@copath/conformance"
import { nobleSuite } from "@copath/crypto-noble"
import part from "../src/index.ts"

claimedAlgorithmLaws("my-scheme", part.algorithm, nobleSuite(1))
