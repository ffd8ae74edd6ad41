import { type CodecType, decode, encode, fixed, opaque as bytes, struct } from "@copath/codec"
import {
  type Author,
  BadSignature,
  CipherSuite,
  Entropy,
  keyPairCodec,
  opaque,
  Secret,
  secretCodec,
  SignatureScheme,
  signContent
} from "@copath/contracts"
import { signatureScheme } from "@copath/profile-lab"
import { schnorr } from "@noble/curves/secp256k1.js"
import { Effect, Layer, Result } from "effect"

const id = "hybrid-schnorr"

// On the wire: two signatures in place of one, and in each member's leaf its second key, certified by its identity key.
const twoSignatures = struct("HybridSignature", { first: bytes, second: fixed(64) })
const noteCodec = struct("HybridNote", { key: fixed(32), certificate: bytes })

// What a member keeps, and how it is written down.
const keys = struct("HybridKeys", { identity: keyPairCodec, second: secretCodec, note: bytes })
const box = opaque<"SignerState", CodecType<typeof keys>>("SignerState", id)

export const layer: Layer.Layer<SignatureScheme, never, CipherSuite | Entropy> = Layer.effect(
  SignatureScheme,
  Effect.gen(function* () {
    const { signature: algorithm } = yield* CipherSuite
    const { secret: random } = yield* Entropy
    const require = (holds: boolean, { leaf: sender }: Author, what: string) => (holds ? Effect.void : new BadSignature({ sender, what }))
    return SignatureScheme.of({
      id,
      signerCodec: box.codec(keys),
      begin: (identity) =>
        Effect.sync(() => {
          const { publicKey: key, secretKey } = schnorr.keygen(random(48).expose())
          const note = encode(noteCodec, { key, certificate: algorithm.sign(identity, signContent(id, key)) })
          return { state: box.wrap({ identity, second: new Secret(secretKey), note }), note }
        }),
      rotate: (state) => Effect.sync(() => ({ state, note: box.unwrap(state).note })), // the second key stays
      admit: (author) =>
        Effect.suspend(() => {
          const note = Result.getOrUndefined(decode(noteCodec, author.note))
          const holds = note !== undefined && algorithm.verify(author.identityKey, signContent(id, note.key), note.certificate)
          return require(holds, author, "note")
        }),
      sign: (state, _at, label, content) =>
        Effect.sync(() => {
          const { identity, second } = box.unwrap(state)
          const message = signContent(label, content)
          const first = algorithm.sign(identity, message)
          return { signature: encode(twoSignatures, { first, second: schnorr.sign(message, second.expose(), random(32).expose()) }), state }
        }),
      verify: (author, _at, label, content, signature) =>
        Effect.suspend(() => {
          const read = Result.all({ note: decode(noteCodec, author.note), both: decode(twoSignatures, signature) })
          if (Result.isFailure(read)) return require(false, author, label)
          const { both, note } = read.success
          const message = signContent(label, content)
          const holds = algorithm.verify(author.identityKey, message, both.first) && schnorr.verify(both.second, message, note.key)
          return require(holds, author, label)
        })
    })
  })
)

export default signatureScheme({ id, title: "Two signatures of unlike algorithms", source: "BIP 340", layer })
