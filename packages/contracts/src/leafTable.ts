import { type Codec, mapped, struct, uint32, vector } from "@copath/codec"

const BITS = 6
const BLOCK = 1 << BITS

/** A value for some of the leaves. Never changed once made: a change copies one block of 64 entries and the list of blocks. */
export type LeafTable<A> = ReadonlyArray<ReadonlyArray<A | undefined> | undefined>

/** The value for a leaf, if there is one. */
export const leafEntry = <A>(table: LeafTable<A>, leaf: number): A | undefined => table[leaf >>> BITS]?.[leaf & (BLOCK - 1)]

/** The table with another value for one leaf. */
export const withLeafEntry = <A>(table: LeafTable<A>, leaf: number, value: A): LeafTable<A> => {
  const blocks = table.slice()
  const block = (blocks[leaf >>> BITS] ?? []).slice()
  block[leaf & (BLOCK - 1)] = value
  blocks[leaf >>> BITS] = block
  return blocks
}

/** The leaves that have a value, in order. */
export const leafEntries = <A>(table: LeafTable<A>): ReadonlyArray<{ readonly leaf: number; readonly value: A }> =>
  table.flatMap((block, at) => (block ?? []).flatMap((value, i) => (value === undefined ? [] : [{ leaf: at * BLOCK + i, value }])))

/** Codec of a table as a list of leaves and their values. */
export const leafTableCodec = <A>(value: Codec<A>): Codec<LeafTable<A>> =>
  mapped(
    vector(struct<{ readonly leaf: number; readonly value: A }>("LeafEntry", { leaf: uint32, value })),
    "LeafTable",
    leafEntries<A>,
    (entries) => entries.reduce((table, entry) => withLeafEntry(table, entry.leaf, entry.value), [] as LeafTable<A>)
  )
