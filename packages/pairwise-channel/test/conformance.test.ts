import { pairwiseChannelLaws } from "@copath/conformance"
import { cipherSuite, postQuantumSuite, seededEntropy } from "@copath/crypto-noble"
import { oneTime, ratchet, staticHpke } from "../src/index.ts"

const window = { maxForward: 12, maxSkipped: 5 }
const channels = {
  "static HPKE": staticHpke(window),
  "static HPKE without rotation": staticHpke({ ...window, rotation: "never" }),
  "one-time keys": oneTime(window),
  ratchet: ratchet(window)
}

for (const [name, layer] of Object.entries(channels)) {
  for (const id of [1, 2]) pairwiseChannelLaws(`${name}, suite ${id}`, layer, { suite: cipherSuite(id), entropy: seededEntropy, window })
  // Without a Diffie-Hellman group: the KEM alone.
  pairwiseChannelLaws(`${name}, ML-KEM`, layer, { suite: postQuantumSuite(0xf106), entropy: seededEntropy, window })
}
