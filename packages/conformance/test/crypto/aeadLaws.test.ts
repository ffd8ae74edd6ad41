import { type Aead, noBytes, type Secret } from "@copath/contracts"
import { createCipheriv, createDecipheriv } from "node:crypto"
import { describe } from "vitest"
import { aeadLaws } from "../../src/index.ts"
import { everyLawBites } from "./bites.ts"

const checked = (key: Secret, nonce: Uint8Array): Uint8Array => {
  if (key.length !== 16 || nonce.length !== 12) throw new RangeError("a key of 16 bytes and a nonce of 12")
  return key.expose()
}

const sound: Aead = {
  id: "aes-gcm",
  keySize: 16,
  nonceSize: 12,
  tagSize: 16,
  misuseResistant: false,
  maxMessagesPerKey: 23_726_566n,
  seal: (key, nonce, aad, plain) => {
    const cipher = createCipheriv("aes-128-gcm", checked(key, nonce), nonce).setAAD(aad)
    return new Uint8Array(Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]))
  },
  open: (key, nonce, aad, sealed) => {
    const decipher = createDecipheriv("aes-128-gcm", checked(key, nonce), nonce).setAAD(aad)
    if (sealed.length < 16) return undefined
    decipher.setAuthTag(sealed.subarray(-16))
    const plain = decipher.update(sealed.subarray(0, -16))
    try {
      decipher.final()
      return new Uint8Array(plain)
    } catch {
      return undefined
    }
  }
}
const { open, seal } = sound

/** Depends on the plaintext's first byte alone: the nonce of a construction that claims too much. */
const half = (nonce: Uint8Array, plain: Uint8Array): Uint8Array => nonce.with(0, plain[0] ?? 0)

let counter = 0
const remembered = new Map<string, Uint8Array>()

describe("the laws of an AEAD", () => {
  everyLawBites(aeadLaws, sound, {
    "a tag cut in half": ["sealing and opening", { ...sound, seal: (k, n, a, p) => seal(k, n, a, p).slice(0, -8) }],
    "a ciphertext that is never the same": [
      "sealing is a function",
      { ...sound, seal: (k, n, a, p) => new Uint8Array([...seal(k, n, a, p), ++counter & 255]) }
    ],
    "an argument that is overwritten": [
      "sealing is a function",
      {
        ...sound,
        seal: (k, n, a, p) => {
          const sealed = seal(k, n, a, p)
          p.fill(0)
          return sealed
        }
      }
    ],
    "a tag that is not looked at": [
      "a ciphertext with any one bit",
      { ...sound, open: (k, n, a, s) => open(k, n, a, s) ?? s.slice(0, -16) }
    ],
    "associated data that is left out": [
      "another key, nonce or associated data",
      { ...sound, seal: (k, n, _a, p) => seal(k, n, noBytes, p), open: (k, n, _a, s) => open(k, n, noBytes, s) }
    ],
    "an exception for what is too short": [
      "a truncated, extended",
      {
        ...sound,
        open: (k, n, a, s) => {
          if (s.length < 16) throw new RangeError("too short")
          return open(k, n, a, s)
        }
      }
    ],
    "a nonce of any size": ["a key or a nonce of the wrong size", { ...sound, seal: (k, n, a, p) => seal(k, n.slice(0, 12), a, p) }],
    "a flag that claims too much": ["under one nonce, ciphertexts differ", { ...sound, misuseResistant: true }],
    "a nonce made from the beginning of the plaintext, called misuse resistance": [
      "under one nonce, a change of the last bit",
      { ...sound, misuseResistant: true, seal: (k, n, a, p) => seal(k, half(n, p), a, p) }
    ],
    "a limit of no messages": ["there is a limit", { ...sound, maxMessagesPerKey: 0n }],
    "a limit beyond the nonces": ["there is a limit", { ...sound, maxMessagesPerKey: 1n << 97n }],
    "a key that outlives its wiping": [
      "a wiped key",
      {
        ...sound,
        seal: (k, n, a, p) => {
          const sealed = seal(k, n, a, p)
          remembered.set(Buffer.from(sealed).toString("hex"), p.slice())
          return sealed
        },
        open: (_k, _n, _a, s) => remembered.get(Buffer.from(s).toString("hex"))
      }
    ]
  })
})
