import { messageProtectionLaws } from "@copath/conformance"
import { cipherSuite, seededEntropy } from "@copath/crypto-noble"
import { oneTime, ratchet, staticHpke } from "@copath/pairwise-channel"
import * as Layer from "effect/Layer"
import { pairwise } from "../src/index.ts"

const window = { maxForward: 20, maxSkipped: 6 }
const channels = { "static HPKE": staticHpke(window), "one-time keys": oneTime(window), "a ratchet": ratchet(window) }

for (const [name, channel] of Object.entries(channels)) {
  messageProtectionLaws(`pairwise over ${name}`, Layer.provide(pairwise(), channel), {
    suite: cipherSuite(1),
    entropy: seededEntropy,
    window
  })
}
messageProtectionLaws("pairwise over a ratchet, suite 2", Layer.provide(pairwise(), ratchet(window)), {
  suite: cipherSuite(2),
  entropy: seededEntropy,
  window
})
