import {
  decode,
  DecodeError,
  DecodeFault,
  decodeOwned,
  encode,
  encodeFor,
  mapped,
  opaque,
  optional,
  struct,
  text,
  uint16,
  uint64,
  uint8,
  vector,
  type Codec
} from "@copath/codec"
import * as fc from "fast-check"
import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"
import { bytes, reason, refused } from "./refused.ts"

const record = struct("Record", { id: uint64, names: vector(text), note: optional(opaque), flags: vector(uint16) })

const records = fc.record({
  id: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  names: fc.array(fc.string({ unit: "grapheme" })),
  note: fc.option(fc.uint8Array(), { nil: undefined }),
  flags: fc.array(fc.integer({ min: 0, max: 0xffff }))
})

describe("decode", () => {
  test("short fields are views of one copy of the input, or copies that let it go", () => {
    const pair = struct("Pair", { short: opaque, long: opaque })
    const encoded = encode(pair, { short: bytes("01 02"), long: new Uint8Array(1000) })
    const [viewing, detached] = [Result.getOrThrow(decode(pair, encoded)), Result.getOrThrow(decode(pair, encoded, true))]
    expect(detached).toEqual(viewing)
    expect(viewing.short.buffer.byteLength).toBe(encoded.length)
    expect(detached.short.buffer.byteLength).toBe(2)
    expect(detached.long.buffer.byteLength).toBe(encoded.length)
  })

  test("an encoding that is used at once is not kept", () => {
    let kept: Uint8Array = new Uint8Array(0)
    const sum = encodeFor(opaque, bytes("01 02"), (encoded) => {
      expect(encoded).toEqual(encode(opaque, bytes("01 02")))
      expect(encodeFor(uint16, 7, (inner) => inner.slice())).toEqual(bytes("0007"))
      kept = encoded
      return encoded.length
    })
    expect(sum).toBe(3)
    expect(kept).toEqual(new Uint8Array(3))
    expect(() => encodeFor(uint16, 7, () => expect.fail("no use"))).toThrow("no use")
    expect(encode(uint16, 7)).toEqual(bytes("0007"))
  })

  test("fields of bytes that were given away are views of them", () => {
    const encoded = encode(opaque, bytes("01 02"))
    const field = Result.getOrThrow(decodeOwned(opaque, encoded))
    expect(field).toEqual(bytes("01 02"))
    expect(field.buffer).toBe(encoded.buffer)
    expect(Result.isFailure(decodeOwned(opaque, bytes("01 02 03")))).toBe(true)
    expect(Result.isFailure(decodeOwned(opaque, new Uint8Array((1 << 27) + 1)))).toBe(true)
  })

  test("what was encoded comes back", () => {
    fc.assert(
      fc.property(records, (value) => {
        expect(Result.getOrThrow(decode(record, encode(record, value)))).toEqual(value)
      })
    )
  })

  test("V007: a byte more is refused, a second message too", () => {
    fc.assert(
      fc.property(records, fc.uint8Array({ minLength: 1 }), (value, more) => {
        const whole = encode(record, value)
        const error = refused(record, Uint8Array.of(...whole, ...more), "Trailing")
        expect(error).toMatchObject({ offset: whole.length, path: "Record", expected: "the end of the input" })
        expect(reason(record, Uint8Array.of(...whole, ...whole))).toBe("Trailing")
      })
    )
  })

  test("V017, V018: any bytes give an error or a value, and a value encodes to those bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (input) => {
        const result = decode(record, input)
        expect(Result.isFailure(result) ? result.failure instanceof DecodeError : encode(record, result.success)).toEqual(
          Result.isFailure(result) ? true : input
        )
      }),
      { numRuns: 5000 }
    )
  })

  test("V005, V017: a value cut at any offset is refused", () => {
    fc.assert(
      fc.property(records, (value) => {
        const whole = encode(record, value)
        for (let cut = 0; cut < whole.length; cut++) expect(Result.isFailure(decode(record, whole.subarray(0, cut)))).toBe(true)
      }),
      { numRuns: 50 }
    )
  })

  test("an exception that is no fault of the input is not swallowed", () => {
    const broken: Codec<never> = {
      name: "broken",
      write: () => undefined,
      read: () => {
        throw new TypeError("ours")
      }
    }
    expect(() => decode(broken, bytes(""))).toThrow(TypeError)
  })

  test("V022: an error says where and what was expected, and nothing of the contents", () => {
    const error = refused(struct("S", { secret: opaque, more: uint16 }), bytes("04 deadbeef 01"), "Truncated")
    expect(error.message).toBe("Truncated at byte 5, S.more: expected uint16")
    expect(JSON.stringify(error)).not.toMatch(/222|173|190|239|dead/)
  })
})

describe("encode", () => {
  const inner = struct("Inner", { data: opaque })
  const nested: Codec<Uint8Array> = mapped(
    opaque,
    "nested",
    (data) => encode(inner, { data }),
    (sealed) => Result.getOrThrow(decode(inner, sealed)).data
  )

  test("a codec may encode inside of an encoding", () => {
    const codec = struct("Outer", { before: uint8, data: nested, after: uint8 })
    expect(encode(codec, { before: 1, data: bytes("aabb"), after: 2 })).toEqual(bytes("01 03 02 aabb 02"))
  })

  test("a value that cannot be encoded throws, and leaves nothing behind", () => {
    expect(() => encode(vector(uint8), [1, 2, 256])).toThrow(RangeError)
    expect(encode(uint8, 7)).toEqual(bytes("07"))
  })
})

test("a mapped codec may refuse with the place at which its value began", () => {
  const even = mapped(
    uint8,
    "even",
    (n: number) => n,
    (n, offset) => {
      if (n % 2 === 1) throw new DecodeFault("UnknownEnum", offset, "an even number")
      return n
    }
  )
  expect(refused(struct("Pair", { a: even, b: even }), bytes("0203"), "UnknownEnum")).toMatchObject({ offset: 1, path: "Pair.b" })
})
