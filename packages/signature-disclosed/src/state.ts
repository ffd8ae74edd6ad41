import { type CodecType, opaque as bytes, struct, uint64, vector } from "@copath/codec"
import { keyPairCodec, opaque, secretCodec } from "@copath/contracts"

/** A key whose time is over, to be published once nobody takes its signatures any more. `last`: the last epoch in which it signed. */
const retired = struct("RetiredSigner", { seed: secretCodec, last: uint64 })

const signer = struct("DisclosedSigner", {
  identity: keyPairCodec,
  ephemeral: keyPairCodec,
  seed: secretCodec,
  note: bytes,
  retired: vector(retired)
})

/** One member's keys: the long-lived one, the one that signs messages now with the seed that it comes from, its note, and what is yet to be published. */
export type DisclosedSigner = CodecType<typeof signer>

export const signerBox = opaque<"SignerState", DisclosedSigner>("SignerState", "eph-disclosed")
export const signerCodec = signerBox.codec(signer)
