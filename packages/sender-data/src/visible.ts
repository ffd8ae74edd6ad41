import { SenderDataProtection } from "@copath/contracts"
import * as Layer from "effect/Layer"

/** After the encoded PrivateContentAAD, which says itself where it ends. */
const followedBy = (aad: Uint8Array, data: Uint8Array): Uint8Array => {
  const out = new Uint8Array(aad.length + data.length)
  out.set(aad)
  out.set(data, aad.length)
  return out
}

/** In clear, as in drafts 01 to 04: the delivery service sees who sends, and the content's AEAD keeps anybody from changing it. */
export const visible: Layer.Layer<SenderDataProtection> = Layer.succeed(
  SenderDataProtection,
  SenderDataProtection.of({
    id: "visible",
    conceals: false,
    overhead: 0,
    seal: (_secret, _header, _ciphertext, data) => data,
    open: (_secret, _header, _ciphertext, data) => data,
    contentAad: followedBy
  })
)
