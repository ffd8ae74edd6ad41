import { messageProtectionLaws } from "@copath/conformance"
import { cipherSuite, seededEntropy } from "@copath/crypto-noble"
import { explicitRandom, guarded, implicit } from "@copath/nonces"
import { hidden, visible } from "@copath/sender-data"
import { Layer } from "effect"
import { epochSenderKey } from "../src/index.ts"

const window = { maxForward: 20, maxSkipped: 6 }

for (const [name, id, parts] of [
  ["suite 1", 1, Layer.merge(guarded, hidden)],
  ["suite 3, implicit nonces", 3, Layer.merge(implicit, hidden)],
  ["explicit nonces, visible sender data", 1, Layer.merge(explicitRandom, visible)]
] as const) {
  messageProtectionLaws(`epoch sender key, ${name}`, Layer.provide(epochSenderKey(window), parts), {
    suite: cipherSuite(id),
    entropy: seededEntropy,
    window
  })
}
