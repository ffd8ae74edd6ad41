import { CipherSuite, noDh, type Random, Secret, type Suite } from "@copath/contracts"
import {
  aeads as nobleAeads,
  noblePostQuantumSuite,
  nobleSuite,
  postQuantumSuiteIds,
  seededRandom as nobleRandom,
  signatureAlgorithms as nobleAlgorithms,
  suiteIds
} from "@copath/crypto-noble"
import { describe, expect, it } from "vitest"
import { aeads, cipherSuite, seededRandom, signatureAlgorithms, symbolicSuite } from "../src/index.ts"
import { Effect } from "effect"

/** What a record of functions says without being called. */
const told = (records: object): unknown =>
  JSON.parse(JSON.stringify(records, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value)))

/** A source that writes down how much was asked of it. */
const watched = (asked: Array<number>): Random => {
  const random = nobleRandom("sizes")
  return (length) => {
    asked.push(length)
    return random(length)
  }
}

const text = new TextEncoder().encode("a plaintext of some length")
const none = new Uint8Array(0)

/** The length of every output of every operation, and what was drawn for it. */
const lengths = (suite: Suite): Record<string, unknown> => {
  const { aead, dh, hash, hpke, kdf, kem, mac, signature } = suite
  const secret = (length: number) => new Secret(new Uint8Array(length).fill(7))
  const asked: Array<number> = []
  const random = watched(asked)
  const [me, you] = [kem.derive(secret(kem.seedSize)), kem.derive(secret(3))]
  const signer = signature.derive(secret(signature.seedSize))
  const sealed = hpke.seal(you.publicKey, none, none, text, random)
  const exported = hpke.sendExport(you.publicKey, none, none, 77, random)
  const psk = hpke.psk?.seal(you.publicKey, none, () => none, text, { id: text, secret: secret(9) }, random)
  const auth = hpke.auth?.seal(me, you.publicKey, none, none, text, random)
  // Of a key that is none: what was drawn before that showed.
  const refused = hpke.seal(you.publicKey.slice(1), none, none, text, random)
  return {
    digest: hash.digest(text).length,
    extract: kdf.extract(secret(5), secret(6)).length,
    expand: kdf.expand(secret(kdf.size), none, 99).length,
    tag: mac.tag(secret(8), text).length,
    aead: aead.seal(secret(aead.keySize), new Uint8Array(aead.nonceSize), none, text).length,
    kem: [me.publicKey.length, me.secretKey.length, kem.keyPair(me.secretKey).publicKey.length],
    dh: dh === noDh ? "none" : dh.agree(me, you.publicKey)?.length,
    sealed: [sealed?.kemOutput.length, sealed?.ciphertext.length],
    exported: [exported?.kemOutput.length, exported?.secret.length],
    psk: [psk?.kemOutput.length, psk?.ciphertext.length],
    auth: [auth?.kemOutput.length, auth?.ciphertext.length],
    refused,
    asked,
    signer: [signer.publicKey.length, signer.secretKey.length]
  }
}

describe("a stand-in and the real suite", () => {
  it.each([...suiteIds, ...postQuantumSuiteIds])(
    "say the same of suite %i, make as many bytes by each operation and draw as many, as often",
    (id) => {
      const real = id > 7 ? noblePostQuantumSuite(id) : nobleSuite(id)
      const standIn = symbolicSuite(id)
      expect({ ...(told(standIn) as object), provider: "noble" }).toEqual(told(real))
      expect(lengths(standIn)).toEqual(lengths(real))
    }
  )

  it("have the same AEADs and signature algorithms, of the same sizes and limits, with keys as long", () => {
    expect(told(aeads)).toEqual(told(nobleAeads))
    expect(told(signatureAlgorithms)).toEqual(told(nobleAlgorithms))
    const secretKeys = (algorithms: typeof nobleAlgorithms) =>
      Object.values(algorithms).map((one) => one.derive(new Secret(new Uint8Array(one.seedSize))).secretKey.length)
    expect(secretKeys(signatureAlgorithms)).toEqual(secretKeys(nobleAlgorithms))
  })

  it.each(Object.values(nobleAlgorithms).filter(({ id }) => !id.startsWith("slh")))(
    "sign with $id as long, ECDSA as long as most often",
    (real) => {
      const standIn = signatureAlgorithms[real.id as keyof typeof signatureAlgorithms]
      const lengthsOf = (algorithm: typeof real): ReadonlyArray<number> => {
        const key = algorithm.derive(new Secret(new Uint8Array(algorithm.seedSize).fill(3)))
        const count = /^p\d/.test(real.id) ? 40 : 2
        return Array.from({ length: count }, (_, i) => algorithm.sign(key, Uint8Array.of(i)).length)
      }
      const often = (all: ReadonlyArray<number>) =>
        all.toSorted((a, b) => all.filter((x) => x === b).length - all.filter((x) => x === a).length)[0]
      expect(new Set(lengthsOf(standIn))).toEqual(new Set([often(lengthsOf(real))]))
    }
  )

  it("part at an unknown id, which is a defect of the caller", () => {
    expect(() => symbolicSuite(8)).toThrow(RangeError)
    expect(Effect.runSync(Effect.provide(CipherSuite, cipherSuite(3))).name).toBe(nobleSuite(3).name)
  })
})

describe("what a stand-in makes", () => {
  const { aead, hpke, kem } = symbolicSuite(1)
  const windows = (bytes: Uint8Array): ReadonlySet<string> =>
    new Set(Array.from({ length: bytes.length - 3 }, (_, i) => bytes.subarray(i, i + 4).join()))

  it("shows no four bytes of plaintext, key or seed", () => {
    const random = seededRandom("opaque")
    const me = kem.derive(random(kem.seedSize))
    const key = random(aead.keySize)
    const sealed = aead.seal(key, new Uint8Array(aead.nonceSize), none, text)
    const sent = hpke.seal(me.publicKey, none, none, text, random)
    for (const made of [sealed, sent?.ciphertext ?? none, sent?.kemOutput ?? none, me.publicKey]) {
      const seen = windows(made)
      for (const hidden of [text, key.expose(), me.secretKey.expose()]) {
        expect([...windows(hidden)].filter((window) => seen.has(window))).toEqual([])
      }
    }
  })

  it("is the same in every run", () => {
    const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
    expect(hex(symbolicSuite(1).hash.digest(text))).toBe("820deb2e99dc8f1fc1620d263e21881c29ddfafbe38abc3cf70ba07e10762700")
  })
})
