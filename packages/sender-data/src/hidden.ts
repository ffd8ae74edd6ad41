import { encode } from "@copath/codec"
import { CipherSuite, expandWithLabel, type Header, type Secret, SenderDataProtection, type Suite } from "@copath/contracts"
import { senderDataAad } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/*
 * Sealed under a key that the ciphertext itself selects (RFC 9420, 6.3.2). The secret lasts for the whole epoch: sender data has no forward
 * secrecy within it.
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

const sealHidden = (suite: Suite, secret: Secret, header: Header, ciphertext: Uint8Array, data: Uint8Array): Uint8Array => {
  const { key, nonce } = senderDataKey(suite, secret, ciphertext)
  const sealed = suite.aead.seal(key, nonce.expose(), encode(senderDataAad, header), data)
  key.wipe()
  nonce.wipe()
  return sealed
}

const openHidden = (suite: Suite, secret: Secret, header: Header, ciphertext: Uint8Array, sealed: Uint8Array): Uint8Array | undefined => {
  const { key, nonce } = senderDataKey(suite, secret, ciphertext)
  const opened = suite.aead.open(key, nonce.expose(), encode(senderDataAad, header), sealed)
  key.wipe()
  nonce.wipe()
  return opened
}

/** RFC 9420 (6.3.2): only members learn who sent a message. Two derivations and an AEAD call a message. */
export const hidden: Layer.Layer<SenderDataProtection, never, CipherSuite> = Layer.effect(
  SenderDataProtection,
  Effect.map(CipherSuite, (suite) =>
    SenderDataProtection.of({
      id: "hidden",
      conceals: true,
      overhead: suite.aead.tagSize,
      seal: (secret, header, ciphertext, data) => sealHidden(suite, secret, header, ciphertext, data),
      open: (secret, header, ciphertext, sealed) => openHidden(suite, secret, header, ciphertext, sealed),
      // The AEAD under the epoch's own key protects the data.
      contentAad: (aad) => aad
    })
  )
)
