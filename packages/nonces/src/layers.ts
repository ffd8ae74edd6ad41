import { CipherSuite, noBytes, Nonces } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** RFC 9420 (6.3.1): the derived nonce with four random bytes XORed into its first four, which travel in sender data. */
export const guarded: Layer.Layer<Nonces> = Layer.succeed(
  Nonces,
  Nonces.of({
    id: "implicit+guard",
    carriedSize: 4,
    freshBits: 32,
    carry: (random) => random(4).expose(),
    nonce: (derived, reuseGuard) => {
      const out = derived.slice()
      for (let i = 0; i < reuseGuard.length; i++) out[i] = (out[i] as number) ^ (reuseGuard[i] as number)
      return out
    }
  })
)

/** The derived nonce as it is. Nothing travels, and nothing keeps two texts apart that a copied state seals. */
export const implicit: Layer.Layer<Nonces> = Layer.succeed(
  Nonces,
  Nonces.of({ id: "implicit", carriedSize: 0, freshBits: 0, carry: () => noBytes, nonce: (derived) => derived })
)

/** A nonce drawn anew for each message, which travels whole: as many bytes as the suite's AEAD takes, 12 in most. The derived one is not used. */
export const explicitRandom: Layer.Layer<Nonces, never, CipherSuite> = Layer.effect(
  Nonces,
  Effect.map(CipherSuite, ({ aead: { nonceSize } }) =>
    Nonces.of({
      id: "explicit-random",
      carriedSize: nonceSize,
      freshBits: 8 * nonceSize,
      carry: (random) => random(nonceSize).expose(),
      nonce: (_derived, drawn) => drawn
    })
  )
)
