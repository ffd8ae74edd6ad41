import { type HpkeCiphertext, infoBytes, type KeyPair, Secret, type Suite } from "@copath/contracts"
import { createHash, createHmac, hkdfSync } from "node:crypto"

/** What an operation that no test here may reach does. */
const unused = (): never => {
  throw new Error("not part of this test")
}

/** What was asked of the suite's public-key parts. */
export interface Asked {
  readonly message: Array<Uint8Array>
  readonly info: Array<Uint8Array>
}

/** SHA-256, HKDF and HMAC by Node; signatures and HPKE only write down what they are given. */
export const nodeSuite = (asked: Asked = { message: [], info: [] }): Suite => ({
  id: 1,
  name: "test",
  provider: "test",
  hash: { size: 32, digest: (data) => new Uint8Array(createHash("sha256").update(data).digest()) },
  kdf: {
    size: 32,
    extract: (salt, ikm) => new Secret(new Uint8Array(createHmac("sha256", salt.expose()).update(ikm.expose()).digest())),
    expand: (prk, info, length) => {
      // T(1) | T(2) | … of RFC 5869, 2.3.
      const blocks: Array<Buffer> = []
      for (let i = 1; blocks.length * 32 < length; i++) {
        blocks.push(
          createHmac("sha256", prk.expose())
            .update(blocks.at(-1) ?? "")
            .update(info)
            .update(Uint8Array.of(i))
            .digest()
        )
      }
      return new Secret(Uint8Array.from(Buffer.concat(blocks).subarray(0, length)))
    }
  },
  mac: { size: 32, tag: (key, data) => new Uint8Array(createHmac("sha256", key.expose()).update(data).digest()) },
  aead: {
    id: "aes-gcm",
    keySize: 16,
    nonceSize: 12,
    tagSize: 16,
    misuseResistant: false,
    maxMessagesPerKey: 1n,
    seal: unused,
    open: unused
  },
  kem: { publicKeySize: 32, secretKeySize: 32, kemOutputSize: 32, seedSize: 32, derive: unused, keyPair: unused, validPublicKey: unused },
  dh: { agree: unused },
  hpke: {
    seal: (_to, info, aad, plain): HpkeCiphertext => {
      asked.info.push(infoBytes(info))
      return { kemOutput: aad, ciphertext: plain }
    },
    open: (_me, info, _aad, sealed) => {
      asked.info.push(info)
      return sealed.ciphertext
    },
    sendExport: unused,
    receiveExport: unused
  },
  signature: {
    id: "ed25519",
    publicKeySize: 32,
    signatureSize: 64,
    seedSize: 32,
    derive: unused,
    keyPair: unused,
    sign: (_key: KeyPair, message) => {
      asked.message.push(message)
      return Uint8Array.of(1)
    },
    verify: (_key, message) => {
      asked.message.push(message)
      return true
    },
    validPublicKey: unused
  }
})

/** HKDF in one call, for keys that are extracted from `ikm` without a salt. */
export const hkdf = (ikm: Uint8Array, info: Uint8Array, length: number): Uint8Array =>
  new Uint8Array(hkdfSync("sha256", ikm, new Uint8Array(32), info, length))
