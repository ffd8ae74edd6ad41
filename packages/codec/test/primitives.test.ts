import { encode, fixed, oneOf, opaque, rest, struct, text, uint16, uint32, uint64, uint8, type Codec } from "@copath/codec"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { accepted, bytes, reason, refused } from "./refused.ts"

/** Whether every value equals what its encoding decodes to. */
const allComeBack = <A>(codec: Codec<A>, values: fc.Arbitrary<A>): boolean =>
  !fc.check(fc.property(values, (value) => value === accepted(codec, encode(codec, value)))).failed

describe("numbers", () => {
  test("each size comes back", () => {
    expect(allComeBack(uint8, fc.integer({ min: 0, max: 0xff }))).toBe(true)
    expect(allComeBack(uint16, fc.integer({ min: 0, max: 0xffff }))).toBe(true)
    expect(allComeBack(uint32, fc.integer({ min: 0, max: 0xffffffff }))).toBe(true)
    expect(allComeBack(uint64, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }))).toBe(true)
  })

  test("the most significant byte comes first", () => {
    expect(encode(uint16, 0x0102)).toEqual(bytes("0102"))
    expect(encode(uint32, 0x01020304)).toEqual(bytes("01020304"))
    expect(encode(uint64, 0x0102030405060708n)).toEqual(bytes("0102030405060708"))
  })

  test("V020: a uint32 is unsigned, up to its last bit", () => {
    for (const n of [0x7fffffff, 0x80000000, 0xffffffff]) expect(accepted(uint32, encode(uint32, n))).toBe(n)
    expect(accepted(uint32, bytes("80000000"))).toBeGreaterThan(accepted(uint32, bytes("7fffffff")))
  })

  test("V019: a uint64 keeps all of its bits", () => {
    for (const n of [2n ** 53n, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n]) expect(accepted(uint64, encode(uint64, n))).toBe(n)
    expect(accepted(uint64, encode(uint64, 2n ** 53n))).not.toBe(accepted(uint64, encode(uint64, 2n ** 53n + 1n)))
  })

  test("V005: a number cut short is refused", () => {
    expect(reason(uint8, bytes(""))).toBe("Truncated")
    expect(reason(uint16, bytes("01"))).toBe("Truncated")
    expect(reason(uint32, bytes("010203"))).toBe("Truncated")
    expect(reason(uint64, bytes("01020304050607"))).toBe("Truncated")
  })

  test("V007: a byte after a number is refused", () => {
    for (const [codec, size] of [
      [uint8, 1],
      [uint16, 2],
      [uint32, 4]
    ] as const) {
      expect(refused(codec, new Uint8Array(size + 1), "Trailing").offset).toBe(size)
    }
    expect(reason(uint64, new Uint8Array(9))).toBe("Trailing")
  })

  test.for([-1, 0.5, Number.NaN, 2 ** 32])("%d fits no field and throws, for it is our own mistake", (n) => {
    for (const codec of [uint8, uint16, uint32]) expect(() => encode(codec, n)).toThrow(RangeError)
  })

  test("one more than the greatest fits no field", () => {
    expect(() => encode(uint8, 0x100)).toThrow(RangeError)
    expect(() => encode(uint16, 0x10000)).toThrow(RangeError)
    expect(() => encode(uint64, 2n ** 64n)).toThrow(RangeError)
    expect(() => encode(uint64, -1n)).toThrow(RangeError)
  })
})

describe("bytes", () => {
  test("a field of fixed size has no header and takes no other size", () => {
    expect(encode(fixed(4), bytes("01020304"))).toEqual(bytes("01020304"))
    expect(() => encode(fixed(4), bytes("010203"))).toThrow(RangeError)
    expect(reason(fixed(4), bytes("010203"))).toBe("Truncated")
    expect(reason(fixed(4), bytes("0102030405"))).toBe("Trailing")
  })

  test("the rest is what the fields before it left", () => {
    const codec = struct("Tail", { head: uint8, tail: rest })
    expect(accepted(codec, bytes("01 020304"))).toEqual({ head: 1, tail: bytes("020304") })
    expect(accepted(codec, bytes("01"))).toEqual({ head: 1, tail: bytes("") })
  })

  test("V021: a decoded field does not alias the input", () => {
    const input = bytes("04 01020304")
    const value = accepted(opaque, input)
    input.fill(0xff)
    expect(value).toEqual(bytes("01020304"))
  })

  test("V021: an encoding does not alias the writer that serves the next one", () => {
    const first = encode(opaque, bytes("01020304"))
    encode(opaque, bytes("ffffffff"))
    expect(first).toEqual(bytes("04 01020304"))
  })
})

describe("text", () => {
  test("any well-formed text comes back, a byte order mark included", () => {
    expect(allComeBack(text, fc.string({ unit: "grapheme" }))).toBe(true)
    expect(accepted(text, encode(text, "\uFEFFx"))).toBe("\uFEFFx")
  })

  test("bytes that are no UTF-8 are refused", () => {
    for (const wrong of ["01 ff", "02 c080", "03 eda080"]) expect(reason(text, bytes(wrong))).toBe("UnknownEnum")
  })
})

test("V010: a number outside a closed list is refused, and the error names the list", () => {
  const codec = oneOf("Colour", uint8, [1, 2])
  expect(accepted(codec, bytes("02"))).toBe(2)
  for (const wrong of ["00", "03", "ff"]) expect(refused(codec, bytes(wrong), "UnknownEnum").expected).toBe("Colour: 1, 2")
})
