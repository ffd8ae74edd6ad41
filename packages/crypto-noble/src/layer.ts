import { CipherSuite, Entropy } from "@copath/contracts"
import * as Layer from "effect/Layer"
import { platformRandom, seededRandom } from "./entropy.ts"
import { nobleSuite } from "./suites.ts"

/** The registered suite `id` (RFC 9420, 17.1) by noble. An unregistered id is a defect: see `isSuiteId`. */
export const cipherSuite = (id: number): Layer.Layer<CipherSuite> => Layer.sync(CipherSuite, () => CipherSuite.of(nobleSuite(id)))

/** Randomness from the platform. */
export const entropy: Layer.Layer<Entropy> = Layer.succeed(Entropy, { secret: platformRandom })

/** {@link seededRandom} as a service, from its beginning in each built layer. For reproducibility only: never for a real group. */
export const seededEntropy = (seed: Uint8Array | string): Layer.Layer<Entropy> =>
  Layer.sync(Entropy, () => Entropy.of({ secret: seededRandom(seed) }))
