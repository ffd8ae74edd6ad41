import { equalBytes, type KeyPair, Secret, type SignatureAlgorithm, type SignatureAlgorithmId, signatureSizes } from "@copath/contracts"
import { Mixer } from "./mixer.ts"
import { coreIn, publicKeys } from "./publicKey.ts"

const ids = Object.keys(signatureSizes) as ReadonlyArray<SignatureAlgorithmId>

/** A signature is what public key and message are mixed into: whoever has the public key can make it. */
const algorithm = (id: SignatureAlgorithmId): SignatureAlgorithm => {
  const { anyKey, publicKey: publicKeySize, secretKey: secretKeySize, seed: seedSize, signature: signatureSize, usual } = signatureSizes[id]
  const kind = ids.indexOf(id)
  const length = usual ?? signatureSize
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
