import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { ContentIndex } from "../../src/record/contentIndex.ts"
import { decoded, encodedIn, encodeInto } from "../../src/record/encoded.ts"
import { cut, fill } from "../../src/record/filled.ts"

const utf8 = new TextEncoder()
const encodings = ["hex", "base64", "base64url"] as const
const written = (bytes: Uint8Array, as: (typeof encodings)[number]): string => Buffer.from(bytes).toString(as)
const blob = fc.uint8Array({ minLength: 0, maxLength: 40 })
const secret = fc.uint8Array({ minLength: 16, maxLength: 48 })

describe("bytes that are written as text", () => {
  it("are found wherever they begin, in both cases and both alphabets, and can be cut out and put in again", () => {
    fc.assert(
      fc.property(
        secret,
        blob,
        blob,
        fc.constantFrom(...encodings),
        fc.constantFrom('{"key":"', "Bearer ", "k=A"),
        (bytes, a, b, as, head) => {
          const index = new ContentIndex()
          index.add(0, bytes)
          const said = written(Uint8Array.of(...a, ...bytes, ...b), as)
          const text = utf8.encode(`${head}${as === "hex" && a.length % 2 === 1 ? said.toUpperCase() : said}"}`)
          const hit = index.scan(text).find(({ value }) => value === 0)
          expect(hit?.within).toBeDefined()
          if (hit?.within === undefined) return
          expect(cut(text, hit.offset, bytes.length, hit.within)).toEqual(bytes)
          // Carried out again with what it holds, nothing changes; with anything else, something does.
          const holes = [{ offset: hit.offset, input: 0, within: hit.within }]
          expect(fill({ bytes: text, holes }, [bytes])).toEqual(text)
          const other = bytes.map((byte) => byte ^ 0x5a)
          const changed = fill({ bytes: text, holes }, [other])
          expect(cut(changed, hit.offset, bytes.length, hit.within)).toEqual(other)
        }
      )
    )
  })

  it("are long enough to say a secret, or nothing is found", () => {
    const least = { hex: "00".repeat(16), base64: "A".repeat(22) }
    for (const [as, text] of Object.entries(least)) {
      const at = encodedIn(utf8.encode(`"${text}"`)).find((one) => one.as === as)
      expect(at).toEqual({ as, from: 1, length: text.length })
      expect(encodedIn(utf8.encode(`"${text.slice(1)}"`)).filter((one) => one.as === as)).toEqual([])
    }
    expect(encodedIn(new Uint8Array(1000))).toEqual([])
  })

  it("are changed in their own place and nowhere else", () => {
    const text = utf8.encode(`"${written(new Uint8Array(32), "base64url")}"`)
    const stretch = encodedIn(text).find(({ as }) => as === "base64")
    if (stretch === undefined) throw new Error("nothing found")
    encodeInto(text, stretch, 10, Uint8Array.of(1, 2, 3))
    expect(decoded(text, stretch).join()).toBe(Uint8Array.from({ length: 32 }, (_, i) => (i >= 10 && i < 13 ? i - 9 : 0)).join())
    expect([text[0], text.at(-1)]).toEqual([0x22, 0x22])
  })
})
