import type { Codec } from "@copath/codec"
import { type CgkaBook, type CgkaUpdate, type CgkaWelcome, opaque } from "@copath/contracts"
import { pathSecret, type PathSecret, type UpdatePathNode, updatePathNodes } from "@copath/wire"

/*
 * TreeKEM fills the holes of the wire format as RFC 9420 does, so the bytes are the standard's: `UpdatePath.nodes` holds `UpdatePathNode`s,
 * `GroupSecrets.path_secret` a `PathSecret`, and the book is empty.
 */

const update = opaque<"CgkaUpdate", ReadonlyArray<UpdatePathNode>>("CgkaUpdate", "treekem9420")
/** The opaque form of `UpdatePathNode nodes<V>` (7.6), for whoever builds or inspects an update path. */
export const wrapUpdate = (nodes: ReadonlyArray<UpdatePathNode>): CgkaUpdate => update.wrap(nodes)
export const unwrapUpdate = (u: CgkaUpdate): ReadonlyArray<UpdatePathNode> => update.unwrap(u)
export const updateCodec: Codec<CgkaUpdate> = update.codec(updatePathNodes)

const welcome = opaque<"CgkaWelcome", PathSecret>("CgkaWelcome", "treekem9420")
export const wrapWelcome = (secret: PathSecret): CgkaWelcome => welcome.wrap(secret)
export const unwrapWelcome = (w: CgkaWelcome): PathSecret => welcome.unwrap(w)
export const welcomeCodec: Codec<CgkaWelcome> = welcome.codec(pathSecret)

const book = opaque<"CgkaBook", object>("CgkaBook", "treekem9420")
export const emptyBook: CgkaBook = book.wrap({})
export const bookCodec: Codec<CgkaBook> = book.codec({ name: "Nothing", write: () => undefined, read: () => ({}) })
