import { type Codec, type CodecType, DecodeFault, fixed, mapped, opaque, struct, vector } from "@copath/codec"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"

const delivered = struct("Delivered", { author: opaque, id: fixed(16), body: opaque })
/** A message that was delivered: its author, id, and the hash of what it said. */
export type Delivered = CodecType<typeof delivered>

/**
 * What was delivered, in order: an immutable value that shares all but a few nodes with the one before, however much it holds. So neither looking for a message nor
 * remembering one walks through the others or copies them.
 */
export interface Deliveries {
  /** By author and id. */
  readonly byName: HashMap.HashMap<string, Delivered>
  /** Names by their number in the order of arrival: those from `oldest` on, below `next`. */
  readonly byNumber: HashMap.HashMap<number, string>
  /** Number of the first that is remembered. */
  readonly oldest: number
  /** Number of the one to come. */
  readonly next: number
}

/** Nothing delivered. */
export const noDeliveries: Deliveries = { byName: HashMap.empty(), byNumber: HashMap.empty(), oldest: 0, next: 0 }

// Ids have 16 bytes, so no two pairs share a name. Whoever finds ids that fall together in the map slows down the search for its own alone.
const nameOf = ({ author, id }: Pick<Delivered, "author" | "id">): string => String.fromCharCode(...id, ...author)

/** What was delivered of this author under this id, if it is remembered. */
export const deliveryOf = ({ byName }: Deliveries, of: Pick<Delivered, "author" | "id">): Delivered | undefined =>
  Option.getOrUndefined(HashMap.get(byName, nameOf(of)))

/** Remembers one more, which was not there, and no more than `limit` in all. */
export const withDelivery = ({ byName, byNumber, next, oldest }: Deliveries, one: Delivered, limit: number): Deliveries => {
  const name = nameOf(one)
  return latest({ byName: HashMap.set(byName, name, one), byNumber: HashMap.set(byNumber, next, name), oldest, next: next + 1 }, limit)
}

/** The last `limit` of them: each that goes was remembered once, so all this takes no longer than remembering did. */
export const latest = (deliveries: Deliveries, limit: number): Deliveries => {
  let { byName, byNumber, oldest } = deliveries
  const { next } = deliveries
  if (next - oldest <= limit) return deliveries
  for (; next - oldest > limit; oldest++) {
    byName = HashMap.remove(byName, Option.getOrThrow(HashMap.get(byNumber, oldest)))
    byNumber = HashMap.remove(byNumber, oldest)
  }
  return { byName, byNumber, oldest, next }
}

/** All that are remembered, oldest first. */
export const listDeliveries = ({ byName, byNumber, next, oldest }: Deliveries): ReadonlyArray<Delivered> =>
  Array.from({ length: next - oldest }, (_, i) =>
    Option.getOrThrow(Option.flatMap(HashMap.get(byNumber, oldest + i), (name) => HashMap.get(byName, name)))
  )

/** `Delivered delivered<V>`, oldest first, no two of one author and id. */
export const deliveriesCodec: Codec<Deliveries> = mapped(vector(delivered), "Deliveries", listDeliveries, (list, offset) => {
  let all = noDeliveries
  for (const one of list) {
    if (deliveryOf(all, one) !== undefined) throw new DecodeFault("UnknownEnum", offset, "each delivery once")
    all = withDelivery(all, one, list.length)
  }
  return all
})
