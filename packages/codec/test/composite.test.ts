import { arm, encode, fixed, opaque, openUnion, optional, struct, uint16, uint32, uint8, union, vector, type Codec } from "@copath/codec"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { accepted, bytes, reason, refused } from "./refused.ts"

const point = struct("Point", { x: uint16, y: uint16 })
const shape = union("Shape", uint8, { dot: arm(1, { at: point }), nothing: arm(2, {}), path: arm(3, { points: vector(point) }) })
const badge = openUnion("Badge", uint16, { name: arm(1, { name: opaque }) })

describe("struct", () => {
  test("fields follow one another in the order given", () => {
    expect(encode(point, { y: 2, x: 1 })).toEqual(bytes("0001 0002"))
    expect(accepted(point, bytes("0001 0002"))).toEqual({ x: 1, y: 2 })
  })

  test("an error names the place in the RFC's spelling", () => {
    const commit = struct("Commit", { path: struct("UpdatePath", { pathNodes: vector(struct("Node", { encryptionKey: opaque })) }) })
    const error = refused(commit, bytes("05 01aa 01bb 40"), "LengthOverrun")
    expect(error).toMatchObject({ offset: 6, path: "Commit.path.path_nodes[2].encryption_key" })
  })
})

describe("vector", () => {
  test("elements come back in order, and none is an empty vector", () => {
    fc.assert(
      fc.property(fc.array(fc.record({ x: fc.integer({ min: 0, max: 0xffff }), y: fc.integer({ min: 0, max: 0xffff }) })), (points) => {
        expect(accepted(vector(point), encode(vector(point), points))).toEqual(points)
      })
    )
    expect(encode(vector(point), [])).toEqual(bytes("00"))
  })

  test("contents whose header grows to two or four bytes are moved up, also inside one another", () => {
    const codec = vector(vector(uint8))
    for (const size of [62, 63, 64, 65, 16383, 16384]) {
      const value = [Array<number>(size).fill(7), [1]]
      expect(accepted(codec, encode(codec, value))).toEqual(value)
    }
  })

  test("V006: contents never end inside an element, nor an element outside of them", () => {
    const outer = struct("Outer", { items: vector(opaque), after: uint8 })
    expect(accepted(outer, bytes("04 0101 0102 ff")).items).toHaveLength(2)
    expect(reason(outer, bytes("03 0101 0102 ff"))).toBe("LengthOverrun")
    expect(reason(outer, bytes("05 0101 0102 01"))).toBe("LengthOverrun")
    expect(reason(vector(outer), bytes("06 05 0101 0102 01"))).toBe("LengthOverrun")
  })

  test("V009: a list of numbers has a length that divides evenly", () => {
    expect(refused(vector(uint16), bytes("03 000100"), "LengthOverrun")).toMatchObject({ offset: 3, path: "uint16<V>[1]" })
    expect(reason(struct("S", { list: vector(uint16), after: uint32 }), bytes("03 000100 00000000"))).toBe("LengthOverrun")
    expect(reason(vector(uint32), bytes("06 000000010000"))).toBe("LengthOverrun")
    expect(accepted(vector(uint32), bytes("08 00000001 00000002"))).toEqual([1, 2])
  })

  test("V014: input beyond the limit is refused before anything of it is read", () => {
    const reads: Array<number> = []
    const spy: Codec<number> = { name: "spy", write: () => undefined, read: (r) => reads.push(r.offset) }
    // Untouched zero pages: large by number, small in memory.
    expect(refused(spy, new Uint8Array((1 << 27) + 1), "LimitExceeded").offset).toBe(0)
    expect(reads).toEqual([])
  })

  test("V015: elements of no bytes cannot multiply memory", () => {
    expect(accepted(vector(struct("Empty", {})), bytes("00"))).toEqual([])
    expect(refused(vector(struct("Empty", {})), bytes("01 00"), "LimitExceeded")).toMatchObject({
      offset: 1,
      expected: "elements of at least one byte"
    })
    expect(reason(vector(fixed(0)), bytes("02 0000"))).toBe("LimitExceeded")
  })

  test("V015: a vector of blanks has one element per byte", () => {
    const blanks = new Uint8Array(1000)
    expect(accepted(vector(optional(opaque)), encode(opaque, blanks))).toEqual(Array(1000).fill(undefined))
  })
})

describe("optional", () => {
  test("absent is one zero byte, present a one and the value", () => {
    expect(encode(optional(uint16), undefined)).toEqual(bytes("00"))
    expect(encode(optional(uint16), 5)).toEqual(bytes("01 0005"))
    expect(accepted(optional(uint16), bytes("00"))).toBeUndefined()
    expect(accepted(optional(uint16), bytes("01 0005"))).toBe(5)
  })

  test("V001: any other presence octet is refused", () => {
    for (let octet = 2; octet <= 255; octet++) expect(reason(optional(uint16), Uint8Array.of(octet, 0, 5))).toBe("BadPresence")
    expect(refused(struct("S", { before: uint8, maybe: optional(uint8) }), bytes("07 02 01"), "BadPresence")).toMatchObject({
      offset: 1,
      path: "S.maybe"
    })
  })
})

describe("union", () => {
  test("the tag selects the fields that follow", () => {
    const values = [{ _tag: "dot", at: { x: 1, y: 2 } } as const, { _tag: "nothing" } as const, { _tag: "path", points: [] } as const]
    expect(values.map((value) => encode(shape, value))).toEqual([bytes("01 0001 0002"), bytes("02"), bytes("03 00")])
    for (const value of values) expect(accepted(shape, encode(shape, value))).toEqual(value)
  })

  test("V010: an unlisted tag is refused, and the error names the list", () => {
    for (const tag of ["00", "04", "ff"]) {
      expect(refused(shape, bytes(`${tag} 0001 0002`), "UnknownEnum")).toMatchObject({
        offset: 0,
        expected: "Shape: 1 (dot), 2 (nothing), 3 (path)"
      })
    }
  })

  test("a tag that is no arm is our own mistake and throws, names of object prototypes included (V025)", () => {
    for (const _tag of ["circle", "constructor", "__proto__"])
      expect(() => encode(shape, { _tag } as never)).toThrow(new RangeError(`Shape has no arm ${_tag}`))
  })
})

describe("open union", () => {
  test("V013: an unlisted value is kept with its contents and written back", () => {
    const input = bytes("0a0a 03 010203")
    const value = accepted(badge, input)
    expect(value).toEqual({ _tag: "unknown", value: 0x0a0a, data: bytes("010203") })
    expect(encode(badge, value)).toEqual(input)
  })

  test("a listed value is decoded", () => {
    expect(accepted(badge, bytes("0001 02 6162"))).toEqual({ _tag: "name", name: bytes("6162") })
  })
})
