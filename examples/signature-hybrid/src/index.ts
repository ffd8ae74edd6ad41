import { type CodecType, decode, encode, fixed, opaque as bytes, struct } from "@copath/codec"
import { type Author, BadSignature, CipherSuite, Entropy, keyPairCodec, opaque, SignatureScheme, signContent } from "@copath/contracts"
import { signatureScheme } from "@copath/profile-lab"
import { schnorr } from "@noble/curves/secp256k1.js"
import { Effect, Layer, Result } from "effect"

const id = "hybrid-schnorr"

// On the wire: two signatures in place of one, and in each member's leaf its second key, certified by its identity key.
const twoSignatures = struct("HybridSignature", { first: bytes, second: fixed(64) })
const noteCodec = struct("HybridNote", { key: fixed(32), certificate: bytes })
const keys = struct("HybridKeys", { identity: keyPairCodec, second: keyPairCodec, note: bytes }) // what a member keeps, as written down
type Keys = CodecType<typeof keys>
const box = opaque<"SignerState", Keys>("SignerState", id)

const check = ({ leaf: sender }: Author, what: string, holds: () => boolean) =>
  Effect.suspend(() => (holds() ? Effect.void : new BadSignature({ sender, what })))

export const layer = Layer.effect(
  SignatureScheme,
  Effect.gen(function* () {
    const { signature: algorithm } = yield* CipherSuite
    const { secret: random } = yield* Entropy
    const standing = (identity: Keys["identity"], secretKey: Keys["second"]["secretKey"]) => {
      const publicKey = schnorr.getPublicKey(secretKey.expose())
      const note = encode(noteCodec, { key: publicKey, certificate: algorithm.sign(identity, signContent(id, publicKey)) })
      return { state: box.wrap({ identity, second: { publicKey, secretKey }, note }), note }
    }
    return SignatureScheme.of({
      id,
      facts: { attributable: "signer", transferable: true, verifiers: "anybody", maxSignature: 68 + algorithm.signatureSize },
      signerCodec: box.codec(keys),
      begin: (identity) => Effect.sync(() => standing(identity, random(32))),
      rotate: (s, _at, _roster, key) => Effect.sync(() => standing(key ?? box.unwrap(s).identity, box.unwrap(s).second.secretKey)),
      admit: (author) =>
        check(author, "note", () => {
          const note = Result.getOrUndefined(decode(noteCodec, author.note))
          return note !== undefined && algorithm.verify(author.identityKey, signContent(id, note.key), note.certificate)
        }),
      sign: (state, _at, label, content) =>
        Effect.sync(() => {
          const { identity, second } = box.unwrap(state)
          const message = signContent(label, content)
          const ofSecond = schnorr.sign(message, second.secretKey.expose(), random(32).expose())
          return { signature: encode(twoSignatures, { first: algorithm.sign(identity, message), second: ofSecond }), state }
        }),
      verify: (author, _at, label, content, signature) =>
        check(author, label, () => {
          const read = Result.all({ note: decode(noteCodec, author.note), both: decode(twoSignatures, signature) })
          if (Result.isFailure(read)) return false
          const { both, note } = read.success
          const message = signContent(label, content)
          return algorithm.verify(author.identityKey, message, both.first) && schnorr.verify(both.second, message, note.key)
        })
    })
  })
)

export default signatureScheme({ id, title: "Two signatures of unlike algorithms", source: "BIP 340", layer })
