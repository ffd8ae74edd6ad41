import { messageProtectionLaws } from "@copath/conformance"
import { cipherSuite, seededEntropy } from "@copath/crypto-noble"
import { oneTime, ratchet, staticHpke } from "@copath/pairwise-channel"
import * as Layer from "effect/Layer"
import { senderKeys } from "../src/index.ts"

const window = { maxForward: 20, maxSkipped: 6 }
const channels = { "static HPKE": staticHpke(window), "one-time keys": oneTime(window), "a ratchet": ratchet(window) }

for (const [name, channel] of Object.entries(channels)) {
  messageProtectionLaws(`sender keys over ${name}`, Layer.provide(senderKeys(window), channel), {
    suite: cipherSuite(1),
    entropy: seededEntropy,
    window
  })
}

const timed = { ...window, maxSeconds: 30 }
messageProtectionLaws("sender keys that time takes, suite 2", Layer.provide(senderKeys(timed), ratchet(window)), {
  suite: cipherSuite(2),
  entropy: seededEntropy,
  window: timed
})
