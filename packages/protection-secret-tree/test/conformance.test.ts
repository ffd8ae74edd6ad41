import { messageProtectionLaws } from "@copath/conformance"
import { cipherSuite, seededEntropy } from "@copath/crypto-noble"
import { explicitRandom, guarded, implicit } from "@copath/nonces"
import { hidden, visible } from "@copath/sender-data"
import { Layer } from "effect"
import { secretTree } from "../src/index.ts"

const window = { maxForward: 20, maxSkipped: 6 }

const rfc9420 = secretTree(window).pipe(Layer.provide([guarded, hidden]))
for (const id of [1, 3])
  messageProtectionLaws(`secret tree, suite ${id}`, rfc9420, { suite: cipherSuite(id), entropy: seededEntropy, window })

const others = {
  "implicit nonces": Layer.mergeAll(implicit, hidden),
  "explicit nonces": Layer.mergeAll(explicitRandom, hidden),
  "visible sender data": Layer.mergeAll(guarded, visible),
  "implicit nonces and visible sender data": Layer.mergeAll(implicit, visible)
}
for (const [name, parts] of Object.entries(others)) {
  const layer = secretTree(window).pipe(Layer.provide(parts))
  messageProtectionLaws(`secret tree, ${name}`, layer, { suite: cipherSuite(1), entropy: seededEntropy, window })
}
