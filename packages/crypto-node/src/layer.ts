import { CipherSuite, Entropy } from "@copath/contracts"
import * as Layer from "effect/Layer"
import { osRandom } from "./entropy.ts"
import { nodeSuite } from "./suites.ts"

/** The registered suite `id` (RFC 9420, 17.1) by `node:crypto`. An unregistered id is a defect: see `isSuiteId`. */
export const cipherSuite = (id: number): Layer.Layer<CipherSuite> => Layer.sync(CipherSuite, () => CipherSuite.of(nodeSuite(id)))

/** Randomness from the operating system. With this layer HPKE uses OpenSSL's own encapsulation, the fastest there is. */
export const entropy: Layer.Layer<Entropy> = Layer.succeed(Entropy, { secret: osRandom })
