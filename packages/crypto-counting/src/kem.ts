import { type Dh, type Kem, type KemSizes, noDh, type Secret } from "@copath/contracts"
import { Mark } from "./mark.ts"

const publicKeyOf = (secretKey: Uint8Array, size: number): Uint8Array => new Mark(0x6b706b).take(secretKey).bytes(size)

/** Key pairs: a public key is the mark of its secret key. */
export const countingKem = (sizes: KemSizes): Kem => {
  const keyPair = (secretKey: Secret) => {
    if (secretKey.length !== sizes.secretKey) {
      throw new RangeError(`a secret key has ${sizes.secretKey} bytes, not ${secretKey.length}`)
    }
    return { publicKey: publicKeyOf(secretKey.expose(), sizes.publicKey), secretKey }
  }
  return {
    publicKeySize: sizes.publicKey,
    secretKeySize: sizes.secretKey,
    kemOutputSize: sizes.kemOutput,
    seedSize: sizes.secretKey,
    derive: (ikm) => keyPair(new Mark(0x6b736b).take(ikm.expose()).secret(sizes.secretKey)),
    keyPair,
    validPublicKey: (publicKey) => publicKey.length === sizes.publicKey
  }
}

/** Both sides take the mark of both public keys, the smaller first. */
export const countingDh = ({ group, publicKey }: KemSizes): Dh =>
  group === undefined
    ? noDh
    : {
        agree: (me, peer) => {
          if (peer.length !== publicKey) return undefined
          const [first, second] = before(me.publicKey, peer) ? [me.publicKey, peer] : [peer, me.publicKey]
          return new Mark(0x6468).take(first).take(second).secret(group.agreed)
        }
      }

const before = (a: Uint8Array, b: Uint8Array): boolean => {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return (a[i] as number) < (b[i] as number)
  return true
}
