import {
  type Codec,
  type DecodeError,
  decode,
  deferredVector,
  encode,
  fixed,
  opaque,
  optional,
  struct,
  uint16,
  uint8,
  vector
} from "@copath/codec"
import * as fc from "fast-check"
import { Result } from "effect"
import { describe, expect, test } from "vitest"
import { accepted, bytes, reason } from "./refused.ts"

const sealed = struct("Sealed", { key: opaque, kind: uint8, text: opaque, mark: fixed(2), note: optional(uint16) })
const items = fc.array(
  fc.record({
    key: fc.uint8Array({ maxLength: 70 }),
    kind: fc.nat(255),
    text: fc.uint8Array({ maxLength: 5 }),
    mark: fc.uint8Array({ minLength: 2, maxLength: 2 }),
    note: fc.option(fc.nat(0xffff), { nil: undefined })
  }),
  { maxLength: 6 }
)

/** The error of decoding, or `undefined`. */
const errorOf = (codec: Codec<never>, input: Uint8Array): DecodeError | undefined => {
  const result = decode(codec, input)
  return Result.isFailure(result) ? result.failure : undefined
}

describe("deferredVector", () => {
  test("has the bytes of a vector, and its elements by their index and in their order", () => {
    fc.assert(
      fc.property(items, (list) => {
        const encoded = encode(vector(sealed), list)
        expect(encode(deferredVector(sealed), list)).toEqual(encoded)
        const read = accepted(deferredVector(sealed), encoded)
        expect(read.length).toBe(list.length)
        expect([...read]).toEqual(list)
        expect(list.map((_, index) => read.at(index))).toEqual(list)
        for (const beyond of [-1, list.length]) expect(read.at(beyond)).toBeUndefined()
        expect(encode(deferredVector(sealed), read)).toEqual(encoded)
      })
    )
  })

  test("V004, V006, V009, V017: refuses what a vector refuses, at the same place and in the same words", () => {
    const around = <A>(list: Codec<A>) => struct("Outer", { before: uint8, encryptedItems: list, after: uint8 }) as unknown as Codec<never>
    const [eager, deferred] = [around(vector(sealed)), around(deferredVector(sealed))]
    let refusals = 0
    fc.assert(
      fc.property(items, fc.nat(), fc.nat(255), fc.boolean(), (list, at, byte, cut) => {
        const encoded = encode(struct("Outer", { before: uint8, encryptedItems: vector(sealed), after: uint8 }), {
          before: 1,
          encryptedItems: list,
          after: 2
        })
        const place = at % encoded.length
        const input = cut ? encoded.subarray(0, place) : encoded.map((old, i) => (i === place ? byte : old))
        const error = errorOf(eager, input)
        if (error !== undefined) refusals++
        expect(errorOf(deferred, input)).toEqual(error)
      }),
      { numRuns: 2000 }
    )
    expect(refusals).toBeGreaterThan(500)
  })

  test("V014: has no more elements than a vector may have, and none of no bytes", () => {
    const nothing: Codec<number> = { name: "nothing", write: () => undefined, read: () => 0 }
    expect(reason(deferredVector(nothing), bytes("01 00"))).toBe("LimitExceeded")
    const most = (1 << 20) + 1
    const input = new Uint8Array(4 + most)
    input.set([0x80, most >> 16, (most >> 8) & 0xff, most & 0xff])
    expect(reason(deferredVector(uint8), input)).toBe("LimitExceeded")
  })

  test("makes an element only when it is asked for", () => {
    let made = 0
    const counting: Codec<Uint8Array> = { ...opaque, read: (r) => (made++, opaque.read(r)) }
    const read = accepted(deferredVector(counting), bytes("06 0101 0102 0103"))
    expect([made, read.length]).toEqual([0, 3])
    expect([read.at(2), made]).toEqual([bytes("03"), 1])
  })

  test("lets a long input go with the other fields", () => {
    const pair = struct("Pair", { list: deferredVector(opaque), long: opaque })
    const encoded = encode(pair, { list: [bytes("01"), bytes("02")], long: new Uint8Array(1000) })
    const bufferOf = (detaching: boolean) => Result.getOrThrow(decode(pair, encoded, detaching)).list.at(1)?.buffer.byteLength
    expect([bufferOf(false), bufferOf(true)]).toEqual([encoded.length, 4])
  })
})
