import { type CipherSuite, type Entropy, PairwiseChannel } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** What went through a channel: one number each for seals and for messages that opened. */
export interface Traffic {
  /** Calls of `seal`. */
  seals: number
  /** Calls of `open` that succeeded. */
  opens: number
}

/** A channel that counts its traffic, of all instances together. */
export const countingChannel = (
  channel: Layer.Layer<PairwiseChannel, never, CipherSuite | Entropy>,
  traffic: Traffic
): Layer.Layer<PairwiseChannel, never, CipherSuite | Entropy> =>
  Layer.effect(
    PairwiseChannel,
    Effect.map(PairwiseChannel, (inner) => ({
      ...inner,
      seal: (...args: Parameters<typeof inner.seal>) => {
        traffic.seals++
        return inner.seal(...args)
      },
      open: (...args: Parameters<typeof inner.open>) => {
        const opened = inner.open(...args)
        if (opened._tag === "Success") traffic.opens++
        return opened
      }
    }))
  ).pipe(Layer.provide(channel))
