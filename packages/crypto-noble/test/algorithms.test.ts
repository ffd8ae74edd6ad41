import { withAead } from "@copath/contracts"
import { describe, expect, test } from "vitest"
import { aeads, noblePostQuantumSuite, nobleSuite, platformRandom, signatureAlgorithms } from "../src/index.ts"

describe("the records by name", () => {
  test("hold each AEAD under its id and key size (R042)", () => {
    const listed = Object.entries(aeads).flatMap(([id, sizes]) =>
      Object.entries(sizes).map(([size, aead]) => [id, Number(size), aead] as const)
    )
    for (const [id, size, aead] of listed) expect([aead.id, aead.keySize]).toEqual([id, size])
    expect(listed).toHaveLength(5)
  })

  test("hold each signature algorithm under its id", () => {
    for (const [id, algorithm] of Object.entries(signatureAlgorithms)) expect(algorithm.id).toBe(id)
  })

  test("hold the algorithms of every suite", () => {
    for (const suite of [...[1, 2, 3, 4, 5, 6, 7].map(nobleSuite), noblePostQuantumSuite(0xf109), noblePostQuantumSuite(0xf10b)]) {
      expect(Object.values(signatureAlgorithms)).toContain(suite.signature)
      expect(Object.values(aeads).flatMap((sizes) => Object.values(sizes))).toContain(suite.aead)
    }
  })
})

describe("a suite with another AEAD", () => {
  const text = new Uint8Array(20)

  test("takes the key size that the suite had, where the AEAD has it", () => {
    const sizes = [1, 3, 4].map((id) => Object.values(aeads).map((sizes) => withAead(nobleSuite(id), sizes).aead.keySize))
    expect(sizes).toEqual([
      [16, 16, 32],
      [32, 32, 32],
      [32, 32, 32]
    ])
  })

  test("can be given just one", () => {
    const chosen = aeads["aes-gcm-siv"][32]
    expect(withAead(nobleSuite(1), chosen).aead).toBe(chosen)
  })

  test("keeps the suite's HPKE, for RFC 9180 has no number for AES-GCM-SIV: what one sealed the other opens", () => {
    const [plain, changed] = [nobleSuite(1), withAead(nobleSuite(1), aeads["aes-gcm-siv"])]
    const pair = plain.kem.derive(platformRandom(32))
    const sealed = changed.hpke.seal(pair.publicKey, text, text, text, platformRandom)
    expect(sealed && plain.hpke.open(pair, text, text, sealed)).toEqual(text)
    expect({ ...changed, aead: plain.aead }).toEqual(plain)
  })
})
