import { CipherSuite, withAead } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Chosen } from "./choose.ts"

/** What a provider was asked for and does not have: a catalog that names it is wrong. */
const named = <A>(all: Readonly<Record<string, A>>, id: string, provider: string): A => {
  const found = all[id]
  if (found === undefined) throw new RangeError(`the provider "${provider}" has no "${id}"; it has: ${Object.keys(all).join(", ")}`)
  return found
}

/** The provider's suite with the signature algorithm and the AEAD that were chosen. */
export const suiteFor = ({ aead, algorithm, provider }: Chosen, id: number): Layer.Layer<CipherSuite> => {
  const suite = provider.suite(id)
  const [newAead, newAlgorithm] = [aead.aead, algorithm.algorithm]
  if (newAead === undefined && newAlgorithm === undefined) return suite
  const replaced = Effect.gen(function* () {
    let own = yield* CipherSuite
    if (newAlgorithm !== undefined) {
      const signature =
        "ofProvider" in newAlgorithm ? named(yield* provider.algorithms, newAlgorithm.ofProvider, provider.id) : newAlgorithm
      own = { ...own, signature }
    }
    if (newAead !== undefined) {
      own = withAead(own, "ofProvider" in newAead ? named(yield* provider.aeads, newAead.ofProvider, provider.id) : newAead)
    }
    return own
  })
  return Layer.provide(Layer.effect(CipherSuite, replaced), suite)
}
