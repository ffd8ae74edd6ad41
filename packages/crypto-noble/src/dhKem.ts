import { type Dh, type HpkeKem, type Kem, type KeyPair, noBytes, Secret } from "@copath/contracts"
import { concatBytes } from "@noble/hashes/utils.js"
import type { DhGroup } from "./dhGroup.ts"
import { labeled } from "./labeled.ts"

/** DHKEM (RFC 9180, 4.1): key pairs for the suite, encapsulation for HPKE. */
export const dhKem = (group: DhGroup): HpkeKem => {
  const { hash, kemId, publicKeySize, secretKeySize } = group
  const { expand, extract } = labeled(hash, "KEM", kemId)

  const pairOf = (secretKey: Uint8Array): KeyPair => ({ publicKey: group.publicKey(secretKey), secretKey: new Secret(secretKey) })

  const derive = (ikm: Secret): KeyPair => {
    const prk = extract(noBytes, "dkp_prk", ikm.expose())
    const secretKey = group.secretKey((label, info) => expand(prk, label, info, secretKeySize))
    prk.fill(0)
    return pairOf(secretKey)
  }

  /** `ExtractAndExpand`: the shared point alone does not bind the two keys, the context does. */
  const sharedSecret = (dh: Uint8Array, enc: Uint8Array, receiver: Uint8Array): Uint8Array => {
    const prk = extract(noBytes, "eae_prk", dh)
    const shared = expand(prk, "shared_secret", concatBytes(enc, receiver), hash.size)
    dh.fill(0)
    prk.fill(0)
    return shared
  }

  const kem: Kem = {
    publicKeySize,
    secretKeySize,
    kemOutputSize: publicKeySize,
    seedSize: secretKeySize,
    derive,
    keyPair: (secretKey) => ({ publicKey: group.publicKey(secretKey.expose()), secretKey }),
    validPublicKey: group.validPublicKey
  }

  const dh: Dh = {
    agree: (me, peer) => {
      const shared = group.agree(me.secretKey.expose(), peer)
      return shared === undefined ? undefined : new Secret(shared)
    }
  }

  return {
    id: kemId,
    kem,
    dh,
    encapsulate: (to, random) => {
      const seed = random(secretKeySize)
      const { publicKey: enc, secretKey } = derive(seed)
      const shared = group.agree(secretKey.expose(), to)
      seed.wipe()
      secretKey.wipe()
      return shared === undefined ? undefined : { enc, sharedSecret: sharedSecret(shared, enc, to) }
    },
    decapsulate: (me, enc) => {
      const shared = group.agree(me.secretKey.expose(), enc)
      return shared === undefined ? undefined : sharedSecret(shared, enc, me.publicKey)
    }
  }
}
