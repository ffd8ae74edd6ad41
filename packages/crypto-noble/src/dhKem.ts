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

  /** `ExtractAndExpand`: the shared point alone does not bind the keys, the context does. */
  const sharedSecret = (dh: Uint8Array, ...context: ReadonlyArray<Uint8Array>): Uint8Array => {
    const prk = extract(noBytes, "eae_prk", dh)
    const shared = expand(prk, "shared_secret", concatBytes(...context), hash.size)
    dh.fill(0)
    prk.fill(0)
    return shared
  }

  /** The same of two agreed points, the ephemeral key's first. Consumes them; `undefined` if there is not each of them. */
  const sharedByTwo = (
    ephemeral: Uint8Array | undefined,
    sender: Uint8Array | undefined,
    ...context: ReadonlyArray<Uint8Array>
  ): Uint8Array | undefined => {
    const shared = ephemeral === undefined || sender === undefined ? undefined : sharedSecret(concatBytes(ephemeral, sender), ...context)
    ephemeral?.fill(0)
    sender?.fill(0)
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
    },
    auth: {
      encapsulate: (sender, to, random) => {
        const seed = random(secretKeySize)
        const { publicKey: enc, secretKey } = derive(seed)
        const fresh = group.agree(secretKey.expose(), to)
        seed.wipe()
        secretKey.wipe()
        const held = fresh === undefined ? undefined : group.agree(sender.secretKey.expose(), to)
        const shared = sharedByTwo(fresh, held, enc, to, sender.publicKey)
        return shared === undefined ? undefined : { enc, sharedSecret: shared }
      },
      decapsulate: (me, sender, enc) => {
        const fresh = group.agree(me.secretKey.expose(), enc)
        const held = fresh === undefined ? undefined : group.agree(me.secretKey.expose(), sender)
        return sharedByTwo(fresh, held, enc, me.publicKey, sender)
      }
    }
  }
}
