import { CipherSuite, Entropy, equalBytes, noBytes, noDh, type Random, Secret, type Suite } from "@copath/contracts"
import {
  aeads as nobleAeads,
  noblePostQuantumSuite,
  nobleSuite,
  postQuantumSuiteIds,
  seededRandom as nobleRandom,
  signatureAlgorithms as nobleAlgorithms,
  suiteIds
} from "@copath/crypto-noble"
import { Effect, Layer } from "effect"
import { describe, expect, it } from "vitest"
import { aeads, cipherSuite, countingSuite, entropy, freshRandom, seededEntropy, seededRandom, signatureAlgorithms } from "../src/index.ts"

const all = [...suiteIds, ...postQuantumSuiteIds]
const text = new TextEncoder().encode("a plaintext of some length")
const secretOf = (length: number): Secret => new Secret(new Uint8Array(length).fill(7))

/** What a record of functions says without being called. */
const told = (records: object): unknown =>
  JSON.parse(JSON.stringify(records, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value)))

/** The length of what each operation makes, and of what was drawn for it, in order. */
const lengths = ({ aead, dh, hash, hpke, kdf, kem, mac, signature }: Suite): ReadonlyArray<unknown> => {
  const asked: Array<number> = []
  const source = nobleRandom("sizes")
  const random: Random = (length) => {
    asked.push(length)
    return source(length)
  }
  const [me, you] = [kem.derive(secretOf(kem.seedSize)), kem.derive(secretOf(3))]
  const signer = signature.derive(secretOf(signature.seedSize))
  const exported = hpke.sendExport(you.publicKey, noBytes, noBytes, 77, random)
  const psk = { id: text, secret: secretOf(9) }
  const sealed = [
    hpke.seal(you.publicKey, noBytes, noBytes, text, random),
    hpke.psk?.seal(you.publicKey, noBytes, () => noBytes, text, psk, random),
    hpke.auth?.seal(me, you.publicKey, noBytes, noBytes, text, random)
  ]
  // To what is no key: as much is drawn before that is seen.
  const refused = hpke.seal(you.publicKey.slice(1), noBytes, noBytes, text, random)
  return [
    [hash.digest(text), mac.tag(secretOf(8), text), aead.seal(secretOf(aead.keySize), new Uint8Array(aead.nonceSize), noBytes, text)],
    [kdf.extract(secretOf(5), secretOf(6)), kdf.expand(secretOf(kdf.size), noBytes, 99), me.secretKey, signer.secretKey],
    [me.publicKey, kem.keyPair(me.secretKey).publicKey, signer.publicKey, exported?.kemOutput, exported?.secret],
    dh === noDh ? [] : [dh.agree(me, you.publicKey)],
    sealed.flatMap((one) => [one?.kemOutput, one?.ciphertext])
  ]
    .map((made) => made.map((one) => one?.length))
    .concat([asked], refused === undefined ? [] : [[0]])
}

describe("a suite that counts", () => {
  it.each(all)("says the same as real suite %i, makes as many bytes by each operation and draws as many, as often", (id) => {
    const real = id > 7 ? noblePostQuantumSuite(id) : nobleSuite(id)
    expect({ ...(told(countingSuite(id)) as object), provider: "noble" }).toEqual(told(real))
    expect(lengths(countingSuite(id))).toEqual(lengths(real))
  })

  it("has the AEADs and signature algorithms of the real providers, with keys as long", () => {
    expect(told(aeads)).toEqual(told(nobleAeads))
    expect(told(signatureAlgorithms)).toEqual(told(nobleAlgorithms))
    const secretKeys = (algorithms: typeof nobleAlgorithms) =>
      Object.values(algorithms).map((one) => one.derive(secretOf(one.seedSize)).secretKey.length)
    expect(secretKeys(signatureAlgorithms)).toEqual(secretKeys(nobleAlgorithms))
  })

  it.each(Object.values(signatureAlgorithms))(
    "signs with $id: as long as said, ECDSA no longer, under one key and no other",
    (algorithm) => {
      const [me, other] = [algorithm.derive(secretOf(algorithm.seedSize)), algorithm.derive(new Secret(new Uint8Array(algorithm.seedSize)))]
      const signed = algorithm.sign(me, text)
      expect(algorithm.signatureSize - signed.length).toBe(["p256", "p384"].includes(algorithm.id) ? 1 : 0)
      expect(algorithm.verify(me.publicKey, text, signed)).toBe(true)
      expect(algorithm.verify(other.publicKey, text, signed)).toBe(false)
      expect(equalBytes(algorithm.sign(me, noBytes), signed)).toBe(false)
      for (const wrong of [noBytes, signed.slice(1)]) expect(algorithm.verify(me.publicKey, text, wrong)).toBe(false)
      expect(equalBytes(algorithm.keyPair(me.secretKey).publicKey, me.publicKey)).toBe(true)
      expect(() => algorithm.derive(secretOf(algorithm.seedSize + 1))).toThrow(RangeError)
      expect(() => algorithm.keyPair(secretOf(me.secretKey.length + 1))).toThrow(RangeError)
    }
  )

  it.each(all)("opens for whom suite %i sealed, in the mode in which it did, and for nobody else", (id) => {
    const { aead, dh, hpke, kem } = countingSuite(id)
    const random = seededRandom("keys")
    const [me, other] = [kem.derive(random(kem.seedSize)), kem.derive(random(kem.seedSize))]
    const psk = { id: text, secret: random(32) }
    const seals = [
      hpke.seal(me.publicKey, noBytes, noBytes, text, random),
      hpke.psk?.seal(me.publicKey, noBytes, () => noBytes, text, psk, random),
      hpke.auth?.seal(other, me.publicKey, noBytes, noBytes, text, random)
    ]
    const opens = seals.map((sealed) =>
      sealed === undefined
        ? []
        : [me, other].flatMap((key) => [
            hpke.open(key, noBytes, noBytes, sealed),
            hpke.psk?.open(key, noBytes, noBytes, sealed, psk),
            hpke.auth?.open(key, other.publicKey, noBytes, noBytes, sealed)
          ])
    )
    for (const [mode, opened] of opens.entries()) {
      expect(opened.map((plain) => plain !== undefined)).toEqual(opened.map((_, i) => i === mode))
      expect(opened.slice(mode, mode + 1)).toEqual(opened.slice(0, 1).map(() => text))
    }
    const sent = hpke.sendExport(me.publicKey, noBytes, text, 40, random)
    expect(hpke.receiveExport(me, sent?.kemOutput ?? noBytes, noBytes, text, 40)?.expose()).toEqual(sent?.secret.expose())
    const agreed = dh.agree(me, other.publicKey)?.expose()
    expect(dh.agree(other, me.publicKey)?.expose()).toEqual(agreed)
    expect(agreed === undefined).toBe(dh === noDh)
    const [key, nonce] = [random(aead.keySize), new Uint8Array(aead.nonceSize)]
    const sealed = aead.seal(key, nonce, noBytes, text)
    expect(aead.open(key, nonce, noBytes, sealed)).toEqual(text)
    expect(aead.open(random(aead.keySize), nonce, noBytes, sealed)).toBeUndefined()
    expect(aead.open(key, nonce.slice().fill(1), noBytes, sealed)).toBeUndefined()
    expect(aead.open(key, nonce, noBytes, sealed.slice(0, 15))).toBeUndefined()
    expect(() => aead.seal(secretOf(aead.keySize + 1), nonce, noBytes, text)).toThrow(RangeError)
    expect(() => aead.open(key, noBytes, noBytes, sealed)).toThrow(RangeError)
  })

  it("gives what is opened away as a copy: who wipes it leaves the message as it was", () => {
    const { aead } = countingSuite(1)
    const nonce = new Uint8Array(aead.nonceSize)
    const sealed = aead.seal(secretOf(aead.keySize), nonce, noBytes, text)
    aead.open(secretOf(aead.keySize), nonce, noBytes, sealed)?.fill(0)
    expect(sealed.slice(0, text.length)).toEqual(text)
  })

  it("is no suite of an unknown id, which is a defect of the caller", () => {
    expect(() => countingSuite(8)).toThrow(RangeError)
  })
})

describe("its services", () => {
  const drawn = (layer: Layer.Layer<Entropy>): string =>
    Effect.runSync(
      Effect.provide(
        Effect.map(Entropy, ({ secret }) => secret(16).expose().join()),
        Layer.merge(layer, cipherSuite(1))
      )
    )

  it("draw another stream in each built layer, and the same one from a seed", () => {
    expect(drawn(entropy)).not.toBe(drawn(entropy))
    expect(drawn(seededEntropy("a"))).toBe(drawn(seededEntropy(new TextEncoder().encode("a"))))
    expect(drawn(seededEntropy("a"))).not.toBe(drawn(seededEntropy("b")))
    const random = freshRandom()
    expect(new Set(Array.from({ length: 1000 }, () => random(32).expose().join())).size).toBe(1000)
    expect(Effect.runSync(Effect.provide(CipherSuite, cipherSuite(3)))).toMatchObject({ id: 3, provider: "counting" })
  })
})
