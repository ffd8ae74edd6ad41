import { messageProtectionLaws } from "@copath/conformance"
import { cipherSuite, seededEntropy } from "@copath/crypto-noble"
import { secretTree } from "../src/index.ts"

const window = { maxForward: 20, maxSkipped: 6 }

for (const id of [1, 3])
  messageProtectionLaws(`secret tree, suite ${id}`, secretTree(window), { suite: cipherSuite(id), entropy: seededEntropy, window })
