import { sameSuiteLaws } from "@copath/conformance"
import { nobleSuite } from "@copath/crypto-noble"
import { nodeSuite, suiteIds } from "../src/index.ts"

for (const id of suiteIds) sameSuiteLaws(nodeSuite(id), nobleSuite(id))
