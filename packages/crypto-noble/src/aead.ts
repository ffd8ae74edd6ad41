import type { Aead } from "@copath/contracts"
import { gcm, gcmsiv } from "@noble/ciphers/aes.js"
import { chacha20poly1305 } from "@noble/ciphers/chacha.js"

type Construction = (key: Uint8Array, nonce: Uint8Array, aad: Uint8Array) => {
  readonly encrypt: (plain: Uint8Array) => Uint8Array
  readonly decrypt: (sealed: Uint8Array) => Uint8Array
}

const nonceSize = 12
const tagSize = 16

const aead = (id: Aead["id"], keySize: number, misuseResistant: boolean, construction: Construction): Aead => {
  const withKey = (key: Uint8Array, nonce: Uint8Array, aad: Uint8Array) => {
    if (key.length !== keySize) throw new RangeError(`${id} takes a key of ${keySize} bytes, not ${key.length}`)
    if (nonce.length !== nonceSize) throw new RangeError(`${id} takes a nonce of ${nonceSize} bytes, not ${nonce.length}`)
    return construction(key, nonce, aad)
  }
  return {
    id,
    keySize,
    nonceSize,
    tagSize,
    misuseResistant,
    seal: (key, nonce, aad, plain) => withKey(key.expose(), nonce, aad).encrypt(plain),
    open: (key, nonce, aad, sealed) => {
      const cipher = withKey(key.expose(), nonce, aad)
      if (sealed.length < tagSize) return undefined
      try {
        return cipher.decrypt(sealed)
      } catch {
        return undefined
      }
    }
  }
}

/** AES-GCM (RFC 5116) with a key of 16 or 32 bytes, of suites 1, 2 and 4, 5, 7. */
export const aesGcm = (keySize: 16 | 32): Aead => aead("aes-gcm", keySize, false, gcm)

/** ChaCha20-Poly1305 (RFC 8439), of suites 3 and 6. */
export const chaCha20Poly1305: Aead = aead("chacha20-poly1305", 32, false, chacha20poly1305)

/** AES-GCM-SIV (RFC 8452) with a key of 16 or 32 bytes. In no registered suite: for compositions outside the RFC. */
export const aesGcmSiv = (keySize: 16 | 32): Aead => aead("aes-gcm-siv", keySize, true, gcmsiv)
