import { decode, encode, headerSize, MAX_LENGTH, opaque, text, uint16, vector, Writer } from "@copath/codec"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { accepted, bytes, reason, refused } from "./refused.ts"

/** `length` in a header of `size` bytes, shortest or not. */
const header = (length: number, size: 1 | 2 | 4): Uint8Array => {
  const out = new Uint8Array(size)
  const view = new DataView(out.buffer)
  if (size === 1) view.setUint8(0, length)
  else if (size === 2) view.setUint16(0, 0x4000 + length)
  else view.setUint32(0, 0x80000000 + length)
  return out
}

const followed = (head: Uint8Array, length: number): Uint8Array => {
  const out = new Uint8Array(head.length + length)
  out.set(head)
  return out
}

describe("length headers", () => {
  test.for([
    [0, 1],
    [0x3f, 1],
    [0x40, 2],
    [0x3fff, 2],
    [0x4000, 4],
    [MAX_LENGTH, 4]
  ] as const)("a length of %i takes %i bytes, and is read back", ([length, size]) => {
    const w = new Writer()
    w.vectorLength(length)
    expect(headerSize(length)).toBe(size)
    expect(w.finish()).toEqual(header(length, size))
  })

  test("a length above 2^30 - 1 is our own mistake and throws", () => {
    expect(() => new Writer().vectorLength(MAX_LENGTH + 1)).toThrow(RangeError)
  })

  test("V002: a header longer than needed is refused, at each wider size and for every kind of vector", () => {
    for (const [length, wider] of [
      [0, [2, 4]],
      [5, [2, 4]],
      [63, [2, 4]],
      [64, [4]],
      [16383, [4]]
    ] as const) {
      expect(accepted(opaque, followed(header(length, headerSize(length)), length))).toHaveLength(length)
      for (const size of wider) {
        const input = followed(header(length, size), length)
        expect([reason(opaque, input), reason(text, input), reason(vector(uint16), input)]).toEqual(Array(3).fill("VarintNotMinimal"))
      }
    }
    expect(refused(opaque, bytes("4005 0000000000"), "VarintNotMinimal").offset).toBe(0)
    expect(refused(opaque, bytes("80000005 0000000000"), "VarintNotMinimal").offset).toBe(0)
  })

  test("V003: the prefix 11 is refused, whatever follows", () => {
    for (let first = 0xc0; first <= 0xff; first++) expect(reason(opaque, Uint8Array.of(first, ...new Uint8Array(16)))).toBe("VarintPrefix")
  })

  test("V004: a length is an unsigned number of 30 bits, and one beyond the input is refused where its header stands", () => {
    const error = refused(vector(opaque), bytes("0e bfffffff 00000000000000000000"), "LengthOverrun")
    expect(error).toMatchObject({ offset: 1, path: "opaque<V>[0]", expected: "at most 10 bytes" })
    expect(reason(opaque, bytes("bfffffff 00000000000000000000"))).toBe("LengthOverrun")
  })

  test("V004: nothing of the announced size is allocated", () => {
    const before = process.memoryUsage().arrayBuffers
    for (let i = 0; i < 100; i++) expect(reason(opaque, bytes("bfffffff 00"))).toBe("LengthOverrun")
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1 << 24)
  })

  test("V005: a header or its bytes cut short at any offset are refused", () => {
    for (const length of [1, 63, 64, 300, 16384]) {
      const whole = encode(opaque, new Uint8Array(length))
      const head = headerSize(length)
      for (const cut of [...Array(head + 2).keys(), whole.length - 1].filter((at) => at < whole.length)) {
        expect(reason(opaque, whole.subarray(0, cut))).toBe(cut < head ? "Truncated" : "LengthOverrun")
      }
    }
  })

  test("any length and contents come back as they went in", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20_000, size: "max" }), (contents) => {
        const encoded = encode(opaque, contents)
        expect(encoded).toHaveLength(headerSize(contents.length) + contents.length)
        expect(accepted(opaque, encoded)).toEqual(contents)
      }),
      { numRuns: 60 }
    )
  })

  test("trailing bytes and non-minimal lengths are refused", () => {
    expect(decode(opaque, bytes("02 0102"))._tag).toBe("Success")
    expect(reason(opaque, bytes("02 0102 00"))).toBe("Trailing")
    expect(reason(opaque, bytes("4002 0102"))).toBe("VarintNotMinimal")
  })
})
