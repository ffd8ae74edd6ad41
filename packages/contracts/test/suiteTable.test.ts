import { describe, expect, it } from "vitest"
import { aeadFacts, kemSizes, postQuantumSuiteIds, signatureSizes, suiteIds, suiteRow, suiteTable } from "../src/index.ts"

/* That the sizes are those of the algorithms is a law of every provider that computes them. */
describe("the table of suites", () => {
  it("has a row for each suite with a name, made of algorithms that have rows", () => {
    const ids = [...suiteIds, ...postQuantumSuiteIds]
    expect(Object.keys(suiteTable).map(Number)).toEqual(ids)
    for (const id of ids) {
      const { aead, kem, name, signature } = suiteRow(id)
      expect(name).toMatch(/^MLS_\d{3}_/)
      expect([kemSizes[kem].publicKey, signatureSizes[signature].publicKey, aeadFacts[aead].tagSize].every((size) => size > 0)).toBe(true)
    }
  })

  it("says of its rows what their names say", () => {
    for (const id of [...suiteIds, ...postQuantumSuiteIds]) {
      const { aead, aeadKey, hash, name } = suiteRow(id)
      expect(name).toContain(`_SHA${hash * 8}_`)
      expect(name).toContain(aead === "aes-gcm" ? `_AES${aeadKey * 8}GCM_` : "_CHACHA20POLY1305_")
    }
  })

  it("numbers KEMs apart", () => {
    expect(new Set(Object.values(kemSizes).map(({ id }) => id)).size).toBe(Object.keys(kemSizes).length)
  })

  it("has no row for what is no suite", () => {
    for (const id of [0, 8, 0xf100, 0xffff]) expect(() => suiteRow(id)).toThrow(RangeError)
  })
})
