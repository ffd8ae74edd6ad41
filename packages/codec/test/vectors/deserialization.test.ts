import { headerSize, Writer } from "@copath/codec"
import { hex } from "@copath/vectors"
import { describeVectors } from "@copath/vectors/vitest"
import { expect, test } from "vitest"
import { readLength } from "../../src/length.ts"
import { Reader } from "../../src/reader.ts"

/** A reader of `header` that believes a gigabyte to follow, which the files do not spell out. */
const before = (header: Uint8Array): Reader => {
  const reader = new Reader(header)
  reader.end = 2 ** 31
  return reader
}

describeVectors("deserialization.json", (cases) => {
  test("every header gives its length, and the length its header", () => {
    for (const { length, vlbytes_header } of cases) {
      const header = hex(vlbytes_header)
      const reader = before(header)
      expect(readLength(reader)).toBe(length)
      expect(reader.offset).toBe(header.length)
      expect(headerSize(length)).toBe(header.length)
      const writer = new Writer()
      writer.vectorLength(length)
      expect(writer.finish()).toEqual(Uint8Array.from(header))
    }
  })
})
