import { messageProtectionLaws } from "@copath/conformance"
import { cipherSuite, seededEntropy } from "@copath/crypto-noble"
import { guarded, implicit } from "@copath/nonces"
import { hidden, visible } from "@copath/sender-data"
import { Layer } from "effect"
import { groupChainSender } from "../src/index.ts"

const options = { maxForward: 20, span: 6, maxSeconds: 60 }
const window = { maxForward: 20, maxSkipped: 6, maxSeconds: 60, span: true }

for (const [name, id, parts] of [
  ["suite 1", 1, Layer.merge(guarded, hidden)],
  ["suite 3", 3, Layer.merge(guarded, hidden)],
  ["implicit nonces, visible sender data", 1, Layer.merge(implicit, visible)]
] as const) {
  const layer = Layer.provide(groupChainSender(options), parts)
  messageProtectionLaws(`group chain with senders, ${name}`, layer, { suite: cipherSuite(id), entropy: seededEntropy, window })
}
