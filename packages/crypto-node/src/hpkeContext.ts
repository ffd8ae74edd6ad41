import { type Aead, type HpkeInfo, type HpkeKem, noBytes, oncePerInfo, Secret } from "@copath/contracts"
import type { HashFunction } from "./hashFunction.ts"
import { labeled } from "./labeled.ts"
import { concat } from "./octets.ts"

/** The modes of HPKE that need no pre-shared key, by their numbers (RFC 9180, 5). */
export const hpkeModes = { base: 0, auth: 2 } as const

/** The contexts of one mode (RFC 9180, 5.1). Shared secrets are consumed. */
export interface HpkeContexts {
  /** Under message 0's key and nonce, for MLS sends no other in a context. */
  readonly underMessageKey: <A>(sharedSecret: Uint8Array, info: Uint8Array | HpkeInfo, use: (key: Secret, nonce: Uint8Array) => A) => A
  /** `Export`. */
  readonly exported: (sharedSecret: Uint8Array, info: Uint8Array, exporterContext: Uint8Array, length: number) => Secret
}

/** The secret of one context, from which the labels "key", "base_nonce" and "exp" lead on. */
interface HpkeContext {
  readonly derive: (label: "key" | "base_nonce" | "exp", length: number) => Uint8Array
  readonly wipe: () => void
}

/** `KeySchedule` of a mode over any KEM, hash and AEAD. */
export const hpkeContexts = (
  mode: (typeof hpkeModes)[keyof typeof hpkeModes],
  kem: HpkeKem,
  hash: HashFunction,
  aead: Aead,
  aeadId: number
): HpkeContexts => {
  const { expand, extract } = labeled(hash, "HPKE", kem.id, hash.kdfId, aeadId)
  const beginning = concat(Uint8Array.of(mode), extract(noBytes, "psk_id_hash", noBytes))
  const contextOf = oncePerInfo((info) => concat(beginning, extract(noBytes, "info_hash", info)))

  const keySchedule = (sharedSecret: Uint8Array, info: Uint8Array | HpkeInfo): HpkeContext => {
    const context = contextOf(info)
    const secret = extract(sharedSecret, "secret", noBytes)
    sharedSecret.fill(0)
    return { derive: (label, length) => expand(secret, label, context, length), wipe: () => void secret.fill(0) }
  }

  return {
    underMessageKey: (sharedSecret, info, use) => {
      const context = keySchedule(sharedSecret, info)
      const key = new Secret(context.derive("key", aead.keySize))
      const result = use(key, context.derive("base_nonce", aead.nonceSize))
      context.wipe()
      key.wipe()
      return result
    },
    exported: (sharedSecret, info, exporterContext, length) => {
      const context = keySchedule(sharedSecret, info)
      const exporterSecret = context.derive("exp", hash.size)
      const secret = new Secret(expand(exporterSecret, "sec", exporterContext, length))
      context.wipe()
      exporterSecret.fill(0)
      return secret
    }
  }
}
