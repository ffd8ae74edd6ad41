import { keyScheduleLaws } from "@copath/conformance"
import { cipherSuite, seededEntropy } from "@copath/crypto-noble"
import { layer } from "../src/index.ts"

for (const id of [1, 7])
  keyScheduleLaws(`epochs from their roots alone, suite ${id}`, layer, { suite: cipherSuite(id), entropy: seededEntropy })
