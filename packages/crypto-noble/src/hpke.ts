import { type Aead, type Hpke, type HpkeKem, noBytes, Secret } from "@copath/contracts"
import { concatBytes } from "@noble/hashes/utils.js"
import { aes128Gcm, aes256Gcm, chaCha20Poly1305 } from "./aead.ts"
import type { HashFunction } from "./hashFunction.ts"
import { labeled } from "./labeled.ts"

/** The AEADs that MLS uses, each with RFC 9180's number of it (7.3). */
export const hpkeAeads = {
  aes128: { aead: aes128Gcm, aeadId: 1 },
  aes256: { aead: aes256Gcm, aeadId: 2 },
  chaCha20: { aead: chaCha20Poly1305, aeadId: 3 }
} as const

/** `mode_base`. */
const base = Uint8Array.of(0)

/** HPKE's base mode over any KEM, hash and AEAD. Under message 0's nonce, for MLS sends no other in a context. */
export const baseHpke = (kem: HpkeKem, hash: HashFunction, aead: Aead, aeadId: number): Hpke => {
  const { expand, extract } = labeled(hash, "HPKE", kem.id, hash.kdfId, aeadId)
  const pskIdHash = extract(noBytes, "psk_id_hash", noBytes)

  /** `KeySchedule` (RFC 9180, 5.1); consumes `sharedSecret`. */
  const withContext = <A>(
    sharedSecret: Uint8Array,
    info: Uint8Array,
    use: (derive: (label: string, length: number) => Uint8Array) => A
  ): A => {
    const context = concatBytes(base, pskIdHash, extract(noBytes, "info_hash", info))
    const secret = extract(sharedSecret, "secret", noBytes)
    const result = use((label, length) => expand(secret, label, context, length))
    sharedSecret.fill(0)
    secret.fill(0)
    return result
  }

  const messageKey = (sharedSecret: Uint8Array, info: Uint8Array) =>
    withContext(sharedSecret, info, (derive) => ({
      key: new Secret(derive("key", aead.keySize)),
      baseNonce: derive("base_nonce", aead.nonceSize)
    }))

  const exported = (sharedSecret: Uint8Array, info: Uint8Array, exporterContext: Uint8Array, length: number): Secret =>
    withContext(sharedSecret, info, (derive) => {
      const exporterSecret = derive("exp", hash.size)
      const secret = new Secret(expand(exporterSecret, "sec", exporterContext, length))
      exporterSecret.fill(0)
      return secret
    })

  return {
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
