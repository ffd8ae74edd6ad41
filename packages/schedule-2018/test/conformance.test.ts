import { keyScheduleLaws } from "@copath/conformance"
import { cipherSuite, postQuantumSuite, seededEntropy } from "@copath/crypto-noble"
import { d00, forms, schedule2018 } from "../src/index.ts"

for (const form of forms)
  keyScheduleLaws(`the key schedule ${form.id}, suite 1`, schedule2018(form), { suite: cipherSuite(1), entropy: seededEntropy })
// Other curves and a hash of 64 bytes; then a KEM that stands on no Diffie-Hellman group. All but the add key is the same code.
for (const id of [2, 5, 7])
  keyScheduleLaws(`the key schedule ${d00.id}, suite ${id}`, schedule2018(d00), { suite: cipherSuite(id), entropy: seededEntropy })
keyScheduleLaws(`the key schedule ${d00.id}, suite 0xf101`, schedule2018(d00), { suite: postQuantumSuite(0xf101), entropy: seededEntropy })
