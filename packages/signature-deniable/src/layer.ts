import { CipherSuite, Entropy, noDh, SignatureScheme, type SignerState } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { reissued } from "./issue.ts"
import { vouched, writeNote } from "./note.ts"
import { admit, sign, verify } from "./sign.ts"
import { type DeniableSigner, signerBox, signerCodec } from "./state.ts"

/**
 * A fresh signing key with every path, shown to each member by a tag that this member could have made itself: members know who speaks, and can prove it to
 * nobody. Needs a suite whose KEM keys can do plain Diffie-Hellman; over another it dies when it is built.
 */
export const layer: Layer.Layer<SignatureScheme, never, CipherSuite | Entropy> = Layer.effect(
  SignatureScheme,
  Effect.gen(function* () {
    const suite = yield* CipherSuite
    const { secret: random } = yield* Entropy
    if (suite.dh === noDh) return yield* Effect.die(new RangeError(`eph-deniable needs Diffie-Hellman, which ${suite.name} has not`))
    const told = (signer: DeniableSigner): { readonly state: SignerState; readonly note: Uint8Array } => ({
      state: signerBox.wrap(signer),
      note: signer.note
    })
    const fresh = () => suite.signature.derive(random(suite.signature.seedSize))
    const own = (reader: SignerState | undefined) => (reader === undefined ? undefined : signerBox.unwrap(reader))
    return SignatureScheme.of({
      id: "eph-deniable",
      facts: { attributable: "signer", transferable: false, verifiers: "members", maxSignature: undefined },
      signerCodec,
      begin: (identity) =>
        Effect.sync(() => {
          const channel = suite.kem.derive(random(suite.kem.seedSize))
          return told({ identity, channel, ephemeral: fresh(), note: writeNote({ channel: channel.publicKey, issue: undefined }) })
        }),
      rotate: (state, at, roster, identity) =>
        Effect.sync(() => {
          const before = signerBox.unwrap(state)
          return told(reissued(suite, identity === undefined ? before : { ...before, identity }, fresh(), at, roster))
        }),
      admit: (author, previousNote, at, reader) =>
        Effect.suspend(() => Effect.fromResult(admit(suite, author, previousNote, at, own(reader)))),
      vouched,
      sign: (state, at, label, content) =>
        Effect.sync(() => ({ signature: sign(suite, signerBox.unwrap(state), at, label, content), state })),
      verify: (author, at, label, content, signature, reader) =>
        Effect.suspend(() => Effect.fromResult(verify(suite, { author, at, label, content, signature }, own(reader))))
    })
  })
)
