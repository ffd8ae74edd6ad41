import type { Aead } from "@copath/contracts"
import { gcm, gcmsiv } from "@noble/ciphers/aes.js"
import { chacha20poly1305 } from "@noble/ciphers/chacha.js"

type Construction = (
  key: Uint8Array,
  nonce: Uint8Array,
  aad: Uint8Array
) => {
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

/** AES-128-GCM (RFC 5116), of suites 1 and 2. */
export const aes128Gcm: Aead = /* @__PURE__ */ aead("aes-gcm", 16, false, gcm)
/** AES-256-GCM (RFC 5116), of suites 4, 5 and 7. */
export const aes256Gcm: Aead = /* @__PURE__ */ aead("aes-gcm", 32, false, gcm)
/** ChaCha20-Poly1305 (RFC 8439), of suites 3 and 6. */
export const chaCha20Poly1305: Aead = /* @__PURE__ */ aead("chacha20-poly1305", 32, false, chacha20poly1305)

/** AES-128-GCM-SIV (RFC 8452). In no registered suite: for compositions outside the RFC. */
export const aes128GcmSiv: Aead = /* @__PURE__ */ aead("aes-gcm-siv", 16, true, gcmsiv)
/** AES-256-GCM-SIV (RFC 8452). In no registered suite: for compositions outside the RFC. */
export const aes256GcmSiv: Aead = /* @__PURE__ */ aead("aes-gcm-siv", 32, true, gcmsiv)
