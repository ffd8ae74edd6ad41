import { type Aead, type HpkeInfo, type HpkeKem, noBytes, oncePerInfo, Secret } from "@copath/contracts"
import { concatBytes } from "@noble/hashes/utils.js"
import type { HashFunction } from "./hashFunction.ts"
import { labeled } from "./labeled.ts"

/** What both sides make of a KEM's shared secret, which is consumed, and an `info`. */
export interface HpkeContext {
  /** What `use` makes of key and nonce of the first message. */
  readonly underMessageKey: <A>(sharedSecret: Uint8Array, info: Uint8Array | HpkeInfo, use: (key: Secret, nonce: Uint8Array) => A) => A
  /** A secret of `length` bytes for an exporter context. */
  readonly exported: (sharedSecret: Uint8Array, info: Uint8Array, exporterContext: Uint8Array, length: number) => Secret
}

/** `KeySchedule` (RFC 9180, 5.1) of a mode without a pre-shared key: `mode_base` is 0, `mode_auth` 2. Under message 0's nonce, for MLS sends no other in a context. */
export const hpkeContext = (mode: 0 | 2, kem: HpkeKem, hash: HashFunction, aead: Aead, aeadId: number): HpkeContext => {
  const { expand, extract } = labeled(hash, "HPKE", kem.id, hash.kdfId, aeadId)
  const modeOf = Uint8Array.of(mode)
  const pskIdHash = extract(noBytes, "psk_id_hash", noBytes)
  const contextOf = oncePerInfo((info) => concatBytes(modeOf, pskIdHash, extract(noBytes, "info_hash", info)))

  const withContext = <A>(
    sharedSecret: Uint8Array,
    info: Uint8Array | HpkeInfo,
    use: (derive: (label: string, length: number) => Uint8Array) => A
  ): A => {
    const context = contextOf(info)
    const secret = extract(sharedSecret, "secret", noBytes)
    const result = use((label, length) => expand(secret, label, context, length))
    sharedSecret.fill(0)
    secret.fill(0)
    return result
  }

  return {
    underMessageKey: (sharedSecret, info, use) =>
      withContext(sharedSecret, info, (derive) => {
        const key = new Secret(derive("key", aead.keySize))
        const result = use(key, derive("base_nonce", aead.nonceSize))
        key.wipe()
        return result
      }),
    exported: (sharedSecret, info, exporterContext, length) =>
      withContext(sharedSecret, info, (derive) => {
        const exporterSecret = derive("exp", hash.size)
        const secret = new Secret(expand(exporterSecret, "sec", exporterContext, length))
        exporterSecret.fill(0)
        return secret
      })
  }
}
