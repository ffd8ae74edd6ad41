import { type Codec, opaque as bytes, struct } from "@copath/codec"
import { type KeyPair, keyPairCodec, opaque } from "@copath/contracts"

/** One member's keys: the long-lived one, the one that signs messages now, and the note that certifies it. */
export interface EphemeralSigner {
  readonly identity: KeyPair
  readonly ephemeral: KeyPair
  readonly note: Uint8Array
}

const signer: Codec<EphemeralSigner> = struct<EphemeralSigner>("EphemeralSigner", {
  identity: keyPairCodec,
  ephemeral: keyPairCodec,
  note: bytes
})

export const signerBox = opaque<"SignerState", EphemeralSigner>("SignerState", "eph-certified")
export const signerCodec = signerBox.codec(signer)
