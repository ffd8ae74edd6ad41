import { type Aead, aeadFacts, type AeadId, type AeadsByKeySize } from "@copath/contracts"
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

const aead = (id: AeadId, keySize: number, construction: Construction): Aead => {
  const facts = aeadFacts[id]
  const withKey = (key: Uint8Array, nonce: Uint8Array, aad: Uint8Array) => {
    if (key.length !== keySize) throw new RangeError(`${id} takes a key of ${keySize} bytes, not ${key.length}`)
    if (nonce.length !== facts.nonceSize) throw new RangeError(`${id} takes a nonce of ${facts.nonceSize} bytes, not ${nonce.length}`)
    return construction(key, nonce, aad)
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

/** AES-128-GCM (RFC 5116), of suites 1 and 2. */
export const aes128Gcm: Aead = /* @__PURE__ */ aead("aes-gcm", 16, gcm)
/** AES-256-GCM (RFC 5116), of suites 4, 5 and 7. */
export const aes256Gcm: Aead = /* @__PURE__ */ aead("aes-gcm", 32, gcm)
/** ChaCha20-Poly1305 (RFC 8439), of suites 3 and 6. */
export const chaCha20Poly1305: Aead = /* @__PURE__ */ aead("chacha20-poly1305", 32, chacha20poly1305)

/** AES-128-GCM-SIV (RFC 8452). In no registered suite: for compositions outside the RFC. */
export const aes128GcmSiv: Aead = /* @__PURE__ */ aead("aes-gcm-siv", 16, gcmsiv)
/** AES-256-GCM-SIV (RFC 8452). In no registered suite: for compositions outside the RFC. */
export const aes256GcmSiv: Aead = /* @__PURE__ */ aead("aes-gcm-siv", 32, gcmsiv)

/** Every AEAD by name and key size in bytes: what `withAead` puts into a suite. */
export const aeads: Readonly<Record<AeadId, AeadsByKeySize>> = {
  "aes-gcm": { 16: aes128Gcm, 32: aes256Gcm },
  "aes-gcm-siv": { 16: aes128GcmSiv, 32: aes256GcmSiv },
  "chacha20-poly1305": { 32: chaCha20Poly1305 }
}
