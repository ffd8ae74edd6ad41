import type { Aead, Secret } from "@copath/contracts"
import { type CipherGCMTypes, createCipheriv, createDecipheriv, createSecretKey, KeyObject } from "node:crypto"

const nonceSize = 12
const tagSize = 16

/** Node 24 takes four times as long over raw key bytes as over a KeyObject, which costs little to make; it is kept with the key. */
const imported = (key: Secret): KeyObject => {
  if (key.held instanceof KeyObject && key.held.type === "secret") return key.held
  const object = createSecretKey(key.expose())
  key.held = object
  return object
}

const joined = (head: Uint8Array, tail: Uint8Array): Uint8Array => {
  const whole = new Uint8Array(head.length + tail.length)
  whole.set(head)
  whole.set(tail, head.length)
  return whole
}

const aead = (id: Aead["id"], algorithm: "aes-128-gcm" | "aes-256-gcm" | "chacha20-poly1305", keySize: number): Aead => {
  // Node's types know the third algorithm by another overload with the same options.
  const cipher = algorithm as CipherGCMTypes
  const options = { authTagLength: tagSize }
  const check = (key: Secret, nonce: Uint8Array): KeyObject => {
    if (key.length !== keySize) throw new RangeError(`${id} takes a key of ${keySize} bytes, not ${key.length}`)
    if (nonce.length !== nonceSize) throw new RangeError(`${id} takes a nonce of ${nonceSize} bytes, not ${nonce.length}`)
    return imported(key)
  }
  return {
    id,
    keySize,
    nonceSize,
    tagSize,
    misuseResistant: false,
    seal: (key, nonce, aad, plain) => {
      const sealer = createCipheriv(cipher, check(key, nonce), nonce, options)
      sealer.setAAD(aad)
      const body = sealer.update(plain)
      sealer.final()
      return joined(body, sealer.getAuthTag())
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
