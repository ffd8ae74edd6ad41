import * as Effect from "effect/Effect"
import type { Crypt, SignatureAlgorithm, SignatureCheck } from "./cipherSuite.ts"

/** Verdicts on many signatures by the suite's own batch, in order; `undefined` stands for what is bad without asking, such as for want of a key. */
export const batchVerdicts: (
  verifyAll: NonNullable<SignatureAlgorithm["verifyAll"]>,
  checks: ReadonlyArray<SignatureCheck | undefined>
) => Crypt<ReadonlyArray<boolean>> = Effect.fnUntraced(function* (verifyAll, checks) {
  const verdicts = yield* verifyAll(checks.filter((check) => check !== undefined))
  let next = 0
  return checks.map((check) => check !== undefined && verdicts[next++] === true)
})
