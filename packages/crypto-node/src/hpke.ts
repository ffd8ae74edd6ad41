import { type Aead, type Hpke, type HpkeKem, noBytes, Secret } from "@copath/contracts"
import { aes128Gcm, aes256Gcm, chaCha20Poly1305 } from "./aead.ts"
import type { HashFunction } from "./hashFunction.ts"
import { labeled } from "./labeled.ts"
import { concat } from "./octets.ts"

/** The AEADs that MLS uses, each with RFC 9180's number of it (7.3). */
export const hpkeAeads = {
  aes128: { aead: aes128Gcm, aeadId: 1 },
  aes256: { aead: aes256Gcm, aeadId: 2 },
  chaCha20: { aead: chaCha20Poly1305, aeadId: 3 }
} as const

/** The secret of one HPKE context (RFC 9180, 5.1), from which the labels "key", "base_nonce" and "exp" lead on. */
interface HpkeContext {
  readonly derive: (label: "key" | "base_nonce" | "exp", length: number) => Uint8Array
  readonly wipe: () => void
}

/** Bytes at either end of a long `info`. */
const END = 4096

/** `mode_base`. */
const base = Uint8Array.of(0)

/** HPKE's base mode over any KEM, hash and AEAD. Under message 0's nonce, for MLS sends no other in a context. */
export const baseHpke = (kem: HpkeKem, hash: HashFunction, aead: Aead, aeadId: number): Hpke => {
  const { expand, extract } = labeled(hash, "HPKE", kem.id, hash.kdfId, aeadId)
  const pskIdHash = extract(noBytes, "psk_id_hash", noBytes)

  // A commit seals under one `info` many times in a row, and a receiver opens under it once more: the last one's hash is kept. Compared by its bytes; of a
  // long one that is the very same array only both ends, for the Welcome of n joiners is sealed n times under an info of n leaves. So a caller
  // may not write into the middle of a long one between two calls, as the contract says.
  let lastInfo: Uint8Array | undefined
  let lastArray: Uint8Array | undefined
  let lastContext = noBytes
  const isLast = (info: Uint8Array): boolean => {
    if (lastInfo === undefined || lastInfo.length !== info.length) return false
    if (info !== lastArray || info.length <= 2 * END) return Buffer.compare(lastInfo, info) === 0
    return (
      Buffer.compare(lastInfo.subarray(0, END), info.subarray(0, END)) === 0 &&
      Buffer.compare(lastInfo.subarray(-END), info.subarray(-END)) === 0
    )
  }
  const contextOf = (info: Uint8Array): Uint8Array => {
    if (!isLast(info)) {
      lastInfo = new Uint8Array(info)
      lastArray = info
      lastContext = concat(base, pskIdHash, extract(noBytes, "info_hash", info))
    }
    return lastContext
  }

  /** `KeySchedule`; consumes `sharedSecret`. */
  const keySchedule = (sharedSecret: Uint8Array, info: Uint8Array): HpkeContext => {
    const context = contextOf(info)
    const secret = extract(sharedSecret, "secret", noBytes)
    sharedSecret.fill(0)
    return { derive: (label, length) => expand(secret, label, context, length), wipe: () => void secret.fill(0) }
  }

  const underMessageKey = <A>(sharedSecret: Uint8Array, info: Uint8Array, use: (key: Secret, nonce: Uint8Array) => A): A => {
    const context = keySchedule(sharedSecret, info)
    const key = new Secret(context.derive("key", aead.keySize))
    const result = use(key, context.derive("base_nonce", aead.nonceSize))
    context.wipe()
    key.wipe()
    return result
  }

  const exported = (sharedSecret: Uint8Array, info: Uint8Array, exporterContext: Uint8Array, length: number): Secret => {
    const context = keySchedule(sharedSecret, info)
    const exporterSecret = context.derive("exp", hash.size)
    const secret = new Secret(expand(exporterSecret, "sec", exporterContext, length))
    context.wipe()
    exporterSecret.fill(0)
    return secret
  }

  return {
    seal: (to, info, aad, plain, random) => {
      const sender = kem.encapsulate(to, random)
      if (sender === undefined) return undefined
      const ciphertext = underMessageKey(sender.sharedSecret, info, (key, nonce) => aead.seal(key, nonce, aad, plain))
      return { kemOutput: sender.enc, ciphertext }
    },
    open: (me, info, aad, { ciphertext, kemOutput }) => {
      const sharedSecret = kem.decapsulate(me, kemOutput)
      if (sharedSecret === undefined) return undefined
      return underMessageKey(sharedSecret, info, (key, nonce) => aead.open(key, nonce, aad, ciphertext))
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
