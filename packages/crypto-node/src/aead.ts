import { type Aead, aeadFacts, type AeadId, type AeadsByKeySize, type Secret } from "@copath/contracts"
import { type CipherGCMTypes, createCipheriv, createDecipheriv, type KeyObject } from "node:crypto"
import { aes128GcmSiv, aes256GcmSiv } from "./gcmSiv.ts"
import { importedSecret } from "./importedSecret.ts"
import { concat } from "./octets.ts"

const aead = (id: AeadId, algorithm: "aes-128-gcm" | "aes-256-gcm" | "chacha20-poly1305", keySize: number): Aead => {
  const facts = aeadFacts[id]
  // Node's types know the third algorithm by another overload with the same options.
  const cipher = algorithm as CipherGCMTypes
  const { tagSize } = facts
  const options = { authTagLength: tagSize }
  const check = (key: Secret, nonce: Uint8Array): KeyObject => {
    if (key.length !== keySize) throw new RangeError(`${id} takes a key of ${keySize} bytes, not ${key.length}`)
    if (nonce.length !== facts.nonceSize) throw new RangeError(`${id} takes a nonce of ${facts.nonceSize} bytes, not ${nonce.length}`)
    return importedSecret(key)
  }
  return {
    id,
    keySize,
    ...facts,
    seal: (key, nonce, aad, plain) => {
      const sealer = createCipheriv(cipher, check(key, nonce), nonce, options)
      sealer.setAAD(aad)
      const body = sealer.update(plain)
      sealer.final()
      return concat(body, sealer.getAuthTag())
    },
    open: (key, nonce, aad, sealed) => {
      const object = check(key, nonce)
      if (sealed.length < tagSize) return undefined
      const opener = createDecipheriv(cipher, object, nonce, options)
      opener.setAuthTag(sealed.subarray(sealed.length - tagSize))
      opener.setAAD(aad)
      const body = opener.update(sealed.subarray(0, sealed.length - tagSize))
      try {
        opener.final()
      } catch {
        body.fill(0)
        return undefined
      }
      return new Uint8Array(body.buffer, body.byteOffset, body.length)
    }
  }
}

/** AES-128-GCM (RFC 5116), of suites 1 and 2. */
export const aes128Gcm: Aead = aead("aes-gcm", "aes-128-gcm", 16)
/** AES-256-GCM (RFC 5116), of suites 4, 5 and 7. */
export const aes256Gcm: Aead = aead("aes-gcm", "aes-256-gcm", 32)
/** ChaCha20-Poly1305 (RFC 8439), of suites 3 and 6. */
export const chaCha20Poly1305: Aead = aead("chacha20-poly1305", "chacha20-poly1305", 32)

/** Every AEAD by name and key size in bytes: what `withAead` puts into a suite. */
export const aeads: Readonly<Record<AeadId, AeadsByKeySize>> = {
  "aes-gcm": { 16: aes128Gcm, 32: aes256Gcm },
  "aes-gcm-siv": { 16: aes128GcmSiv, 32: aes256GcmSiv },
  "chacha20-poly1305": { 32: chaCha20Poly1305 }
}
