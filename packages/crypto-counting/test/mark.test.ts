import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Mark } from "../src/mark.ts"

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
const markOf = (...inputs: ReadonlyArray<Uint8Array>): string => hex(inputs.reduce((mark, input) => mark.take(input), new Mark(1)).bytes(8))

describe("a mark", () => {
  it("is another for any one byte changed, of inputs that are read as a whole", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 256 }), fc.nat(), fc.integer({ min: 1, max: 255 }), (data, at, by) => {
        const other = data.slice()
        other[at % data.length] = (other[at % data.length] as number) ^ by
        expect(markOf(other)).not.toBe(markOf(data))
      })
    )
  })

  it("reads both ends and the length of a longer input, and nothing between", () => {
    const data = new Uint8Array(1000)
    const changed = (at: number): string => markOf(data.slice().fill(1, at, at + 1))
    for (const at of [0, 127, 872, 999]) expect(changed(at), `byte ${at}`).not.toBe(markOf(data))
    for (const at of [128, 500, 871]) expect(changed(at), `byte ${at}`).toBe(markOf(data))
    expect(markOf(new Uint8Array(1001))).not.toBe(markOf(data))
  })

  it("tells where one input ends and the next begins", () => {
    const [a, b, ab] = [Uint8Array.of(1), Uint8Array.of(2), Uint8Array.of(1, 2)]
    const all = [markOf(a, b), markOf(b, a), markOf(ab), markOf(ab, new Uint8Array(0)), markOf(new Uint8Array(0), ab), markOf(a)]
    expect(new Set(all).size).toBe(all.length)
    expect(hex(new Mark(2).take(a).bytes(8))).not.toBe(markOf(a))
  })

  it("is never the same twice among a hundred thousand numbers", () => {
    const marks = Array.from({ length: 100_000 }, (_, i) => hex(new Mark(3).number(i).bytes(8)))
    expect(new Set(marks).size).toBe(marks.length)
  })

  it("stands sixteen bytes apart, each copy another, so that a slice of a secret is a secret too; zeros follow", () => {
    const bytes = new Mark(4).bytes(1000)
    const copies = Array.from({ length: 8 }, (_, i) => hex(bytes.subarray(16 * i, 16 * i + 8)))
    expect(new Set(copies).size).toBe(8)
    expect(bytes.subarray(128)).toEqual(new Uint8Array(872))
    expect(new Mark(4).bytes(20)).toEqual(bytes.slice(0, 20))
    for (const length of [0, 3, 12, 17]) expect(new Mark(4).bytes(length)).toHaveLength(length)
  })
})
