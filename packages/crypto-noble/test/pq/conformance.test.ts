import { cipherSuiteLaws } from "@copath/conformance"
import { noblePostQuantumSuite, platformRandom, postQuantumSuiteIds } from "../../src/index.ts"

// One verification of ML-DSA takes 1 to 3 ms here, and a signature has 20 to 37 thousand bits.
const signatureStride = { "ml-dsa-44": 97, "ml-dsa-65": 131, "ml-dsa-87": 199, ed25519: 7 }
cipherSuiteLaws("noble, post-quantum", noblePostQuantumSuite, { ids: postQuantumSuiteIds, random: platformRandom, signatureStride })
