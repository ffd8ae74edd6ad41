import { type Aead, type Hpke, noBytes, Secret } from "@copath/contracts"
import { concatBytes } from "@noble/hashes/utils.js"
import type { DhKem } from "./dhKem.ts"
import type { HashFunction } from "./hashFunction.ts"
import { labeled } from "./labeled.ts"

/** RFC 9180's numbers of the AEADs that MLS uses (7.3). */
export const aeadIds = { "aes-128-gcm": 1, "aes-256-gcm": 2, "chacha20-poly1305": 3 } as const

/** The secrets of one HPKE context in base mode (RFC 9180, 5.1). */
export interface HpkeContext {
  readonly key: Secret
  /** Message 0's nonce, and MLS sends no other. */
  readonly baseNonce: Uint8Array
  readonly exporterSecret: Uint8Array
}

/** HPKE's base mode over any KEM, hash and AEAD. */
export interface BaseHpke extends Hpke {
  /** `KeySchedule` (RFC 9180, 5.1); consumes `sharedSecret`. */
  readonly keySchedule: (sharedSecret: Uint8Array, info: Uint8Array) => HpkeContext
}

/** `mode_base`. */
const base = Uint8Array.of(0)

export const baseHpke = (kem: DhKem, hash: HashFunction, aead: Aead, aeadId: number): BaseHpke => {
  const { expand, extract } = labeled(hash, "HPKE", kem.id, hash.kdfId, aeadId)
  const pskIdHash = extract(noBytes, "psk_id_hash", noBytes)

  const withSecret = <A>(sharedSecret: Uint8Array, info: Uint8Array, use: (secret: Uint8Array, context: Uint8Array) => A): A => {
    const context = concatBytes(base, pskIdHash, extract(noBytes, "info_hash", info))
    const secret = extract(sharedSecret, "secret", noBytes)
    const result = use(secret, context)
    sharedSecret.fill(0)
    secret.fill(0)
    return result
  }

  const messageKey = (sharedSecret: Uint8Array, info: Uint8Array) =>
    withSecret(sharedSecret, info, (secret, context) => ({
      key: new Secret(expand(secret, "key", context, aead.keySize)),
      baseNonce: expand(secret, "base_nonce", context, aead.nonceSize)
    }))

  const exporter = (sharedSecret: Uint8Array, info: Uint8Array): Uint8Array =>
    withSecret(sharedSecret, info, (secret, context) => expand(secret, "exp", context, hash.size))

  const exported = (sharedSecret: Uint8Array, info: Uint8Array, exporterContext: Uint8Array, length: number): Secret => {
    const exporterSecret = exporter(sharedSecret, info)
    const secret = new Secret(expand(exporterSecret, "sec", exporterContext, length))
    exporterSecret.fill(0)
    return secret
  }

  return {
    keySchedule: (sharedSecret, info) => ({ ...messageKey(sharedSecret.slice(), info), exporterSecret: exporter(sharedSecret, info) }),
    seal: (to, info, aad, plain, random) => {
      const sender = kem.encapsulate(to, random)
      if (sender === undefined) return undefined
      const { baseNonce, key } = messageKey(sender.sharedSecret, info)
      const ciphertext = aead.seal(key, baseNonce, aad, plain)
      key.wipe()
      return { kemOutput: sender.enc, ciphertext }
    },
    open: (me, info, aad, { ciphertext, kemOutput }) => {
      const sharedSecret = kem.decapsulate(me, kemOutput)
      if (sharedSecret === undefined) return undefined
      const { baseNonce, key } = messageKey(sharedSecret, info)
      const plain = aead.open(key, baseNonce, aad, ciphertext)
      key.wipe()
      return plain
    },
    sendExport: (to, info, exporterContext, length, random) => {
      const sender = kem.encapsulate(to, random)
      if (sender === undefined) return undefined
      return { kemOutput: sender.enc, secret: exported(sender.sharedSecret, info, exporterContext, length) }
    },
    receiveExport: (me, kemOutput, info, exporterContext, length) => {
      const sharedSecret = kem.decapsulate(me, kemOutput)
      return sharedSecret === undefined ? undefined : exported(sharedSecret, info, exporterContext, length)
    }
  }
}
