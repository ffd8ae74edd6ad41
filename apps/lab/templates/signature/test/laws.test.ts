import { signatureSchemeLaws } from "@copath/conformance"
import { cipherSuite, seededEntropy } from "@copath/crypto-noble"
import { layer } from "../src/index.ts"

// What the scheme promises beyond the common laws goes in here: bindsPlace, rotates, chained, membersOnly, anonymous.
for (const id of [1, 2]) signatureSchemeLaws(`my-scheme, suite ${id}`, layer, { suite: cipherSuite(id), entropy: seededEntropy })
