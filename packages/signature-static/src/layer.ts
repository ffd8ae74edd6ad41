import { CipherSuite, identitySigning, SignatureScheme } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { signerBox } from "./state.ts"

/** The leaf's key signs everything (RFC 9420, 6.1 and 7.2). A leaf carries no note. */
export const layer: Layer.Layer<SignatureScheme, never, CipherSuite> = Layer.effect(
  SignatureScheme,
  Effect.map(CipherSuite, (suite) => SignatureScheme.of(identitySigning("static", suite, signerBox)))
)
