import { type Aead, type HpkeKem, type HpkePsk, type HpkePskMode, noBytes, Secret } from "@copath/contracts"
import type { HashFunction } from "./hashFunction.ts"
import { labeled } from "./labeled.ts"
import { concat } from "./octets.ts"

/** `mode_psk`. */
const psk = Uint8Array.of(1)

/** HPKE's PSK mode over any KEM, hash and AEAD (RFC 9180, 5.1.2), under message 0's nonce. An empty key or id is a defect. */
export const pskHpke = (kem: HpkeKem, hash: HashFunction, aead: Aead, aeadId: number): HpkePskMode => {
  const { expand, extract } = labeled(hash, "HPKE", kem.id, hash.kdfId, aeadId)

  /** `KeySchedule` (RFC 9180, 5.1); consumes `sharedSecret`. */
  const underMessageKey = <A>(
    sharedSecret: Uint8Array,
    info: Uint8Array,
    { id, secret }: HpkePsk,
    use: (key: Secret, nonce: Uint8Array) => A
  ): A => {
    if (id.length === 0 || secret.length === 0) throw new RangeError("PSK mode needs a key and an id")
    const context = concat(psk, extract(noBytes, "psk_id_hash", id), extract(noBytes, "info_hash", info))
    const mixed = extract(sharedSecret, "secret", secret.expose())
    const key = new Secret(expand(mixed, "key", context, aead.keySize))
    const result = use(key, expand(mixed, "base_nonce", context, aead.nonceSize))
    sharedSecret.fill(0)
    mixed.fill(0)
    key.wipe()
    return result
  }

  return {
    seal: (to, info, aad, plain, shared, random) => {
      const sender = kem.encapsulate(to, random)
      if (sender === undefined) return undefined
      const { enc: kemOutput, sharedSecret } = sender
      const ciphertext = underMessageKey(sharedSecret, info, shared, (key, nonce) => aead.seal(key, nonce, aad(kemOutput), plain))
      return { kemOutput, ciphertext }
    },
    open: (me, info, aad, { ciphertext, kemOutput }, shared) => {
      const sharedSecret = kem.decapsulate(me, kemOutput)
      if (sharedSecret === undefined) return undefined
      return underMessageKey(sharedSecret, info, shared, (key, nonce) => aead.open(key, nonce, aad, ciphertext))
    }
  }
}
