import { decode, encode } from "@copath/codec"
import { leafIndex } from "@copath/tree-math"
import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { bookCodec, byLeaf, emptyBook, type Slot, unwrapBook, wrapBook } from "../src/book.ts"

const slot = (leaf: number): Slot => ({
  leaf: leafIndex(leaf),
  filler: leafIndex(9),
  key: Uint8Array.of(leaf),
  ephemeral: new Uint8Array(0)
})

describe("the book", () => {
  it("is written by ascending leaf, whatever the order in which slots were filled", () => {
    const bytes = encode(bookCodec, wrapBook(byLeaf([slot(5), slot(1)])))
    expect(bytes).toEqual(encode(bookCodec, wrapBook(byLeaf([slot(1), slot(5)]))))
    expect([...unwrapBook(Result.getOrThrow(decode(bookCodec, bytes))).keys()]).toEqual([1, 5])
  })

  it("is one byte long when empty", () => {
    expect(encode(bookCodec, emptyBook)).toEqual(Uint8Array.of(0))
  })

  it("is refused when slots are out of order or listed twice", () => {
    for (const [first, second] of [
      [5, 1],
      [3, 3]
    ] as const) {
      const disordered = new Map([
        [leafIndex(0), slot(first)],
        [leafIndex(1), slot(second)]
      ])
      expect(decode(bookCodec, encode(bookCodec, wrapBook(disordered)))).toMatchObject({ failure: { _tag: "DecodeError" } })
    }
  })
})
