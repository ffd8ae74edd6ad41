import type { Codec } from "@copath/codec"
import { type CgkaBook, type CgkaReading, type CgkaUpdate, type CgkaWelcome, opaque } from "@copath/contracts"

const nothing: Codec<object> = { name: "Nothing", write: () => undefined, read: () => ({}) }

const updateBox = opaque<"CgkaUpdate", object>("CgkaUpdate", "roster")
/** A path holds the committer's leaf, and that is all there is to tell. */
export const emptyUpdate: CgkaUpdate = updateBox.wrap({})
export const updateCodec: Codec<CgkaUpdate> = updateBox.codec(nothing)

/** Nothing was sent, so nothing was read. */
export const emptyReading: CgkaReading = opaque<"CgkaReading", object>("CgkaReading", "roster").wrap({})

const welcomeBox = opaque<"CgkaWelcome", object>("CgkaWelcome", "roster")
/** A joiner needs nothing: the others hand it their keys in their messages. */
export const emptyWelcome: CgkaWelcome = welcomeBox.wrap({})
export const welcomeCodec: Codec<CgkaWelcome> = welcomeBox.codec(nothing)

const bookBox = opaque<"CgkaBook", object>("CgkaBook", "roster")
export const emptyBook: CgkaBook = bookBox.wrap({})
export const bookCodec: Codec<CgkaBook> = bookBox.codec(nothing)
