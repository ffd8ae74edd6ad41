import { SignedContext } from "@copath/contracts"
import * as Layer from "effect/Layer"
import { rosterToSign, stateToSign, transcriptToSign } from "./options.ts"

/** RFC 9420 (6.1): the encoded GroupContext. The engine does so by itself. */
export const context: Layer.Layer<never> = Layer.succeed(SignedContext, SignedContext.defaultValue())

/** The whole state, without trust in a tree hash: see `stateToSign`. */
export const state: Layer.Layer<never> = Layer.succeed(SignedContext, stateToSign)

/** The transcript hash: see `transcriptToSign`. */
export const transcript: Layer.Layer<never> = Layer.succeed(SignedContext, transcriptToSign)

/** Who takes part, each with a fresh key: see `rosterToSign`. */
export const roster: Layer.Layer<never> = Layer.succeed(SignedContext, rosterToSign)
