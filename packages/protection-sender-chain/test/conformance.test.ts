import { messageProtectionLaws } from "@copath/conformance"
import { cipherSuite, seededEntropy } from "@copath/crypto-noble"
import { guarded, implicit } from "@copath/nonces"
import { hidden, visible } from "@copath/sender-data"
import { Layer } from "effect"
import { d01, senderChain } from "../src/index.ts"

const window = { maxForward: 20, maxSkipped: 6, maxSeconds: 60 }

for (const [name, id, layer] of [
  ["draft 05, suite 1", 1, Layer.provide(senderChain(window), [guarded, hidden])],
  ["draft 05, suite 3", 3, Layer.provide(senderChain(window), [guarded, hidden])],
  ["draft 01, implicit nonces, visible sender data", 1, Layer.provide(senderChain({ ...window, form: d01 }), [implicit, visible])]
] as const) {
  messageProtectionLaws(`sender chain, ${name}`, layer, { suite: cipherSuite(id), entropy: seededEntropy, window })
}
