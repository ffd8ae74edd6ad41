import { decode, encode, uint32 } from "@copath/codec"
import { leafEntries, leafEntry, type LeafTable, leafTableCodec, withLeafEntry } from "@copath/contracts"
import * as Result from "effect/Result"
import { expect, it } from "vitest"

const leaves = [70, 3, 0, 63, 64, 5000]
const table = leaves.reduce<LeafTable<number>>((t, leaf) => withLeafEntry(t, leaf, leaf * 2), [])

it("holds a value for each leaf that was given one, in order", () => {
  expect(leafEntries(table).map(({ leaf }) => leaf)).toEqual(leaves.toSorted((a, b) => a - b))
  for (const { leaf, value } of leafEntries(table)) expect(value).toBe(2 * leaf)
  for (const leaf of [1, 65, 4999, 5001, 100_000]) expect(leafEntry(table, leaf)).toBeUndefined()
})

it("changes a copy of one block, and leaves the table and all other blocks as they were", () => {
  const next = withLeafEntry(table, 3, 1)
  expect([leafEntry(table, 3), leafEntry(next, 3)]).toEqual([6, 1])
  expect(next.slice(1).every((block, i) => block === table[i + 1])).toBe(true)
})

it("is written down and read back", () => {
  const codec = leafTableCodec(uint32)
  expect(leafEntries(Result.getOrThrow(decode(codec, encode(codec, table))))).toEqual(leafEntries(table))
})
