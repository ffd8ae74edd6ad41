import { Secret } from "@copath/contracts"
import { ed25519Signature } from "@copath/crypto-noble"
import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { catalog, type PlainAlgorithm, signatureAlgorithm } from "../src/index.ts"

const { derive, keyPair, sign, verify } = ed25519Signature
const plain: PlainAlgorithm = {
  name: "plain",
  version: "1.2",
  sizes: { publicKey: 32, secretKey: 32, signature: 64 },
  claims: { unforgeability: "strong", deterministic: true, stateful: false, postQuantum: false },
  generate: (seed) => {
    const { publicKey, secretKey } = derive(seed)
    return { publicKey, secretKey: secretKey.expose().slice() }
  },
  sign: (secretKey, message) => sign(keyPair(new Secret(secretKey.expose().slice())), message),
  verify
}
const seed = (fill = 1, length = 32): Secret => new Secret(new Uint8Array(length).fill(fill))
const message = Uint8Array.of(1, 2, 3)

describe("a signature algorithm of plain functions", () => {
  const { algorithm } = signatureAlgorithm(plain)

  it("signs and verifies as a suite's field does, and its secret key gives the public key back", () => {
    const pair = algorithm.derive(seed())
    const again = algorithm.keyPair(new Secret(pair.secretKey.expose().slice()))
    expect(again.publicKey).toEqual(pair.publicKey)
    expect(algorithm.verify(pair.publicKey, message, algorithm.sign(again, message))).toBe(true)
    expect(algorithm.verify(pair.publicKey, Uint8Array.of(1, 2), algorithm.sign(again, message))).toBe(false)
  })

  it("is never asked of keys and signatures of another length", () => {
    const { publicKey } = algorithm.derive(seed())
    const asked: Array<number> = []
    const watched = signatureAlgorithm({ ...plain, verify: (...[, , signature]) => asked.push(signature.length) > 0 }).algorithm
    for (const length of [0, 63, 65]) expect(watched.verify(publicKey, message, new Uint8Array(length))).toBe(false)
    expect(watched.verify(publicKey.slice(1), message, new Uint8Array(64))).toBe(false)
    expect(watched.validPublicKey(publicKey.slice(1))).toBe(false)
    expect(watched.verify(publicKey, message, new Uint8Array(64))).toBe(true)
    expect(asked).toEqual([64])
  })

  it("is caught where its functions give other sizes than it states", () => {
    const sized = (sizes: Partial<PlainAlgorithm["sizes"]>) =>
      signatureAlgorithm({ ...plain, sizes: { ...plain.sizes, ...sizes } }).algorithm
    expect(() => sized({ secretKey: 64 }).derive(seed())).toThrow("plain: a secret key of 32 bytes, where 64 are stated")
    expect(() => sized({ publicKey: 33 }).derive(seed())).toThrow("plain: a public key of 32 bytes, where 33 are stated")
    const short = sized({ signature: 63 })
    expect(() => short.sign(short.derive(seed()), message)).toThrow("plain: a signature of 64 bytes, where 63 are stated")
    expect(() => algorithm.derive(seed(1, 31))).toThrow("plain: a seed of 31 bytes, where 32 are stated")
    expect(() => algorithm.keyPair(seed(1, 63))).toThrow("where 64 are stated")
  })

  it("is a part of the catalog, by its name", () => {
    const composed = Result.getOrThrow(catalog([signatureAlgorithm(plain)]).compose({ algorithm: "plain" }))
    expect(composed.strict).toBe(false)
    expect(composed.parts.algorithm).toMatchObject({
      id: "plain",
      title: "plain 1.2",
      source: "a plug-in",
      algorithm: { claims: plain.claims }
    })
  })
})
