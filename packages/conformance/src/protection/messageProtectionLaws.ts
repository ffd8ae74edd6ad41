import { CipherSuite, type Entropy, MessageProtection } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { register } from "../law.ts"
import { type CryptoUnderTest, makerOf } from "../schedule/crypto.ts"
import { ProtectionUnderTest, type WindowUnderTest } from "./group.ts"
import { openingLaws, slotLaws } from "./openingLaws.ts"
import { retentionLaws } from "./retentionLaws.ts"
import { secrecyLaws } from "./secrecyLaws.ts"

/** What the laws of message protection must know of the layer under test. */
export interface ProtectionLawOptions extends CryptoUnderTest {
  /** The window that the layer was given. Small numbers test as well as large ones; `maxForward` is at least 16 and above `maxSkipped` + 2. */
  readonly window: WindowUnderTest
  /** The layer needs a reserved slot for each message. */
  readonly slots?: boolean
}

/** The laws that every message protection keeps; see {@link slotLaws} for those with slots. */
export const protectionLaws = [...openingLaws, ...secrecyLaws, ...retentionLaws]

/** A layer as the laws want it. */
export const protectionUnderTest = (
  layer: Layer.Layer<MessageProtection, never, CipherSuite | Entropy>,
  options: ProtectionLawOptions
): Layer.Layer<ProtectionUnderTest> =>
  Layer.effect(
    ProtectionUnderTest,
    Effect.map(CipherSuite, (suite) => ({ make: makerOf(MessageProtection, layer, options), suite, window: options.window }))
  ).pipe(Layer.provide(options.suite))

/** Registers a test for every law of {@link MessageProtection}. */
export const messageProtectionLaws = (
  name: string,
  layer: Layer.Layer<MessageProtection, never, CipherSuite | Entropy>,
  options: ProtectionLawOptions
): void => register(name, options.slots === true ? [...protectionLaws, ...slotLaws] : protectionLaws, protectionUnderTest(layer, options))
