import { type Dh, type Kem, noDh, type Secret } from "@copath/contracts"
import { Mark } from "./mark.ts"

/** What of a KEM can be seen from outside. Lengths in bytes. */
export interface KemSizes {
  /** Npk. */
  readonly publicKey: number
  /** Nsk. */
  readonly secretKey: number
  /** Nenc. */
  readonly kemOutput: number
  /** What an encapsulation draws, in one go. */
  readonly draw: number
  /** A Diffie-Hellman secret; none of a KEM without a group. */
  readonly agreed?: number
}

const group = (publicKey: number, secretKey: number, agreed = secretKey): KemSizes => ({
  publicKey,
  secretKey,
  kemOutput: publicKey,
  draw: secretKey,
  agreed
})

/** Of the KEMs that suites of ours have (RFC 9180, 7.1; draft-ietf-hpke-pq). */
export const kemSizes = {
  x25519: group(32, 32),
  x448: group(56, 56),
  p256: group(65, 32),
  p384: group(97, 48),
  p521: group(133, 66),
  mlKem768: { publicKey: 1184, secretKey: 64, kemOutput: 1088, draw: 32 },
  mlKem1024: { publicKey: 1568, secretKey: 64, kemOutput: 1568, draw: 32 },
  xWing: { publicKey: 1216, secretKey: 32, kemOutput: 1120, draw: 64 }
} as const satisfies Readonly<Record<string, KemSizes>>

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
export const countingDh = ({ agreed, publicKey }: KemSizes): Dh =>
  agreed === undefined
    ? noDh
    : {
        agree: (me, peer) => {
          if (peer.length !== publicKey) return undefined
          const [first, second] = before(me.publicKey, peer) ? [me.publicKey, peer] : [peer, me.publicKey]
          return new Mark(0x6468).take(first).take(second).secret(agreed)
        }
      }

const before = (a: Uint8Array, b: Uint8Array): boolean => {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return (a[i] as number) < (b[i] as number)
  return true
}
