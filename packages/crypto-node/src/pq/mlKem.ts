import { type HpkeKem, type KeyPair, noDh, type Secret } from "@copath/contracts"
import { ml_kem1024, ml_kem768 } from "@noble/post-quantum/ml-kem.js"
import * as crypto from "node:crypto"
import { osRandom } from "../entropy.ts"
import { plain } from "../octets.ts"
import { type Lattice, nativeLattice } from "./nativeKeys.ts"
import { deriveSeed } from "./shake.ts"

/** Bytes of a secret key: the two seeds d and z of FIPS 203, algorithm 16. */
const seedSize = 64
/** Bytes of randomness in an encapsulation (algorithm 17). */
const messageSize = 32
/** Bytes of the seed of the matrix, at the end of an encapsulation key. */
const matrixSeedSize = 32
const modulus = 3329

/** The modulus check (FIPS 203, 7.2): each coefficient, of 12 bits, is below q. OpenSSL makes it too, when it imports a key, at ten times the cost. */
const belowModulus = (publicKey: Uint8Array): boolean => {
  for (let i = 0; i < publicKey.length - matrixSeedSize; i += 3) {
    const [a, b, c] = [publicKey[i] as number, publicKey[i + 1] as number, publicKey[i + 2] as number]
    if ((a | ((b & 15) << 8)) >= modulus || ((b >> 4) | (c << 4)) >= modulus) return false
  }
  return true
}

/**
 * ML-KEM (FIPS 203) as a KEM of HPKE (draft-ietf-hpke-pq, 3). Secret keys are seeds, so none can fail FIPS 203's check of a decapsulation key. A Node
 * without ML-KEM fails at the first use: see `hasPostQuantum`.
 */
const mlKem = (id: number, portable: typeof ml_kem768, arcs: Lattice["arcs"]): HpkeKem => {
  const { cipherText: kemOutputSize, publicKey: publicKeySize } = portable.lengths as { cipherText: number; publicKey: number }
  const { importPublic, keysOf } = nativeLattice({ publicKeySize, seedSize, arcs })
  const keyPair = (secretKey: Secret): KeyPair => ({ publicKey: keysOf(secretKey).publicKey.slice(), secretKey })
  const validPublicKey = (publicKey: Uint8Array): boolean => publicKey.length === publicKeySize && belowModulus(publicKey)
  return {
    id,
    kem: {
      publicKeySize,
      secretKeySize: seedSize,
      kemOutputSize,
      seedSize,
      derive: (ikm) => keyPair(deriveSeed(id, ikm, seedSize)),
      keyPair,
      validPublicKey
    },
    dh: noDh,
    encapsulate: (to, random) => {
      if (!validPublicKey(to)) return undefined
      if (random === osRandom) {
        const key = importPublic(to)
        if (key === undefined) return undefined
        const { ciphertext, sharedKey } = crypto.encapsulate(key)
        return { enc: plain(ciphertext), sharedSecret: plain(sharedKey) }
      }
      // OpenSSL has it, but Node lets nobody choose an encapsulation's randomness: a caller with a source of its own, a seeded one for instance, gets noble's.
      const message = random(messageSize)
      const { cipherText, sharedSecret } = portable.encapsulate(to, message.expose())
      message.wipe()
      return { enc: cipherText, sharedSecret }
    },
    decapsulate: (me, enc) => {
      if (enc.length !== kemOutputSize) return undefined
      const { key, publicKey } = keysOf(me.secretKey)
      // A DHKEM binds both halves of the receiver's pair; here the public one would go unread.
      return Buffer.compare(publicKey, me.publicKey) === 0 ? plain(crypto.decapsulate(key, enc)) : undefined
    }
  }
}

/** ML-KEM-768: NIST's category 3. */
export const mlKem768: HpkeKem = mlKem(0x0041, ml_kem768, [4, 2])
/** ML-KEM-1024: NIST's category 5. */
export const mlKem1024: HpkeKem = mlKem(0x0042, ml_kem1024, [4, 3])
