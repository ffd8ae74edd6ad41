import { type Codec, DecodeFault, mapped, opaque as bytes, optional, struct, uint32, vector } from "@copath/codec"
import { type CgkaBook, opaque } from "@copath/contracts"
import { type LeafIndex, leafIndex } from "@copath/tree-math"

/** Who chose a slot's key and may know it: the member at a leaf index, or all who were members when it was chosen. */
export type Filler = LeafIndex | "everybody"

/**
 * A slot whose key was chosen by somebody who does not sit there. Where a member sits, `ephemeral` is what it finds the private key with, and
 * the key is DKP(DH(`ephemeral`, the member's leaf key)) unless a form of adding says otherwise; for a vacant slot the key is random and
 * `ephemeral` is empty. `filler` knows the slot's key, and with it every key above.
 */
export interface Slot {
  /** Leaf index of the slot. */
  readonly leaf: LeafIndex
  /** Leaf index of whoever committed it, or everybody. */
  readonly filler: Filler
  /** KEM public key that takes part in the tree in place of the leaf's own. */
  readonly key: Uint8Array
  /** KEM public key, or no bytes. */
  readonly ephemeral: Uint8Array
}

/** All filled slots by leaf, ascending. Whoever sits in a slot that is not listed has put its own leaf key there. */
export type Slots = ReadonlyMap<LeafIndex, Slot>

/** What all members know beside the tree. */
export interface ArtBook {
  /** Who filled which slots, with what keys. */
  readonly slots: Slots
  /** The public half of the epoch's add key pair, where the form of adding has one and the group a commit. */
  readonly addKey: Uint8Array | undefined
}

const leaf: Codec<LeafIndex> = mapped(uint32, "leaf", Number, leafIndex)
const filler: Codec<Filler> = mapped(
  optional(leaf),
  "filler",
  (who) => (who === "everybody" ? undefined : who),
  (who) => who ?? "everybody"
)
const slot: Codec<Slot> = struct<Slot>("Slot", { leaf, filler, key: bytes, ephemeral: bytes })

/** `Slot slots<V>`, by ascending leaf: equal books have equal bytes, for they are hashed. */
const slots: Codec<Slots> = mapped(
  vector(slot),
  "Slots",
  (all) => [...all.values()],
  (list, offset) => {
    for (let i = 1; i < list.length; i++) {
      if ((list[i - 1] as Slot).leaf >= (list[i] as Slot).leaf) throw new DecodeFault("UnknownEnum", offset, "slots by ascending leaf")
    }
    return byLeaf(list)
  }
)

const slotsAlone: Codec<ArtBook> = mapped(
  slots,
  "ArtBook",
  (book) => book.slots,
  (read) => ({ slots: read, addKey: undefined })
)
const withAddKey: Codec<ArtBook> = struct<ArtBook>("ArtBook", { slots, addKey: optional(bytes) })

/** A book's slots in order. */
export const byLeaf = (list: ReadonlyArray<Slot>): Slots => new Map(list.toSorted((a, b) => a.leaf - b.leaf).map((s) => [s.leaf, s]))

const box = opaque<"CgkaBook", ArtBook>("CgkaBook", "art")
export const wrapBook = (book: ArtBook): CgkaBook => box.wrap(book)
/** What a book that this variant made says; another's is a defect and throws. */
export const unwrapBook = (book: CgkaBook): ArtBook => box.unwrap(book)
/** Books of forms without an add key are their slots alone. */
export const bookCodec = (hasAddKey: boolean): Codec<CgkaBook> => box.codec(hasAddKey ? withAddKey : slotsAlone)
export const emptyBook: CgkaBook = box.wrap({ slots: new Map(), addKey: undefined })
