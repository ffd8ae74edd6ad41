import { CipherSuite, Entropy, type Kdf, type KeyPair, Secret, type Suite } from "@copath/contracts"
import * as Layer from "effect/Layer"
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign,
  verify
} from "node:crypto"
import type { CryptoUnderTest } from "../../src/index.ts"

/*
 * Primitives for trying the laws themselves: sound hashes, AEAD and signatures from the platform, and a KEM that protects nothing.
 */

const bytes = (b: Buffer): Uint8Array => new Uint8Array(b)
const digest = (...parts: ReadonlyArray<Uint8Array | string>): Uint8Array => {
  const hash = createHash("sha256")
  for (const part of parts) hash.update(part)
  return bytes(hash.digest())
}
const hmac = (key: Uint8Array, ...parts: ReadonlyArray<Uint8Array>): Uint8Array => {
  const mac = createHmac("sha256", key)
  for (const part of parts) mac.update(part)
  return bytes(mac.digest())
}

const kdf: Kdf = {
  size: 32,
  extract: (salt, ikm) => new Secret(hmac(salt.expose(), ikm.expose())),
  expand: (prk, info, length) => {
    const out = new Uint8Array(length)
    let block: Uint8Array = new Uint8Array(0)
    for (let i = 0; i * 32 < length; i++) {
      block = hmac(prk.expose(), block, info, Uint8Array.of(i + 1))
      out.set(block.subarray(0, length - i * 32), i * 32)
    }
    return new Secret(out)
  }
}

const pkcs8 = Buffer.from("302e020100300506032b657004220420", "hex")
const spki = Buffer.from("302a300506032b6570032100", "hex")
const privateKey = (seed: Secret): KeyObject =>
  createPrivateKey({ key: Buffer.concat([pkcs8, seed.expose()]), format: "der", type: "pkcs8" })
const signingPair = (seed: Secret): KeyPair => ({
  publicKey: bytes(createPublicKey(privateKey(seed)).export({ format: "der", type: "spki" }).subarray(-32)),
  secretKey: seed
})
const toyPair = (secretKey: Secret): KeyPair => ({ publicKey: digest("public", secretKey.expose()), secretKey })
const toySecret = (publicKey: Uint8Array, output: Uint8Array, context: Uint8Array, length: number): Secret =>
  kdf.expand(new Secret(digest(publicKey, output)), context, length)

const toySuite: Suite = {
  id: 0xf0ff,
  name: "toy",
  provider: "test",
  hash: { size: 32, digest: (data) => digest(data) },
  kdf,
  mac: { size: 32, tag: (key, data) => hmac(key.expose(), data) },
  aead: {
    id: "aes-gcm",
    keySize: 16,
    nonceSize: 12,
    tagSize: 16,
    misuseResistant: false,
    maxMessagesPerKey: 1n,
    seal: (key, nonce, aad, plain) => {
      const cipher = createCipheriv("aes-128-gcm", key.expose(), nonce).setAAD(aad)
      return bytes(Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]))
    },
    open: (key, nonce, aad, sealed) => {
      if (sealed.length < 16) return undefined
      const decipher = createDecipheriv("aes-128-gcm", key.expose(), nonce).setAAD(aad)
      decipher.setAuthTag(sealed.subarray(-16))
      const plain = decipher.update(sealed.subarray(0, -16))
      try {
        return bytes(Buffer.concat([plain, decipher.final()]))
      } catch {
        return undefined
      }
    }
  },
  kem: {
    publicKeySize: 32,
    secretKeySize: 32,
    kemOutputSize: 32,
    seedSize: 32,
    derive: (ikm) => toyPair(new Secret(digest("secret", ikm.expose()))),
    keyPair: toyPair,
    validPublicKey: (key) => key.length === 32
  },
  dh: { agree: () => undefined },
  hpke: {
    seal: () => undefined,
    open: () => undefined,
    sendExport: (to, _info, context, length, random) => {
      if (to.length !== 32) return undefined
      const kemOutput = random(32).expose()
      return { kemOutput, secret: toySecret(to, kemOutput, context, length) }
    },
    receiveExport: (me, kemOutput, _info, context, length) =>
      kemOutput.length === 32 ? toySecret(me.publicKey, kemOutput, context, length) : undefined
  },
  signature: {
    id: "ed25519",
    publicKeySize: 32,
    signatureSize: 64,
    seedSize: 32,
    derive: signingPair,
    keyPair: signingPair,
    sign: (key, message) => bytes(sign(null, message, privateKey(key.secretKey))),
    verify: (publicKey, message, signature) => {
      if (publicKey.length !== 32 || signature.length !== 64) return false
      const key = createPublicKey({ key: Buffer.concat([spki, publicKey]), format: "der", type: "spki" })
      return verify(null, message, key, signature)
    },
    validPublicKey: (key) => key.length === 32
  }
}

const seeded = (seed: string): Entropy["Service"] => {
  let calls = 0
  return { secret: (length) => kdf.expand(new Secret(digest(seed)), digest(String(calls++)), length) }
}

export const toyCrypto: CryptoUnderTest = {
  suite: Layer.succeed(CipherSuite, toySuite),
  entropy: (seed) => Layer.sync(Entropy, () => seeded(seed))
}
