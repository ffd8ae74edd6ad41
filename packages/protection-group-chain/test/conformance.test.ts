import { messageProtectionLaws } from "@copath/conformance"
import { cipherSuite, seededEntropy } from "@copath/crypto-noble"
import { explicitRandom, guarded, implicit } from "@copath/nonces"
import { Layer } from "effect"
import { groupChain } from "../src/index.ts"

const window = { maxForward: 20, maxSkipped: 6 }

for (const [name, id, nonces] of [
  ["suite 1", 1, guarded],
  ["suite 3", 3, guarded],
  ["implicit nonces", 1, implicit],
  ["explicit nonces", 1, explicitRandom]
] as const) {
  messageProtectionLaws(`group chain, ${name}`, Layer.provide(groupChain(window), nonces), {
    suite: cipherSuite(id),
    entropy: seededEntropy,
    window,
    slots: true
  })
}
