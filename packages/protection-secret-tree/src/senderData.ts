import { decode, encode } from "@copath/codec"
import { expandWithLabel, type Header, type Secret, type Suite } from "@copath/contracts"
import { senderData, type SenderData, senderDataAad } from "@copath/wire"
import * as Result from "effect/Result"

/*
 * Who sent a message and at which generation, sealed under a key that the ciphertext itself selects (RFC 9420, 6.3.2). The secret lasts for
 * the whole epoch: sender data has no forward secrecy within it.
 */

/** The key and nonce that a ciphertext's first Nh bytes select; a shorter ciphertext is taken whole (V066). */
export const senderDataKey = (
  suite: Suite,
  senderDataSecret: Secret,
  ciphertext: Uint8Array
): { readonly key: Secret; readonly nonce: Secret } => {
  const sample = ciphertext.subarray(0, suite.kdf.size)
  return {
    key: expandWithLabel(suite, senderDataSecret, "key", sample, suite.aead.keySize),
    nonce: expandWithLabel(suite, senderDataSecret, "nonce", sample, suite.aead.nonceSize)
  }
}

export const sealSenderData = (suite: Suite, secret: Secret, header: Header, ciphertext: Uint8Array, data: SenderData): Uint8Array => {
  const { key, nonce } = senderDataKey(suite, secret, ciphertext)
  const sealed = suite.aead.seal(key, nonce.expose(), encode(senderDataAad, header), encode(senderData, data))
  key.wipe()
  nonce.wipe()
  return sealed
}

/** `undefined` for anything that was not sealed so. */
export const openSenderData = (
  suite: Suite,
  secret: Secret,
  header: Header,
  ciphertext: Uint8Array,
  encrypted: Uint8Array
): SenderData | undefined => {
  const { key, nonce } = senderDataKey(suite, secret, ciphertext)
  const opened = suite.aead.open(key, nonce.expose(), encode(senderDataAad, header), encrypted)
  key.wipe()
  nonce.wipe()
  if (opened === undefined) return undefined
  const data = decode(senderData, opened)
  return Result.isSuccess(data) ? data.success : undefined
}
