import { CipherSuite, type Entropy, PairwiseChannel } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { register } from "../law.ts"
import { type CryptoUnderTest, makerOf } from "../schedule/crypto.ts"
import { carryingLaws } from "./carryingLaws.ts"
import { guardingLaws } from "./guardingLaws.ts"
import { ChannelUnderTest } from "./world.ts"

/** What the laws of pairwise channels must know of the layer under test. */
export interface ChannelLawOptions extends CryptoUnderTest {
  /** The window that the layer was given; `maxForward` is at least 8 and above `maxSkipped` + 2. */
  readonly window: { readonly maxForward: number; readonly maxSkipped: number }
}

/** The laws that every pairwise channel keeps. */
export const channelLaws = [...carryingLaws, ...guardingLaws]

/** A layer as the laws want it. */
export const channelUnderTest = (
  layer: Layer.Layer<PairwiseChannel, never, CipherSuite | Entropy>,
  options: ChannelLawOptions
): Layer.Layer<ChannelUnderTest> =>
  Layer.effect(
    ChannelUnderTest,
    Effect.map(CipherSuite, (suite) => ({ make: makerOf(PairwiseChannel, layer, options), suite, window: options.window }))
  ).pipe(Layer.provide(options.suite))

/** Registers a test for every law of {@link PairwiseChannel}. */
export const pairwiseChannelLaws = (
  name: string,
  layer: Layer.Layer<PairwiseChannel, never, CipherSuite | Entropy>,
  options: ChannelLawOptions
): void => register(name, channelLaws, channelUnderTest(layer, options))
