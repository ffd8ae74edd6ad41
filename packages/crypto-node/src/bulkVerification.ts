import { CipherSuite, type Crypt, CryptoFailure, type SignatureAlgorithm, type SignatureCheck, type Suite } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { verify } from "node:crypto"
import { type Admitter, eddsaAdmitters } from "./eddsa.ts"

/** Checks that wait in the thread pool at once: enough to keep it busy, few enough that a joiner of a large group holds no thousands of them. */
const window = 64

/*
 *  this thread     admit, import ─┬────────────┬────────── admit, import ─┬─ …      the curve arithmetic, nine tenths of a check,
 *  pool thread 1                  └─ verify ─┐ │  verify ─┐               │         is done by the threads that Node keeps for such work
 *  pool thread 2                             verdicts, in order
 */
const inThePool =
  (admit: Admitter) =>
  (checks: ReadonlyArray<SignatureCheck>): Crypt<ReadonlyArray<boolean>> =>
    Effect.callback((resume) => {
      const verdicts: Array<boolean> = Array.from({ length: checks.length }, () => false)
      let next = 0
      let open = 0
      let over = false
      const end = (outcome: Crypt<ReadonlyArray<boolean>>): void => {
        if (!over) resume(outcome)
        over = true
      }
      const go = (): void => {
        while (!over && open < window && next < checks.length) ask(next++)
        if (open === 0 && next === checks.length) end(Effect.succeed(verdicts))
      }
      const ask = (at: number): void => {
        const { message, publicKey, signature } = checks[at] as SignatureCheck
        const key = admit(publicKey, signature)
        if (key === undefined) return
        open++
        verify(null, message, key, signature, (error, holds) => {
          open--
          verdicts[at] = error === null && holds
          if (error !== null) end(Effect.fail(new CryptoFailure({ operation: "signature.verifyAll", cause: error })))
          go()
        })
      }
      go()
      return Effect.sync(() => void (over = true))
    })

/** The suite with `signature.verifyAll` on Node's thread pool (`UV_THREADPOOL_SIZE`, four threads); as it was, where the algorithm is no EdDSA. */
export const withBulkVerification = (suite: Suite): Suite => {
  const admit = eddsaAdmitters.get(suite.signature.id)
  if (admit === undefined || suite.provider !== "node") return suite
  const signature: SignatureAlgorithm = { ...suite.signature, verifyAll: inThePool(admit) }
  return { ...suite, signature }
}

/**
 * Lets whoever joins a group or adds many members check the signatures on several processors: the time on the clock falls, the CPU time does not. Over
 * `cipherSuite(id)`; left out, everything is checked in one thread.
 */
export const bulkVerification: Layer.Layer<CipherSuite, never, CipherSuite> = Layer.effect(
  CipherSuite,
  Effect.map(CipherSuite, withBulkVerification)
)
