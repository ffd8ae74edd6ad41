import type { Aead, HpkeAuthMode, HpkeKem } from "@copath/contracts"
import type { HashFunction } from "./hashFunction.ts"
import { hpkeContext } from "./hpkeContext.ts"

/** HPKE's auth mode over any KEM that has one, hash and AEAD (RFC 9180, 5.1.3); `undefined` over another KEM. */
export const authHpke = (kem: HpkeKem, hash: HashFunction, aead: Aead, aeadId: number): HpkeAuthMode | undefined => {
  const { auth } = kem
  if (auth === undefined) return undefined
  const { underMessageKey } = hpkeContext(2, kem, hash, aead, aeadId)
  return {
    seal: (sender, to, info, aad, plain, random) => {
      const encapsulated = auth.encapsulate(sender, to, random)
      if (encapsulated === undefined) return undefined
      const { enc: kemOutput, sharedSecret } = encapsulated
      return { kemOutput, ciphertext: underMessageKey(sharedSecret, info, (key, nonce) => aead.seal(key, nonce, aad, plain)) }
    },
    open: (me, sender, info, aad, { ciphertext, kemOutput }) => {
      const sharedSecret = auth.decapsulate(me, sender, kemOutput)
      if (sharedSecret === undefined) return undefined
      return underMessageKey(sharedSecret, info, (key, nonce) => aead.open(key, nonce, aad, ciphertext))
    }
  }
}
