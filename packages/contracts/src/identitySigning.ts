import * as Effect from "effect/Effect"
import type { KeyPair, SignatureCheck, Suite } from "./cipherSuite.ts"
import { keyPairCodec } from "./codecs.ts"
import { signContent, signWithLabel, verifyWithLabel } from "./labels.ts"
import type { OpaqueOf } from "./opaque.ts"
import { noBytes } from "./secret.ts"
import { BadSignature, type SignatureScheme, type SignedItem } from "./signatureScheme.ts"

/**
 * The scheme in which the leaf's key signs everything (RFC 9420, 6.1 and 7.2) and a leaf carries no note, under the id of whoever builds on it. `signer`: that
 * variant's own box.
 */
export const identitySigning = (id: string, suite: Suite, signer: OpaqueOf<"SignerState", KeyPair>): SignatureScheme["Service"] => {
  const { signatureSize, verifyAll } = suite.signature
  return {
    id,
    facts: { attributable: "signer", transferable: true, verifiers: "anybody", maxSignature: signatureSize },
    signerCodec: signer.codec(keyPairCodec),
    begin: (identity) => Effect.succeed({ state: signer.wrap(identity), note: noBytes }),
    rotate: (state, _at, _roster, identity) =>
      Effect.succeed({ state: identity === undefined ? state : signer.wrap(identity), note: noBytes }),
    admit: ({ leaf, note }) => (note.length === 0 ? Effect.void : Effect.fail(new BadSignature({ sender: leaf, what: "note" }))),
    sign: (state, _at, label, content) =>
      Effect.sync(() => ({ signature: signWithLabel(suite, signer.unwrap(state), label, content), state })),
    verify: ({ identityKey, leaf }, _at, label, content, signature) =>
      Effect.suspend(() =>
        verifyWithLabel(suite, identityKey, label, content, signature)
          ? Effect.void
          : Effect.fail(new BadSignature({ sender: leaf, what: label }))
      ),
    ...(verifyAll === undefined ? {} : { verifyAll: (items) => verifyAll(items.map(checkOf)) })
  }
}

const checkOf = ({ author, content, label, signature }: SignedItem): SignatureCheck => ({
  publicKey: author.identityKey,
  message: signContent(label, content),
  signature
})
