import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { ContentIndex, type Hit } from "../../src/record/contentIndex.ts"

const equal = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i])

/** The same by looking everywhere for everything. */
const plainScan = (values: ReadonlyArray<Uint8Array>, bytes: Uint8Array): ReadonlyArray<Hit> => {
  const hits: Array<Hit> = []
  for (let offset = 0; offset < bytes.length;) {
    let longest = -1
    for (const [value, known] of values.entries())
      if (equal(bytes.subarray(offset, offset + known.length), known) && known.length > (values[longest]?.length ?? 0)) longest = value
    if (longest !== -1) hits.push({ value: longest, offset })
    offset += values[longest]?.length ?? 1
  }
  return hits
}

/** Few different bytes, so that much begins alike. */
const bytes = (minLength: number, maxLength: number) => fc.uint8Array({ minLength, maxLength, min: 1, max: 2 })

describe("the content index", () => {
  it("finds what stands inside, the longest first, as somebody does who looks everywhere", () => {
    fc.assert(
      fc.property(fc.array(bytes(8, 12), { maxLength: 12 }), bytes(0, 200), fc.nat(8), (some, blob, at) => {
        const values = some.filter((one, i) => !some.slice(0, i).some((before) => equal(before, one)))
        const index = new ContentIndex()
        for (const [value, known] of values.entries()) index.add(value, known)
        const [first] = values
        if (first !== undefined && blob.length >= first.length + at) blob.set(first, blob.length - first.length - at)
        expect(index.scan(blob)).toEqual(plainScan(values, blob))
        for (const [value, known] of values.entries()) expect(index.find(known)).toBe(value)
      })
    )
  })

  it("finds of which longer value bytes are a slice", () => {
    const whole = Uint8Array.from({ length: 44 }, (_, i) => i + 1)
    const index = new ContentIndex()
    index.add(3, whole)
    index.addWindows(3)
    expect(index.sliceOf(whole.subarray(16, 32))).toEqual({ value: 3, offset: 16 })
    expect(index.sliceOf(whole)).toBeUndefined()
    expect(index.sliceOf(Uint8Array.from([...whole.subarray(32, 43), 0]))).toBeUndefined()
    expect(() => index.of(2)).toThrow("no bytes")
  })
})
