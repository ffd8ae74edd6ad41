import { batchVerdicts, CipherSuite, Entropy, type KeyPair, noBytes, SignatureScheme, type SignerState } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { issue } from "./note.ts"
import { admit, checkOf, sign, verify } from "./sign.ts"
import { signerBox, signerCodec } from "./state.ts"

/** A fresh signing key with every path, certified by the identity key and carried in the leaf. */
export const layer: Layer.Layer<SignatureScheme, never, CipherSuite | Entropy> = Layer.effect(
  SignatureScheme,
  Effect.gen(function* () {
    const suite = yield* CipherSuite
    const { secret: random } = yield* Entropy
    const { signatureSize, verifyAll } = suite.signature
    const next = (identity: KeyPair, previous: Uint8Array): { readonly state: SignerState; readonly note: Uint8Array } => {
      const { ephemeral, note } = issue(suite, random, identity, previous)
      return { state: signerBox.wrap({ identity, ephemeral, note }), note }
    }
    return SignatureScheme.of({
      id: "eph-certified",
      facts: { attributable: "signer", transferable: true, verifiers: "anybody", maxSignature: signatureSize },
      signerCodec,
      begin: (identity) => Effect.sync(() => next(identity, noBytes)),
      rotate: (state, _at, _roster, identity) =>
        Effect.sync(() => {
          const before = signerBox.unwrap(state)
          return next(identity ?? before.identity, before.note)
        }),
      admit: (author, previousNote) => Effect.suspend(() => Effect.fromResult(admit(suite, author, previousNote))),
      sign: (state, at, label, content) =>
        Effect.sync(() => ({ signature: sign(suite, signerBox.unwrap(state), at, label, content), state })),
      verify: (author, at, label, content, signature) =>
        Effect.suspend(() => Effect.fromResult(verify(suite, { author, at, label, content, signature }))),
      ...(verifyAll === undefined ? {} : { verifyAll: (items) => batchVerdicts(verifyAll, items.map(checkOf)) })
    })
  })
)
