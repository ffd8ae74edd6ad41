import { type Aead, aeadFacts, type AeadId, type AeadsByKeySize, type Secret } from "@copath/contracts"
import { Mark } from "./mark.ts"

/** Bytes of every AEAD's tag, and of HPKE's. */
const { tagSize } = aeadFacts["aes-gcm"]

/** Eight bytes of the tag tell key and nonce; neither associated data nor plaintext is looked at. */
const tag = (key: Secret, nonce: Uint8Array): Mark => new Mark(0x61656164).take(key.expose()).take(nonce)

const aead = (id: AeadId, keySize: number): Aead => {
  const facts = aeadFacts[id]
  const demand = (key: Secret, nonce: Uint8Array): void => {
    if (key.length !== keySize) throw new RangeError(`${id} takes a key of ${keySize} bytes, not ${key.length}`)
    if (nonce.length !== facts.nonceSize) throw new RangeError(`${id} takes a nonce of ${facts.nonceSize} bytes, not ${nonce.length}`)
  }
  return {
    id,
    keySize,
    ...facts,
    seal: (key, nonce, _aad, plain) => {
      demand(key, nonce)
      return inClear(plain, tag(key, nonce))
    },
    open: (key, nonce, _aad, sealed) => {
      demand(key, nonce)
      return opened(sealed, tag(key, nonce))
    }
  }
}

/** The plaintext as it stands, with a tag behind it. */
export const inClear = (plain: Uint8Array, tag: Mark): Uint8Array => {
  const out = new Uint8Array(plain.length + tagSize)
  out.set(plain)
  tag.write(out, plain.length)
  return out
}

/** The plaintext of {@link inClear}, a copy: who opened it may wipe it, and the message is others' too. */
export const opened = (sealed: Uint8Array, tag: Mark): Uint8Array | undefined => {
  const length = sealed.length - tagSize
  return length >= 0 && tag.stands(sealed, length) ? sealed.slice(0, length) : undefined
}

/** Every AEAD by name and key size in bytes: sizes and limits of the real ones. */
export const aeads = {
  "aes-gcm": { 16: /* @__PURE__ */ aead("aes-gcm", 16), 32: /* @__PURE__ */ aead("aes-gcm", 32) },
  "aes-gcm-siv": { 16: /* @__PURE__ */ aead("aes-gcm-siv", 16), 32: /* @__PURE__ */ aead("aes-gcm-siv", 32) },
  "chacha20-poly1305": { 32: /* @__PURE__ */ aead("chacha20-poly1305", 32) }
} as const satisfies Readonly<Record<AeadId, AeadsByKeySize>>
