import type { Aead, Hpke, HpkeKem } from "@copath/contracts"
import { aes128Gcm, aes256Gcm, chaCha20Poly1305 } from "./aead.ts"
import type { HashFunction } from "./hashFunction.ts"
import { hpkeContext } from "./hpkeContext.ts"

/** The AEADs that MLS uses, each with RFC 9180's number of it (7.3). */
export const hpkeAeads = {
  aes128: { aead: aes128Gcm, aeadId: 1 },
  aes256: { aead: aes256Gcm, aeadId: 2 },
  chaCha20: { aead: chaCha20Poly1305, aeadId: 3 }
} as const

/** HPKE's base mode over any KEM, hash and AEAD. */
export const baseHpke = (kem: HpkeKem, hash: HashFunction, aead: Aead, aeadId: number): Hpke => {
  const { exported, underMessageKey } = hpkeContext(0, kem, hash, aead, aeadId)
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
