import { type Codec, vector } from "@copath/codec"
import { type CgkaBook, type CgkaUpdate, type CgkaWelcome, type HpkeCiphertext, opaque } from "@copath/contracts"
import { hpkeCiphertext } from "@copath/wire"

const update = opaque<"CgkaUpdate", ReadonlyArray<HpkeCiphertext>>("CgkaUpdate", "mkem")
export const wrapUpdate = (sealed: ReadonlyArray<HpkeCiphertext>): CgkaUpdate => update.wrap(sealed)
export const unwrapUpdate = (u: CgkaUpdate): ReadonlyArray<HpkeCiphertext> => update.unwrap(u)
/** `HPKECiphertext sealed<V>`: the commit secret, once for each other member by leaf index, joiners of this commit left out. */
export const updateCodec: Codec<CgkaUpdate> = update.codec(vector(hpkeCiphertext))

const nothing: Codec<object> = { name: "Nothing", write: () => undefined, read: () => ({}) }

const welcomeBox = opaque<"CgkaWelcome", object>("CgkaWelcome", "mkem")
/** A joiner needs nothing: the key schedule hands it the epoch's secrets. */
export const emptyWelcome: CgkaWelcome = welcomeBox.wrap({})
export const welcomeCodec: Codec<CgkaWelcome> = welcomeBox.codec(nothing)

const bookBox = opaque<"CgkaBook", object>("CgkaBook", "mkem")
export const emptyBook: CgkaBook = bookBox.wrap({})
export const bookCodec: Codec<CgkaBook> = bookBox.codec(nothing)
