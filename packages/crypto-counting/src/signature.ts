import { type KeyPair, Secret, type SignatureAlgorithm, type SignatureAlgorithmId } from "@copath/contracts"
import { Mark } from "./mark.ts"

/** What of an algorithm can be seen from outside. Lengths in bytes. */
interface Sizes {
  readonly publicKey: number
  readonly secretKey: number
  readonly seed: number
  /** The longest. */
  readonly signature: number
  /** What is signed with here, where real signatures vary in length: their most frequent length. */
  readonly signed?: number
}

/** Where a signature names its key, and where its message. */
const KEY = 0
const MESSAGE = 8

/** RFC 8032, RFC 8422 (5.1.3), FIPS 204 and FIPS 205. Of a DER signature's two integers most often one lacks its last byte, on P-521 none. */
const sizes: Readonly<Record<SignatureAlgorithmId, Sizes>> = {
  ed25519: { publicKey: 32, secretKey: 32, seed: 32, signature: 64 },
  ed448: { publicKey: 57, secretKey: 57, seed: 57, signature: 114 },
  p256: { publicKey: 65, secretKey: 32, seed: 48, signature: 72, signed: 71 },
  p384: { publicKey: 97, secretKey: 48, seed: 64, signature: 104, signed: 103 },
  p521: { publicKey: 133, secretKey: 66, seed: 82, signature: 139 },
  "ml-dsa-44": { publicKey: 1312, secretKey: 32, seed: 32, signature: 2420 },
  "ml-dsa-65": { publicKey: 1952, secretKey: 32, seed: 32, signature: 3309 },
  "ml-dsa-87": { publicKey: 2592, secretKey: 32, seed: 32, signature: 4627 },
  "slh-dsa-sha2-128s": { publicKey: 32, secretKey: 64, seed: 48, signature: 7856 },
  "slh-dsa-sha2-128f": { publicKey: 32, secretKey: 64, seed: 48, signature: 17_088 },
  "slh-dsa-sha2-256f": { publicKey: 64, secretKey: 128, seed: 96, signature: 49_856 }
}

const keyMark = (publicKey: Uint8Array): Mark => new Mark(0x736967).take(publicKey)

/** A signature is the mark of its key, then of its message; only the first is checked. */
const algorithm = (id: SignatureAlgorithmId): SignatureAlgorithm => {
  const { publicKey: publicKeySize, secretKey: secretKeySize, seed: seedSize, signature: signatureSize, signed } = sizes[id]
  const length = signed ?? signatureSize
  const keyPair = (secretKey: Secret): KeyPair => {
    if (secretKey.length !== secretKeySize) throw new RangeError(`a secret key has ${secretKeySize} bytes, not ${secretKey.length}`)
    return { publicKey: new Mark(0x73706b).take(secretKey.expose()).bytes(publicKeySize), secretKey }
  }
  return {
    id,
    publicKeySize,
    signatureSize,
    seedSize,
    derive: (seed) => {
      if (seed.length !== seedSize) throw new RangeError(`a seed has ${seedSize} bytes, not ${seed.length}`)
      // Where a seed is as long as a secret key, it is the secret key, in the real algorithms too.
      if (seedSize === secretKeySize) return keyPair(new Secret(seed.expose().slice()))
      return keyPair(new Mark(0x73736b).take(seed.expose()).secret(secretKeySize))
    },
    keyPair,
    sign: ({ publicKey }, message) => {
      const out = new Uint8Array(length)
      keyMark(publicKey).write(out, KEY)
      new Mark(0x6d7367).take(message).write(out, MESSAGE)
      return out
    },
    verify: (publicKey, _message, signature) =>
      publicKey.length === publicKeySize && signature.length === length && keyMark(publicKey).stands(signature, KEY),
    validPublicKey: (publicKey) => publicKey.length === publicKeySize
  }
}

const ids = Object.keys(sizes) as ReadonlyArray<SignatureAlgorithmId>

/** Every signature algorithm by its id, with its sizes. */
export const signatureAlgorithms: Readonly<Record<SignatureAlgorithmId, SignatureAlgorithm>> = /* @__PURE__ */ Object.fromEntries(
  ids.map((id) => [id, algorithm(id)])
) as Record<SignatureAlgorithmId, SignatureAlgorithm>
