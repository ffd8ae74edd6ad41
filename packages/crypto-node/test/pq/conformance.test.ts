import { cipherSuiteLaws } from "@copath/conformance"
import { nodePostQuantumSuite, osRandom, postQuantumSuiteIds } from "../../src/index.ts"
import { describePostQuantum } from "./requirePostQuantum.ts"

// A signature has 20 to 37 thousand bits.
const signatureStride = { "ml-dsa-44": 23, "ml-dsa-65": 31, "ml-dsa-87": 43 }
describePostQuantum("laws", () =>
  cipherSuiteLaws("node, post-quantum", nodePostQuantumSuite, { ids: postQuantumSuiteIds, random: osRandom, signatureStride })
)
