import { type KeyPair, Secret, type SignatureAlgorithm, type SignatureAlgorithmId, signatureSizes } from "@copath/contracts"
import { Mark } from "./mark.ts"

/** Where a signature names its key, and where its message. */
const KEY = 0
const MESSAGE = 8

const keyMark = (publicKey: Uint8Array): Mark => new Mark(0x736967).take(publicKey)

/** A signature is the mark of its key, then of its message; only the first is checked. */
const algorithm = (id: SignatureAlgorithmId): SignatureAlgorithm => {
  const { publicKey: publicKeySize, secretKey: secretKeySize, seed: seedSize, signature: signatureSize, usual } = signatureSizes[id]
  const length = usual ?? signatureSize
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

const ids = Object.keys(signatureSizes) as ReadonlyArray<SignatureAlgorithmId>

/** Every signature algorithm by its id, with its sizes. */
export const signatureAlgorithms: Readonly<Record<SignatureAlgorithmId, SignatureAlgorithm>> = /* @__PURE__ */ Object.fromEntries(
  ids.map((id) => [id, algorithm(id)])
) as Record<SignatureAlgorithmId, SignatureAlgorithm>
