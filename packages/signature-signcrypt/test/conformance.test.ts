import { signatureSchemeLaws } from "@copath/conformance"
import { cipherSuite, seededEntropy } from "@copath/crypto-noble"
import { layer } from "../src/index.ts"

for (const id of [1, 2]) signatureSchemeLaws(`signcryption, suite ${id}`, layer, { suite: cipherSuite(id), entropy: seededEntropy })
