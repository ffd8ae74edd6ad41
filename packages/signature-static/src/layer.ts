import { BadSignature, CipherSuite, noBytes, SignatureScheme, signWithLabel, verifyWithLabel } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { signerBox, signerCodec } from "./state.ts"

/** The leaf's key signs everything (RFC 9420, 6.1 and 7.2). A leaf carries no note. */
export const layer: Layer.Layer<SignatureScheme, never, CipherSuite> = Layer.effect(
  SignatureScheme,
  Effect.map(CipherSuite, (suite) =>
    SignatureScheme.of({
      id: "static",
      signerCodec,
      begin: (identity) => Effect.succeed({ state: signerBox.wrap(identity), note: noBytes }),
      rotate: (state) => Effect.succeed({ state, note: noBytes }),
      admit: ({ leaf, note }) => (note.length === 0 ? Effect.void : Effect.fail(new BadSignature({ sender: leaf, what: "note" }))),
      sign: (state, _at, label, content) =>
        Effect.sync(() => ({ signature: signWithLabel(suite, signerBox.unwrap(state), label, content), state })),
      verify: ({ identityKey, leaf }, _at, label, content, signature) =>
        Effect.suspend(() =>
          verifyWithLabel(suite, identityKey, label, content, signature)
            ? Effect.void
            : Effect.fail(new BadSignature({ sender: leaf, what: label }))
        )
    })
  )
)
