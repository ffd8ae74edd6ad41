import { describe, expect, it } from "vitest"
import { inBuckets, noPadding, padme, toMultipleOf, toPowerOfTwo } from "../src/index.ts"

const lengths = Array.from({ length: 5000 }, (_, length) => length)

describe("padding policies", () => {
  it("V308: bring each length into the bucket set, and add as little as they say", () => {
    for (const length of lengths) {
      expect(noPadding(length)).toBe(0)
      expect((length + toMultipleOf(64)(length)) % 64).toBe(0)
      expect(toMultipleOf(64)(length)).toBeLessThan(64)
      expect(Math.log2(length + toPowerOfTwo()(length)) % 1).toBe(0)
      expect(padme(length)).toBeLessThanOrEqual(Math.ceil(length * 0.12))
    }
  })

  it("leave few lengths to tell apart", () => {
    const distinct = (padding: (length: number) => number) => new Set(lengths.map((length) => length + padding(length))).size
    expect(distinct(noPadding)).toBe(5000)
    expect(distinct(toMultipleOf(512))).toBe(11)
    expect(distinct(toPowerOfTwo())).toBe(6)
    expect(distinct(padme)).toBeLessThan(160)
  })

  it("buckets grow by doubling for chat, and by pages for files", () => {
    expect([1, 64, 65, 4096, 4097, 9000].map((length) => length + inBuckets(length))).toEqual([64, 64, 128, 4096, 8192, 12_288])
  })

  it("Padmé: 9 bytes become 10, a mebibyte and one byte gains 32 kB less one", () => {
    expect([9, 100, 1_048_577].map((length) => length + padme(length))).toEqual([10, 104, 1_081_344])
  })

  it("a bucket of nothing is refused at once", () => {
    for (const bucket of [0, -1, 1.5]) expect(() => toMultipleOf(bucket)).toThrow(RangeError)
  })
})
