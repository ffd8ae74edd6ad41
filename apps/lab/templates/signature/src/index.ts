import { BadSignature, CipherSuite, type KeyPair, keyPairCodec, noBytes, opaque } from "@copath/contracts"
import { SignatureScheme, signWithLabel, verifyWithLabel } from "@copath/contracts"
import { signatureScheme } from "@copath/profile-lab"
import { Effect, Layer } from "effect"

const id = "my-scheme"

/** What a member keeps to sign with: here its identity key pair. State that cannot be written down cannot be kept, so it has a codec. */
const keys = opaque<"SignerState", KeyPair>("SignerState", id)

/** What keeps a signature of this scheme from being one of another scheme under the same key. */
const own = (label: string): string => `${id} ${label}`

export const layer = Layer.effect(
  SignatureScheme,
  Effect.map(CipherSuite, (suite) =>
    SignatureScheme.of({
      id,
      // A signature names its signer, convinces anybody, and is no longer than this.
      facts: { attributable: "signer", transferable: true, verifiers: "anybody", maxSignature: suite.signature.signatureSize },
      signerCodec: keys.codec(keyPairCodec),
      // A key package is made. `note`: what goes into the member's leaf beside its identity key; this scheme has nothing to say there.
      begin: (identity) => Effect.succeed({ state: keys.wrap(identity), note: noBytes }),
      // With each path of the member's commits: new keys, if the scheme has any; `identity`, if the leaf names another identity key from now on.
      rotate: (state, _at, _roster, identity) =>
        Effect.succeed({ state: identity === undefined ? state : keys.wrap(identity), note: noBytes }),
      // May this note stand in the tree?
      admit: ({ leaf, note }) => (note.length === 0 ? Effect.void : new BadSignature({ sender: leaf, what: "note" })),
      // `at` is where the content stands: group, epoch, leaf, and who else is there.
      sign: (state, _at, label, content) =>
        Effect.sync(() => ({ signature: signWithLabel(suite, keys.unwrap(state), own(label), content), state })),
      verify: ({ identityKey, leaf }, _at, label, content, signature) =>
        Effect.suspend(() =>
          verifyWithLabel(suite, identityKey, own(label), content, signature)
            ? Effect.void
            : new BadSignature({ sender: leaf, what: label })
        )
    })
  )
)

export default signatureScheme({ id, title: "The identity key signs, under labels of its own", source: "an experiment", layer })
