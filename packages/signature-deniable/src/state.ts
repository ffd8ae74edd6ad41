import { type CodecType, opaque as bytes, struct } from "@copath/codec"
import { keyPairCodec, opaque } from "@copath/contracts"

const signer = struct("DeniableSigner", { identity: keyPairCodec, channel: keyPairCodec, ephemeral: keyPairCodec, note: bytes })

/** One member's keys: the long-lived one, the channel key by which it agrees with each other member, the one that signs messages now, and its note. */
export type DeniableSigner = CodecType<typeof signer>

export const signerBox = opaque<"SignerState", DeniableSigner>("SignerState", "eph-deniable")
export const signerCodec = signerBox.codec(signer)
