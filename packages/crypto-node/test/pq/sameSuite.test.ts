import { sameSuiteLaws } from "@copath/conformance"
import { noblePostQuantumSuite } from "@copath/crypto-noble"
import { nodePostQuantumSuite, postQuantumSuiteIds } from "../../src/index.ts"
import { describePostQuantum } from "./requirePostQuantum.ts"

describePostQuantum("equal bytes", () => {
  for (const id of postQuantumSuiteIds) sameSuiteLaws(nodePostQuantumSuite(id), noblePostQuantumSuite(id))
})
