import { type Codec, mapped, opaque, struct } from "@copath/codec"
import type { KeyPair } from "./cipherSuite.ts"
import { Secret } from "./secret.ts"

/** Key bytes in a written state, as `opaque<V>`. The decoded secret owns its bytes: wiping it leaves the input alone. */
export const secretCodec: Codec<Secret> = mapped(
  opaque,
  "Secret",
  (secret: Secret) => secret.expose(),
  (bytes) => new Secret(bytes.slice())
)

/** Both halves of a key, public first. */
export const keyPairCodec: Codec<KeyPair> = struct<KeyPair>("KeyPair", { publicKey: opaque, secretKey: secretCodec })
