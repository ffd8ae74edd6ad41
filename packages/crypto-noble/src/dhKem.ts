import { type Dh, type Kem, type KeyPair, noBytes, type Random, Secret } from "@copath/contracts"
import { concatBytes } from "@noble/hashes/utils.js"
import type { DhGroup } from "./dhGroup.ts"
import { labeled } from "./labeled.ts"

/** What a sender and a receiver share, and what the sender must transmit for it. Both of the KEM's sizes. */
export interface Encapsulated {
  readonly sharedSecret: Uint8Array
  readonly enc: Uint8Array
}

/** DHKEM (RFC 9180, 4.1): key pairs for the suite, encapsulation for HPKE. */
export interface DhKem {
  readonly id: number
  readonly kem: Kem
  readonly dh: Dh
  /** `Encap`; `undefined` when `to` is no usable public key. */
  readonly encapsulate: (to: Uint8Array, random: Random) => Encapsulated | undefined
  /** `Decap`; `undefined` when `enc` is no usable public key. */
  readonly decapsulate: (me: KeyPair, enc: Uint8Array) => Uint8Array | undefined
}

export const dhKem = (group: DhGroup): DhKem => {
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
