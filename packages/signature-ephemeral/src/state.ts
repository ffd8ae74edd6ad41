import { type Codec, mapped, opaque as bytes, struct } from "@copath/codec"
import { type KeyPair, opaque, Secret } from "@copath/contracts"

/** One member's keys: the long-lived one, the one that signs messages now, and the note that certifies it. */
export interface EphemeralSigner {
  readonly identity: KeyPair
  readonly ephemeral: KeyPair
  readonly note: Uint8Array
}

const secret: Codec<Secret> = mapped(
  bytes,
  "Secret",
  (s) => s.expose(),
  (b) => new Secret(b)
)
const keyPair: Codec<KeyPair> = struct<KeyPair>("KeyPair", { publicKey: bytes, secretKey: secret })
const signer: Codec<EphemeralSigner> = struct<EphemeralSigner>("EphemeralSigner", { identity: keyPair, ephemeral: keyPair, note: bytes })

export const signerBox = opaque<"SignerState", EphemeralSigner>("SignerState", "eph-certified")
export const signerCodec = signerBox.codec(signer)
