import { type Aead, aeadFacts, type AeadId, type AeadsByKeySize, equalBytes, type Secret } from "@copath/contracts"
import { Mixer } from "./mixer.ts"

/** Bytes of every AEAD's tag, and of HPKE's. */
const { tagSize } = aeadFacts["aes-gcm"]

/** Bytes into which a key and a nonce are mixed. */
const UNDER = 16

/** Seals under what a key and a nonce were mixed into. */
interface Sealing {
  readonly seal: (under: Uint8Array, aad: Uint8Array, plain: Uint8Array) => Uint8Array
  readonly open: (under: Uint8Array, aad: Uint8Array, sealed: Uint8Array) => Uint8Array | undefined
}

const tagOf = (under: Uint8Array, aad: Uint8Array, text: Uint8Array): Uint8Array =>
  new Mixer(0x74616720).take(under).take(aad).take(text).bytes(tagSize)

const stream = (from: Uint8Array): Mixer => new Mixer(0x73747265).take(from)

const together = (text: Uint8Array): Uint8Array => {
  const out = new Uint8Array(text.length + tagSize)
  out.set(text)
  return out
}

/** The stream depends on key and nonce, the tag on what was sealed with it: in GCM's and ChaCha20-Poly1305's way. */
export const streamed: Sealing = {
  seal: (under, aad, plain) => {
    const out = together(plain)
    stream(under).xor(out, 0, plain.length)
    out.set(tagOf(under, aad, out.subarray(0, plain.length)), plain.length)
    return out
  },
  open: (under, aad, sealed) => {
    const length = sealed.length - tagSize
    if (length < 0 || !equalBytes(tagOf(under, aad, sealed.subarray(0, length)), sealed.subarray(length))) return undefined
    const plain = sealed.slice(0, length)
    stream(under).xor(plain)
    return plain
  }
}

/** The tag depends on the plaintext, the stream on the tag: in GCM-SIV's way (RFC 8452). */
const synthetic: Sealing = {
  seal: (under, aad, plain) => {
    const out = together(plain)
    const tag = tagOf(under, aad, plain)
    stream(under).take(tag).xor(out, 0, plain.length)
    out.set(tag, plain.length)
    return out
  },
  open: (under, aad, sealed) => {
    const length = sealed.length - tagSize
    if (length < 0) return undefined
    const plain = sealed.slice(0, length)
    const tag = sealed.subarray(length)
    stream(under).take(tag).xor(plain)
    return equalBytes(tagOf(under, aad, plain), tag) ? plain : undefined
  }
}

const aead = (id: AeadId, kind: number, keySize: number, { open, seal }: Sealing): Aead => {
  const facts = aeadFacts[id]
  const under = (key: Secret, nonce: Uint8Array): Uint8Array => {
    if (key.length !== keySize) throw new RangeError(`${id} takes a key of ${keySize} bytes, not ${key.length}`)
    if (nonce.length !== facts.nonceSize) throw new RangeError(`${id} takes a nonce of ${facts.nonceSize} bytes, not ${nonce.length}`)
    return new Mixer(0x61656164).number(kind).take(key.expose()).take(nonce).bytes(UNDER)
  }
  return {
    id,
    keySize,
    ...facts,
    seal: (key, nonce, aad, plain) => seal(under(key, nonce), aad, plain),
    open: (key, nonce, aad, sealed) => open(under(key, nonce), aad, sealed)
  }
}

const gcm = (keySize: number) => aead("aes-gcm", 1, keySize, streamed)
const gcmSiv = (keySize: number) => aead("aes-gcm-siv", 2, keySize, synthetic)

/** Every AEAD by name and key size in bytes: sizes and limits of the real ones. */
export const aeads = {
  "aes-gcm": { 16: /* @__PURE__ */ gcm(16), 32: /* @__PURE__ */ gcm(32) },
  "aes-gcm-siv": { 16: /* @__PURE__ */ gcmSiv(16), 32: /* @__PURE__ */ gcmSiv(32) },
  "chacha20-poly1305": { 32: /* @__PURE__ */ aead("chacha20-poly1305", 3, 32, streamed) }
} as const satisfies Readonly<Record<AeadId, AeadsByKeySize>>
