import {
  type BodySealing,
  bodySealing,
  CipherSuite,
  Entropy,
  type Nonces,
  Secret,
  type SenderDataProtection,
  type Suite
} from "@copath/contracts"
import { guarded } from "@copath/nonces"
import { hidden } from "@copath/sender-data"
import { Effect, Layer } from "effect"

/** RFC 9420's nonces and sender data over a suite; everything drawn is nines. */
export const sealingOver = (
  suite: Suite,
  parts: Layer.Layer<Nonces | SenderDataProtection, never, CipherSuite> = Layer.mergeAll(guarded, hidden)
): BodySealing => {
  const nines = Layer.succeed(Entropy, { secret: (length) => new Secret(new Uint8Array(length).fill(9)) })
  return Effect.runSync(Effect.provide(bodySealing, Layer.provideMerge(parts, Layer.merge(Layer.succeed(CipherSuite, suite), nines))))
}
