import { type Aead, aeadFacts } from "@copath/contracts"
import { gcmsiv } from "@noble/ciphers/aes.js"

const id = "aes-gcm-siv"
const facts = aeadFacts[id]

/** AES-GCM-SIV (RFC 8452) is in no Node: OpenSSL has it, node:crypto does not let it through. So it is noble's here as well. */
const gcmSiv = (keySize: 16 | 32): Aead => {
  const withKey = (key: Uint8Array, nonce: Uint8Array, aad: Uint8Array) => {
    if (key.length !== keySize) throw new RangeError(`${id} takes a key of ${keySize} bytes, not ${key.length}`)
    if (nonce.length !== facts.nonceSize) throw new RangeError(`${id} takes a nonce of ${facts.nonceSize} bytes, not ${nonce.length}`)
    return gcmsiv(key, nonce, aad)
  }
  return {
    id,
    keySize,
    ...facts,
    seal: (key, nonce, aad, plain) => withKey(key.expose(), nonce, aad).encrypt(plain),
    open: (key, nonce, aad, sealed) => {
      const cipher = withKey(key.expose(), nonce, aad)
      if (sealed.length < facts.tagSize) return undefined
      try {
        return cipher.decrypt(sealed)
      } catch {
        return undefined
      }
    }
  }
}

/** AES-128-GCM-SIV (RFC 8452). In no registered suite: for compositions outside the RFC. */
export const aes128GcmSiv: Aead = gcmSiv(16)
/** AES-256-GCM-SIV (RFC 8452). In no registered suite: for compositions outside the RFC. */
export const aes256GcmSiv: Aead = gcmSiv(32)
