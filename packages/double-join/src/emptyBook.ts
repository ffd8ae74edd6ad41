import type { Codec } from "@copath/codec"
import { type CgkaBook, opaque } from "@copath/contracts"
import type { LeafIndex } from "@copath/tree-math"

/** The book of a policy that keeps none: it leaves no trace on the wire. */
export interface NoBook {
  readonly emptyBook: CgkaBook
  readonly bookCodec: Codec<CgkaBook>
  readonly outside: () => ReadonlyArray<LeafIndex>
}

/** Call once per module: values of two calls are foreign to each other. */
export const noBook = (policy: string): NoBook => {
  const box = opaque<"CgkaBook", object>("CgkaBook", policy)
  return {
    emptyBook: box.wrap({}),
    bookCodec: box.codec({ name: "Nothing", write: () => undefined, read: () => ({}) }),
    outside: () => []
  }
}
