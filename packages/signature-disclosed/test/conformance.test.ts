import { signatureSchemeLaws } from "@copath/conformance"
import { cipherSuite, seededEntropy } from "@copath/crypto-noble"
import { disclosedAfter, layer } from "../src/index.ts"

const promises = { entropy: seededEntropy, bindsPlace: true, rotates: true, chained: true }

for (const id of [1, 2]) signatureSchemeLaws(`keys disclosed in the end, suite ${id}`, layer, { suite: cipherSuite(id), ...promises })
signatureSchemeLaws("keys disclosed at once", disclosedAfter(0), { suite: cipherSuite(1), ...promises })
