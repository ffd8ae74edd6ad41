import type { Aead, HpkeAuthMode, HpkeKem } from "@copath/contracts"
import type { HashFunction } from "./hashFunction.ts"
import { hpkeContexts, hpkeModes } from "./hpkeContext.ts"

/** HPKE's auth mode (RFC 9180, 5.1.3); `undefined` over a KEM that cannot tell who encapsulated. */
export const authHpke = (kem: HpkeKem, hash: HashFunction, aead: Aead, aeadId: number): HpkeAuthMode | undefined => {
  if (kem.auth === undefined) return undefined
  const { decapsulate, encapsulate } = kem.auth
  const { underMessageKey } = hpkeContexts(hpkeModes.auth, kem, hash, aead, aeadId)
  return {
    seal: (sender, to, info, aad, plain, random) => {
      const sent = encapsulate(sender, to, random)
      if (sent === undefined) return undefined
      const ciphertext = underMessageKey(sent.sharedSecret, info, (key, nonce) => aead.seal(key, nonce, aad, plain))
      return { kemOutput: sent.enc, ciphertext }
    },
    open: (me, sender, info, aad, { ciphertext, kemOutput }) => {
      const sharedSecret = decapsulate(me, sender, kemOutput)
      return sharedSecret === undefined
        ? undefined
        : underMessageKey(sharedSecret, info, (key, nonce) => aead.open(key, nonce, aad, ciphertext))
    }
  }
}
