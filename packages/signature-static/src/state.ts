import { type Codec, mapped, opaque as bytes, struct } from "@copath/codec"
import { type KeyPair, opaque, Secret } from "@copath/contracts"

/** The identity key pair is all there is to keep. */
const secret: Codec<Secret> = mapped(
  bytes,
  "Secret",
  (s) => s.expose(),
  (b) => new Secret(b)
)
const keyPair: Codec<KeyPair> = struct<KeyPair>("KeyPair", { publicKey: bytes, secretKey: secret })

export const signerBox = opaque<"SignerState", KeyPair>("SignerState", "static")
export const signerCodec = signerBox.codec(keyPair)
