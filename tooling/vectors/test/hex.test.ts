import { describe, expect, test } from "vitest"
import { hex, toHex } from "../src/index.ts"

describe("hex", () => {
  test("toHex undoes hex for every byte value", () => {
    const all = Uint8Array.from({ length: 256 }, (_, i) => i)
    expect(hex(toHex(all))).toEqual(all)
    expect(toHex(new Uint8Array())).toBe("")
  })
  test("an odd number of digits is refused", () => expect(() => hex("abc")).toThrow("not hex"))
  test("a character that is no digit is refused", () => expect(() => hex("0g")).toThrow("not hex"))
})
