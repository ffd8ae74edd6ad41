import { CipherSuite, Entropy } from "@copath/contracts"
import * as Layer from "effect/Layer"
import { freshRandom, seededRandom } from "./entropy.ts"
import { symbolicSuite } from "./suites.ts"

/** The stand-in for the registered or post-quantum suite `id`. Any other id is a defect: see `isSuiteId` and `isPostQuantumSuiteId`. */
export const cipherSuite = (id: number): Layer.Layer<CipherSuite> => Layer.sync(CipherSuite, () => CipherSuite.of(symbolicSuite(id)))

/** Another stream in each built layer. No source of randomness: whoever sees some of it can go on. */
export const entropy: Layer.Layer<Entropy> = Layer.sync(Entropy, () => Entropy.of({ secret: freshRandom() }))

/** {@link seededRandom} as a service, from its beginning in each built layer. */
export const seededEntropy = (seed: Uint8Array | string): Layer.Layer<Entropy> =>
  Layer.sync(Entropy, () => Entropy.of({ secret: seededRandom(seed) }))
