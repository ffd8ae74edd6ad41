import { CipherSuite, identitySigning, PathSealing, SignatureScheme } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { authenticatedPaths } from "./authenticatedPaths.ts"
import { signerBox } from "./state.ts"

/**
 * The leaf's signature key signs everything, for authorship that all members can check; that whoever commits holds its leaf's other key too, {@link pathSealing}
 * shows. A leaf carries no note.
 */
export const layer: Layer.Layer<SignatureScheme, never, CipherSuite> = Layer.effect(
  SignatureScheme,
  Effect.map(CipherSuite, (suite) => SignatureScheme.of(identitySigning("signcrypt", suite, signerBox)))
)

/** {@link authenticatedPaths} for the key agreement built above it: `Layer.provideMerge(parts, pathSealing)`. */
export const pathSealing: Layer.Layer<never> = Layer.succeed(PathSealing, authenticatedPaths)
