import { CipherSuite, equalBytes, Secret, type Suite } from "@copath/contracts"
import { signatureAlgorithms } from "@copath/crypto-noble"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/**
 * A suite whose signatures depend on nothing but key and message, so that a seeded run repeats byte for byte. A provider that randomises its signatures (ECDSA,
 * ML-DSA and SLH-DSA in `node:crypto`) verifies as before and signs as noble does, from key and message alone, which costs the signer more.
 */
export const repeatable = (suite: Layer.Layer<CipherSuite>): Layer.Layer<CipherSuite> =>
  Layer.effect(CipherSuite, Effect.map(CipherSuite, steady)).pipe(Layer.provide(suite))

const steady = (suite: Suite): Suite => {
  const { signature } = suite
  const key = signature.derive(new Secret(new Uint8Array(signature.seedSize).fill(1)))
  const message = new Uint8Array(1)
  const steadySign = signatureAlgorithms[signature.id as keyof typeof signatureAlgorithms]?.sign
  if (steadySign === undefined || equalBytes(signature.sign(key, message), signature.sign(key, message))) return suite
  return { ...suite, signature: { ...signature, sign: steadySign } }
}
