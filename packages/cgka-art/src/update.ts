import { type Codec, opaque as bytes, struct, vector } from "@copath/codec"
import { type CgkaUpdate, type CgkaWelcome, opaque } from "@copath/contracts"

/** A refilled slot's new public key, and the ephemeral key by which its member finds the private one; empty for a vacant slot. */
export interface FilledSlot {
  readonly key: Uint8Array
  readonly ephemeral: Uint8Array
}

/** A commit: public keys and nothing else. Which slots and nodes they belong to follows from public data (see `plan`). */
export interface ArtUpdate {
  /** By ascending leaf. */
  readonly slots: ReadonlyArray<FilledSlot>
  /** By level, then from the left. */
  readonly nodes: ReadonlyArray<Uint8Array>
}

const filledSlot: Codec<FilledSlot> = struct<FilledSlot>("FilledSlot", { key: bytes, ephemeral: bytes })
const artUpdate: Codec<ArtUpdate> = struct<ArtUpdate>("ArtUpdate", { slots: vector(filledSlot), nodes: vector(bytes) })

const box = opaque<"CgkaUpdate", ArtUpdate>("CgkaUpdate", "art")
export const wrapUpdate = (update: ArtUpdate): CgkaUpdate => box.wrap(update)
export const unwrapUpdate = (update: CgkaUpdate): ArtUpdate => box.unwrap(update)
export const updateCodec: Codec<CgkaUpdate> = box.codec(artUpdate)

const nothing: Codec<object> = { name: "Nothing", write: () => undefined, read: () => ({}) }
const welcomeBox = opaque<"CgkaWelcome", object>("CgkaWelcome", "art")
/** A joiner needs nothing: its slot's ephemeral key stands in the book, the rest in the tree. */
export const emptyWelcome: CgkaWelcome = welcomeBox.wrap({})
export const welcomeCodec: Codec<CgkaWelcome> = welcomeBox.codec(nothing)
