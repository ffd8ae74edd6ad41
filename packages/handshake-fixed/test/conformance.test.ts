import { messageProtectionLaws } from "@copath/conformance"
import { cipherSuite, seededEntropy } from "@copath/crypto-noble"
import { guarded } from "@copath/nonces"
import { secretTree } from "@copath/protection-secret-tree"
import { hidden, visible } from "@copath/sender-data"
import { Layer } from "effect"
import { layer } from "../src/index.ts"

const window = { maxForward: 20, maxSkipped: 6, maxSeconds: 60 }

for (const [name, id, senderData] of [
  ["suite 1", 1, hidden],
  ["suite 3", 3, hidden],
  ["visible sender data", 1, visible]
] as const) {
  const around = layer.pipe(Layer.provide(secretTree(window)), Layer.provide([guarded, senderData]))
  messageProtectionLaws(`fixed handshake keys around a secret tree, ${name}`, around, {
    suite: cipherSuite(id),
    entropy: seededEntropy,
    window
  })
}
