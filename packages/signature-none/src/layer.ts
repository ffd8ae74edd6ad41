import { type Author, BadSignature, noBytes, SignatureScheme } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { signerBox, signerCodec } from "./state.ts"

/** Nobody signs what is said: that a message opens under the group's keys is all its proof. Leaves, key packages and GroupInfo stay signed. */
export const layer: Layer.Layer<SignatureScheme> = Layer.succeed(
  SignatureScheme,
  SignatureScheme.of({
    id: "none",
    facts: { attributable: "group", transferable: false, verifiers: "anybody", maxSignature: 0 },
    signerCodec,
    begin: () => Effect.succeed({ state: nobody, note: noBytes }),
    rotate: (state) => Effect.succeed({ state, note: noBytes }),
    admit: (author) => empty(author, author.note, "note"),
    sign: (state) => Effect.succeed({ signature: noBytes, state }),
    verify: (author, _at, label, _content, signature) => empty(author, signature, label)
  })
)

const nobody = signerBox.wrap({})

// An empty signature has one encoding; anything else would be room for a message beside the message.
const empty = ({ leaf: sender, note }: Author, bytes: Uint8Array, what: string): Effect.Effect<void, BadSignature> =>
  bytes.length === 0 && note.length === 0 ? Effect.void : Effect.fail(new BadSignature({ sender, what }))
