import { signatureSchemeLaws } from "@copath/conformance"
import { cipherSuite, seededEntropy } from "@copath/crypto-noble"
import { layer } from "../src/index.ts"

const promises = { entropy: seededEntropy, bindsPlace: true, rotates: true, membersOnly: true }

for (const id of [1, 2]) signatureSchemeLaws(`deniable keys, suite ${id}`, layer, { suite: cipherSuite(id), ...promises })
