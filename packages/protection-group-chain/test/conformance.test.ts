import { messageProtectionLaws } from "@copath/conformance"
import { cipherSuite, seededEntropy } from "@copath/crypto-noble"
import { groupChain } from "../src/index.ts"

const window = { maxForward: 20, maxSkipped: 6 }

for (const id of [1, 3]) {
  messageProtectionLaws(`group chain, suite ${id}`, groupChain(window), {
    suite: cipherSuite(id),
    entropy: seededEntropy,
    window,
    slots: true
  })
}
