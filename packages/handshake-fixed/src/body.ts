import { arm, type Codec, type CodecType, union, uint8 } from "@copath/codec"
import { opaque, type ProtectedBody } from "@copath/contracts"
import { senderDataAndCiphertext } from "@copath/wire"

const bodyUnion = (inner: Codec<ProtectedBody>) =>
  union("HandshakeFixedBody", uint8, { inner: arm(0, { body: inner }), fixed: arm(1, { body: senderDataAndCiphertext }) })

/** What stands in a PrivateMessage after the authenticated data: one byte, then a body of the protection within or a handshake of ours. */
export type Body = CodecType<ReturnType<typeof bodyUnion>>

export const bodyBox = opaque<"ProtectedBody", Body>("ProtectedBody", "handshake-fixed")
/** Codec of the body over that of the protection within. */
export const bodyCodec = (inner: Codec<ProtectedBody>): Codec<ProtectedBody> => bodyBox.codec(bodyUnion(inner))
