import { createCipheriv, createDecipheriv, createHmac } from "node:crypto"
import { encode, uint32 } from "@copath/codec"
import { kdfLabel } from "@copath/wire"

/**
 * An audio frame of the DAVE protocol, with nothing of it in clear:
 *
 *     ciphertext | tag, cut to 8 bytes | counter, LEB128 | size of all but the ciphertext, 1 byte | 0xFAFA
 *
 * The counter fills the last 4 bytes of the nonce, least significant first; its highest byte is the generation of the key.
 */
const TAG = 8
const MARKER = 0xfafa
const KEY = 16
const algorithm = "aes-128-gcm"

/** The label under which a sender's base secret is exported; the context is its user id, least significant byte first. */
export const SENDER_LABEL = "Discord Secure Frames v0"

/** The context of that export. */
export const senderContext = (userId: bigint): Uint8Array => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(userId)
  return bytes
}

/**
 * `DeriveTreeSecret(base, "key", 0, 16)` (RFC 9420, 9.1) over SHA-256. DAVE's base secrets have 16 bytes and HKDF-Expand asks for 32 or more (RFC
 * 5869, 2.3), which our cipher suites insist on: so here it is by hand.
 */
const keyOf = (base: Uint8Array): Uint8Array => {
  const info = encode(kdfLabel, { length: KEY, label: Buffer.from("MLS 1.0 key"), context: encode(uint32, 0) })
  return createHmac("sha256", base).update(info).update(Uint8Array.of(1)).digest().subarray(0, KEY)
}

const nonceOf = (counter: number): Uint8Array => {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32LE(counter, 8)
  return nonce
}

/** Seals the first few frames of an epoch: the counter is below 128, so the key is of generation 0. */
export const sealFrame = (base: Uint8Array, counter: number, sound: Uint8Array): Uint8Array => {
  const cipher = createCipheriv(algorithm, keyOf(base), nonceOf(counter), { authTagLength: TAG })
  const ciphertext = Buffer.concat([cipher.update(sound), cipher.final()])
  const tail = Buffer.from([counter, TAG + 4, MARKER >> 8, MARKER & 0xff])
  return Buffer.concat([ciphertext, cipher.getAuthTag(), tail])
}

/** Opens a frame that was sealed like that. Throws when it is no such frame or does not open. */
export const openFrame = (base: Uint8Array, frame: Uint8Array): Uint8Array => {
  const bytes = Buffer.from(frame)
  const end = bytes.length - TAG - 4
  const [counter = 0x80, size] = bytes.subarray(end + TAG)
  if (end < 0 || bytes.readUInt16BE(bytes.length - 2) !== MARKER || size !== TAG + 4 || counter >= 0x80) {
    throw new Error("no audio frame of the first generation")
  }
  const decipher = createDecipheriv(algorithm, keyOf(base), nonceOf(counter), { authTagLength: TAG })
  decipher.setAuthTag(bytes.subarray(end, end + TAG))
  return Buffer.concat([decipher.update(bytes.subarray(0, end)), decipher.final()])
}
