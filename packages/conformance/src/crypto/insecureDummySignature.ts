import { type KeyPair, type SignatureAlgorithm, Secret } from "@copath/contracts"

const keySize = 32

/** FNV-1a over 32 bits: no byte can change alone without changing it. */
const digest = (start: number, bytes: Uint8Array): number => {
  let hash = start
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash
}

/** `length` bytes that a number fixes. */
const stream = (seed: number, length: number): Uint8Array => {
  const bytes = new Uint8Array(length)
  let state = seed | 1
  for (let i = 0; i < length; i++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    bytes[i] = state >>> 24
  }
  return bytes
}

/**
 * No signature algorithm: ANYBODY can sign for anybody, the public key is all that it takes. It has the shape of one, with signatures of `length` bytes, to measure what long signatures
 * cost before an algorithm has them, and to try length limits. At least 16 bytes; 32-byte keys.
 */
export const insecureDummySignature = (length: number): SignatureAlgorithm => {
  if (length < 16) throw new RangeError(`${length} bytes are too few to tell two messages apart`)
  const sized = (what: string, bytes: Uint8Array): Uint8Array => {
    if (bytes.length !== keySize) throw new RangeError(`a ${what} has ${keySize} bytes, not ${bytes.length}`)
    return bytes
  }
  const keyPair = (secretKey: Secret): KeyPair => ({
    publicKey: stream(digest(0x811c9dc5, sized("secret key", secretKey.expose())), keySize),
    secretKey
  })
  const over = (publicKey: Uint8Array, message: Uint8Array): Uint8Array => stream(digest(digest(0x811c9dc5, publicKey), message), length)
  const validPublicKey = (publicKey: Uint8Array): boolean => publicKey.length === keySize && publicKey.some((byte) => byte !== 0)
  return {
    id: `insecure-dummy-${length}`,
    publicKeySize: keySize,
    signatureSize: length,
    seedSize: keySize,
    derive: (seed) => keyPair(new Secret(sized("seed", seed.expose()).slice())),
    keyPair,
    sign: ({ publicKey }, message) => over(publicKey, message),
    verify: (publicKey, message, signature) => {
      if (!validPublicKey(publicKey) || signature.length !== length) return false
      const expected = over(publicKey, message)
      return signature.every((byte, i) => byte === expected[i])
    },
    validPublicKey
  }
}
