import { decode, encode } from "@copath/codec"
import { leafIndex } from "@copath/tree-math"
import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { bookCodec as codecOf, byLeaf, emptyBook, type Slot, type Slots, unwrapBook, wrapBook } from "../src/book.ts"

const bookCodec = codecOf(false)
const withSlots = (slots: Slots) => wrapBook({ slots, addKey: undefined })

const slot = (leaf: number): Slot => ({
  leaf: leafIndex(leaf),
  filler: leafIndex(9),
  key: Uint8Array.of(leaf),
  ephemeral: new Uint8Array(0)
})

describe("the book", () => {
  it("is written by ascending leaf, whatever the order in which slots were filled", () => {
    const bytes = encode(bookCodec, withSlots(byLeaf([slot(5), slot(1)])))
    expect(bytes).toEqual(encode(bookCodec, withSlots(byLeaf([slot(1), slot(5)]))))
    expect([...unwrapBook(Result.getOrThrow(decode(bookCodec, bytes))).slots.keys()]).toEqual([1, 5])
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
      expect(decode(bookCodec, encode(bookCodec, withSlots(disordered)))).toMatchObject({ failure: { _tag: "DecodeError" } })
    }
  })

  it("tells a slot that everybody knows from one that leaf 0 filled", () => {
    const fillers = byLeaf([
      { ...slot(1), filler: "everybody" },
      { ...slot(2), filler: leafIndex(0) }
    ])
    const read = unwrapBook(Result.getOrThrow(decode(bookCodec, encode(bookCodec, withSlots(fillers)))))
    expect([...read.slots.values()].map(({ filler }) => filler)).toEqual(["everybody", 0])
  })

  it("carries an add key only for a form that has one", () => {
    const book = wrapBook({ slots: new Map(), addKey: Uint8Array.of(7) })
    expect(unwrapBook(Result.getOrThrow(decode(codecOf(true), encode(codecOf(true), book)))).addKey).toEqual(Uint8Array.of(7))
    expect(encode(bookCodec, book)).toEqual(Uint8Array.of(0))
  })
})
