import { CipherSuite, type Entropy, Secret, type Suite } from "@copath/contracts"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** The primitives over which a variant is tried; any that work will do. `entropy` must give equal bytes for equal seeds. */
export interface CryptoUnderTest {
  /** The cipher suite; a law may put itself before it to watch its calls. */
  readonly suite: Layer.Layer<CipherSuite>
  /** Begins a stream of bytes that `seed` fixes. */
  readonly entropy: (seed: string) => Layer.Layer<Entropy>
}

/** Builds an instance of a variant of its own, with randomness from `seed`; `watch` may put itself between it and the suite. */
export type Make<S> = (seed: string, watch?: (suite: Suite) => Suite) => Effect.Effect<S>

export const makerOf =
  <I, S>(key: Context.Key<I, S>, layer: Layer.Layer<I, never, CipherSuite | Entropy>, { entropy, suite }: CryptoUnderTest): Make<S> =>
  (seed, watch = (s) => s) => {
    const watched = Layer.effect(CipherSuite, Effect.map(CipherSuite, watch)).pipe(Layer.provide(suite))
    const built = Layer.fresh(layer).pipe(Layer.provide(Layer.mergeAll(watched, entropy(seed))))
    return Effect.scoped(Effect.map(Layer.build(built), Context.get(key)))
  }

const utf8 = new TextEncoder()

/** Nh bytes that stand for a secret, the same for the same name. */
export const namedSecret = (suite: Suite, name: string): Secret => new Secret(suite.hash.digest(utf8.encode(name)).slice(0, suite.kdf.size))

/** Bytes of a text. */
export const textBytes = (text: string): Uint8Array => utf8.encode(text)

export const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("")

/** A copy of `bytes` with one bit of byte `at` flipped. */
export const flipped = (bytes: Uint8Array, at: number): Uint8Array => {
  const out = bytes.slice()
  out[at] = (out[at] as number) ^ (1 << (at % 8))
  return out
}
