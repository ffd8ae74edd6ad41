import { type Codec, DecodeFault, mapped, opaque as bytes, struct, uint32, vector } from "@copath/codec"
import { type CgkaBook, opaque } from "@copath/contracts"
import { type LeafIndex, leafIndex } from "@copath/tree-math"

/**
 * A slot whose key was chosen by somebody who does not sit there. For a member's slot the key is DKP(DH(`ephemeral`, the member's leaf key));
 * for a vacant one it is random and `ephemeral` is empty. `filler` knows the slot's key, and with it every key above.
 */
export interface Slot {
  /** Leaf index of the slot. */
  readonly leaf: LeafIndex
  /** Leaf index of whoever committed it. */
  readonly filler: LeafIndex
  /** KEM public key that takes part in the tree in place of the leaf's own. */
  readonly key: Uint8Array
  /** KEM public key, or no bytes. */
  readonly ephemeral: Uint8Array
}

/** All filled slots by leaf, ascending. Whoever sits in a slot that is not listed has put its own leaf key there. */
export type Slots = ReadonlyMap<LeafIndex, Slot>

const leaf: Codec<LeafIndex> = mapped(uint32, "leaf", Number, leafIndex)
const slot: Codec<Slot> = struct<Slot>("Slot", { leaf, filler: leaf, key: bytes, ephemeral: bytes })

/** `Slot slots<V>`, by ascending leaf: equal books have equal bytes, for they are hashed. */
const slots: Codec<Slots> = mapped(
  vector(slot),
  "ArtBook",
  (all) => [...all.values()],
  (list, offset) => {
    for (let i = 1; i < list.length; i++) {
      if ((list[i - 1] as Slot).leaf >= (list[i] as Slot).leaf) throw new DecodeFault("UnknownEnum", offset, "slots by ascending leaf")
    }
    return byLeaf(list)
  }
)

/** A book's slots in order. */
export const byLeaf = (list: ReadonlyArray<Slot>): Slots => new Map(list.toSorted((a, b) => a.leaf - b.leaf).map((s) => [s.leaf, s]))

const box = opaque<"CgkaBook", Slots>("CgkaBook", "art")
export const wrapBook = (all: Slots): CgkaBook => box.wrap(all)
/** The slots of a book that this variant made; another's is a defect and throws. */
export const unwrapBook = (book: CgkaBook): Slots => box.unwrap(book)
export const bookCodec: Codec<CgkaBook> = box.codec(slots)
export const emptyBook: CgkaBook = box.wrap(new Map())
