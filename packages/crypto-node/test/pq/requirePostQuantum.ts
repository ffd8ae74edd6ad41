import { describeIf } from "@copath/conformance"
import { hasPostQuantum } from "../../src/index.ts"

/** Registers the tests of `body` on a Node that can pass them; one skipped test on others. */
export const describePostQuantum = (title: string, body: () => void): void =>
  describeIf(hasPostQuantum(), title, `POST-QUANTUM CRYPTOGRAPHY MISSING: Node ${process.version} has no ML-KEM or ML-DSA, 24.7 has`, body)
