import { describe, expect, it } from "vitest"
import { draftContext, draftLabel } from "../src/index.ts"

const utf8 = new TextEncoder()

describe("a draft's label", () => {
  it("has its length in two bytes, the prefixed label behind one, and then what the draft says", () => {
    const bare = Uint8Array.of(1, 0, 10, ...utf8.encode("mls10 path"))
    expect(draftLabel(256, "path", () => {})).toEqual(bare)
    expect(draftLabel(256, "path", (w) => w.bytes(Uint8Array.of(7, 8)))).toEqual(Uint8Array.of(...bare, 7, 8))
    expect(draftLabel(256, "path", draftContext(Uint8Array.of(7, 8)))).toEqual(Uint8Array.of(...bare, 0, 0, 0, 2, 7, 8))
    expect(draftLabel(256, "path", draftContext(new Uint8Array(0)))).toEqual(Uint8Array.of(...bare, 0, 0, 0, 0))
  })

  it("refuses a label that its field does not hold", () => {
    expect(draftLabel(16, "x".repeat(249), () => {})).toHaveLength(2 + 1 + 255)
    expect(() => draftLabel(16, "x".repeat(250), () => {})).toThrow("256 is not a uint8")
  })
})
