import { signatureSchemeLaws } from "@copath/conformance"
import { cipherSuite, seededEntropy } from "@copath/crypto-noble"
import { layer } from "../src/index.ts"

for (const id of [1, 2])
  signatureSchemeLaws(`trees of messages, suite ${id}`, layer, { suite: cipherSuite(id), entropy: seededEntropy, bindsPlace: true })
