import { equalBytes, type KeyPair, Secret, type SignatureAlgorithm, type SignatureAlgorithmId } from "@copath/contracts"
import { Mixer } from "./mixer.ts"
import { coreIn, publicKeys } from "./publicKey.ts"

/** What of an algorithm can be seen from outside. Lengths in bytes. */
interface Sizes {
  readonly publicKey: number
  readonly secretKey: number
  readonly seed: number
  /** The longest. */
  readonly signature: number
  /** What is signed with here, where real signatures vary in length: their most frequent length. */
  readonly signed?: number
  /** Whether all bytes of the right length are a public key. */
  readonly anyKey?: true
}

/** RFC 8032, RFC 8422 (5.1.3), FIPS 204 and FIPS 205. Of a DER signature's two integers most often one lacks its last byte, on P-521 none. */
const sizes: Readonly<Record<SignatureAlgorithmId, Sizes>> = {
  ed25519: { publicKey: 32, secretKey: 32, seed: 32, signature: 64 },
  ed448: { publicKey: 57, secretKey: 57, seed: 57, signature: 114 },
  p256: { publicKey: 65, secretKey: 32, seed: 48, signature: 72, signed: 71 },
  p384: { publicKey: 97, secretKey: 48, seed: 64, signature: 104, signed: 103 },
  p521: { publicKey: 133, secretKey: 66, seed: 82, signature: 139 },
  "ml-dsa-44": { publicKey: 1312, secretKey: 32, seed: 32, signature: 2420, anyKey: true },
  "ml-dsa-65": { publicKey: 1952, secretKey: 32, seed: 32, signature: 3309, anyKey: true },
  "ml-dsa-87": { publicKey: 2592, secretKey: 32, seed: 32, signature: 4627, anyKey: true },
  "slh-dsa-sha2-128s": { publicKey: 32, secretKey: 64, seed: 48, signature: 7856, anyKey: true },
  "slh-dsa-sha2-128f": { publicKey: 32, secretKey: 64, seed: 48, signature: 17_088, anyKey: true },
  "slh-dsa-sha2-256f": { publicKey: 64, secretKey: 128, seed: 96, signature: 49_856, anyKey: true }
}

const ids = Object.keys(sizes) as ReadonlyArray<SignatureAlgorithmId>

/** A signature is what public key and message are mixed into: whoever has the public key can make it. */
const algorithm = (id: SignatureAlgorithmId): SignatureAlgorithm => {
  const { anyKey, publicKey: publicKeySize, secretKey: secretKeySize, seed: seedSize, signature: signatureSize, signed } = sizes[id]
  const kind = ids.indexOf(id)
  const length = signed ?? signatureSize
  const keys = publicKeys(-1 - kind, publicKeySize)
  const pairOf = (secretKey: Secret): KeyPair => ({ publicKey: keys.whole(keys.core(secretKey)), secretKey })
  const signature = (core: Uint8Array, message: Uint8Array): Uint8Array =>
    new Mixer(0x7369676e).number(kind).take(core).take(message).bytes(length)
  return {
    id,
    publicKeySize,
    signatureSize,
    seedSize,
    derive: (seed) => {
      if (seed.length !== seedSize) throw new RangeError(`a seed has ${seedSize} bytes, not ${seed.length}`)
      // Where a seed is as long as a secret key, it is the secret key, in the real algorithms too.
      if (seedSize === secretKeySize) return pairOf(new Secret(seed.expose().slice()))
      return pairOf(new Mixer(0x73656564).number(kind).take(seed.expose()).secret(secretKeySize))
    },
    keyPair: (secretKey) => {
      if (secretKey.length !== secretKeySize) throw new RangeError(`a secret key has ${secretKeySize} bytes, not ${secretKey.length}`)
      return pairOf(secretKey)
    },
    sign: ({ secretKey }, message) => signature(keys.core(secretKey), message),
    verify: (publicKey, message, received) =>
      received.length === length && keys.wellFormed(publicKey) && equalBytes(signature(coreIn(publicKey), message), received),
    validPublicKey: (publicKey) => (anyKey === true ? publicKey.length === publicKeySize : keys.wellFormed(publicKey))
  }
}

/** Every signature algorithm by its id: each may take the place of a suite's own. */
export const signatureAlgorithms: Readonly<Record<SignatureAlgorithmId, SignatureAlgorithm>> = /* @__PURE__ */ Object.fromEntries(
  ids.map((id) => [id, algorithm(id)])
) as Record<SignatureAlgorithmId, SignatureAlgorithm>
