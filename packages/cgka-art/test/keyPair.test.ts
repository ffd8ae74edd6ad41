import { Secret } from "@copath/contracts"
import { nobleSuite, suiteIds } from "@copath/crypto-noble"
import { describe, expect, it } from "vitest"
import { agreedPair, derived, hashed } from "../src/keyPair.ts"

describe("agreed pairs", () => {
  for (const id of suiteIds) {
    it(`are the same from both sides in suite ${id}`, () => {
      const suite = nobleSuite(id)
      const [one, other] = [1, 2].map((byte) => suite.kem.derive(new Secret(new Uint8Array(suite.kem.seedSize).fill(byte))))
      if (one === undefined || other === undefined) throw new Error("two pairs")
      expect(agreedPair(suite, derived(suite), one, other.publicKey)).toEqual(agreedPair(suite, derived(suite), other, one.publicKey))
    })
  }

  it("do not exist with a key of low order (RFC 7748, section 6)", () => {
    const suite = nobleSuite(1)
    const mine = suite.kem.derive(new Secret(new Uint8Array(32).fill(1)))
    expect(agreedPair(suite, derived(suite), mine, new Uint8Array(32))).toBeUndefined()
  })

  it("are hashed over X25519 alone", () => {
    expect(() => hashed(nobleSuite(2))).toThrow(RangeError)
    expect(() => hashed(nobleSuite(4))).toThrow(RangeError)
  })
})
