import { CipherSuite, type Crypt, Entropy, type Secret, type SignatureCheck, type Suite } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { ed25519BatchVerifier } from "./ed25519Batch.ts"
import { platformRandom, seededRandom } from "./entropy.ts"
import { nobleSuite } from "./suites.ts"

/** The registered suite `id` (RFC 9420, 17.1) by noble. An unregistered id is a defect: see `isSuiteId`. */
export const cipherSuite = (id: number): Layer.Layer<CipherSuite> => Layer.sync(CipherSuite, () => CipherSuite.of(nobleSuite(id)))

/** Randomness from the platform. */
export const entropy: Layer.Layer<Entropy> = Layer.succeed(Entropy, { secret: platformRandom })

/** {@link seededRandom} as a service, from its beginning in each built layer. For reproducibility only: never for a real group. */
export const seededEntropy = (seed: Uint8Array | string): Layer.Layer<Entropy> =>
  Layer.sync(Entropy, () => Entropy.of({ secret: seededRandom(seed) }))

/** Signatures in one batch: a batch holds the thread for as long as it takes, some 300 ms. */
const batch = 512

const inBatches =
  (verify: (checks: ReadonlyArray<SignatureCheck>) => ReadonlyArray<boolean>) =>
  (checks: ReadonlyArray<SignatureCheck>): Crypt<ReadonlyArray<boolean>> => {
    const parts = Array.from({ length: Math.ceil(checks.length / batch) }, (_, i) => checks.slice(i * batch, (i + 1) * batch))
    const one = (part: ReadonlyArray<SignatureCheck>) =>
      Effect.andThen(
        Effect.yieldNow,
        Effect.sync(() => verify(part))
      )
    return Effect.map(Effect.forEach(parts, one), (verdicts) => verdicts.flat())
  }

/** The suite with `signature.verifyAll` in batches; as it was, where the algorithm is not noble's Ed25519. `secret`: see `ed25519BatchVerifier`. */
export const withBatchVerification = (suite: Suite, secret: Secret): Suite =>
  suite.signature.id === "ed25519" && suite.provider === "noble"
    ? { ...suite, signature: { ...suite.signature, verifyAll: inBatches(ed25519BatchVerifier(secret)) } }
    : suite

/**
 * Lets whoever catches up on many messages, joins a group or adds many members check Ed25519 signatures in batches, with the verdicts of one by one. Over `cipherSuite(id)`; draws
 * one secret when it is built.
 */
export const batchVerification: Layer.Layer<CipherSuite, never, CipherSuite | Entropy> = Layer.effect(
  CipherSuite,
  Effect.gen(function* () {
    const suite = yield* CipherSuite
    const { secret } = yield* Entropy
    return withBatchVerification(suite, secret(32))
  })
)
