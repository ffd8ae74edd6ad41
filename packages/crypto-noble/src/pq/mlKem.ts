import { equalBytes, type HpkeKem, type KeyPair, noDh, type Secret } from "@copath/contracts"
import { ml_kem1024, ml_kem768 } from "@noble/post-quantum/ml-kem.js"
import { deriveSeed } from "./deriveSeed.ts"
import { expansionOf } from "./expansion.ts"

/** Bytes of a secret key: the two seeds d and z of FIPS 203, algorithm 16. */
const seedSize = 64
/** Bytes of randomness in an encapsulation (algorithm 17). */
const messageSize = 32
/** Bytes of the seed of the matrix, at the end of an encapsulation key. */
const matrixSeedSize = 32
const modulus = 3329

/** The modulus check (FIPS 203, 7.2): each coefficient, of 12 bits, is below q. */
const belowModulus = (publicKey: Uint8Array): boolean => {
  for (let i = 0; i < publicKey.length - matrixSeedSize; i += 3) {
    const [a, b, c] = [publicKey[i] as number, publicKey[i + 1] as number, publicKey[i + 2] as number]
    if ((a | ((b & 15) << 8)) >= modulus || ((b >> 4) | (c << 4)) >= modulus) return false
  }
  return true
}

/** ML-KEM (FIPS 203) as a KEM of HPKE (draft-ietf-hpke-pq, 3). Secret keys are seeds, so none can fail FIPS 203's check of a decapsulation key. */
const mlKem = (id: number, algorithm: typeof ml_kem768): HpkeKem => {
  const { cipherText: kemOutputSize, publicKey: publicKeySize } = algorithm.lengths as { cipherText: number; publicKey: number }
  const expand = (seed: Uint8Array) => algorithm.keygen(seed)
  const keysOf = (secretKey: Secret) => expansionOf(expand, seedSize, secretKey)
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
      const message = random(messageSize)
      const { cipherText, sharedSecret } = algorithm.encapsulate(to, message.expose())
      message.wipe()
      return { enc: cipherText, sharedSecret }
    },
    decapsulate: (me, enc) => {
      if (enc.length !== kemOutputSize) return undefined
      const keys = keysOf(me.secretKey)
      // A DHKEM binds both halves of the receiver's pair; here the public one would go unread.
      return equalBytes(keys.publicKey, me.publicKey) ? algorithm.decapsulate(enc, keys.secretKey) : undefined
    }
  }
}

/** ML-KEM-768: NIST's category 3. */
export const mlKem768: HpkeKem = /* @__PURE__ */ mlKem(0x0041, ml_kem768)
/** ML-KEM-1024: NIST's category 5. */
export const mlKem1024: HpkeKem = /* @__PURE__ */ mlKem(0x0042, ml_kem1024)
