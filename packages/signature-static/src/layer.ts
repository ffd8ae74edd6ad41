import {
  BadSignature,
  CipherSuite,
  noBytes,
  type SignatureCheck,
  SignatureScheme,
  signContent,
  type SignedItem,
  signWithLabel,
  verifyWithLabel
} from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { signerBox, signerCodec } from "./state.ts"

/** The leaf's key signs everything (RFC 9420, 6.1 and 7.2). A leaf carries no note. */
export const layer: Layer.Layer<SignatureScheme, never, CipherSuite> = Layer.effect(
  SignatureScheme,
  Effect.map(CipherSuite, (suite) => {
    const { signatureSize, verifyAll } = suite.signature
    return SignatureScheme.of({
      id: "static",
      facts: { attributable: "signer", transferable: true, verifiers: "anybody", maxSignature: signatureSize },
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
        ),
      ...(verifyAll === undefined ? {} : { verifyAll: (items) => verifyAll(items.map(checkOf)) })
    })
  })
)

const checkOf = ({ author, content, label, signature }: SignedItem): SignatureCheck => ({
  publicKey: author.identityKey,
  message: signContent(label, content),
  signature
})
