import {
  arm,
  type Codec,
  type CodecType,
  mapped,
  opaque,
  optional,
  struct,
  text,
  uint16,
  uint64,
  uint8,
  union,
  vector
} from "@copath/codec"
import { noBytes, type StoreFailure } from "@copath/contracts"
import { type GroupServices, type GroupState, persist, persistWith, restore, restoreWith } from "@copath/group"
import * as Effect from "effect/Effect"
import { type Bulk, placeIn, readBulk, shelve } from "./bulk.ts"
import { flag, named } from "./codecs.ts"
import type { Opened, Pages } from "./desk.ts"
import { corrupt, type Format, type Owner, seal, unseal } from "./sealed.ts"
import { memberCodec } from "./member.ts"
import { wantCodec } from "./want.ts"

/** The commit that is undecided: whose want it is, and what its joiners will get. Not before it is confirmed does the Welcome go anywhere (V265). */
const made = struct("Made", { want: wantCodec, welcome: optional(opaque), invited: vector(text) })
/** See {@link made}. */
export type Made = CodecType<typeof made>

/** A message that waits for what comes before it; `since` in milliseconds. */
const held = struct("Held", { position: uint64, epoch: uint64, since: uint64, tries: uint16, message: opaque })
/** See {@link held}. */
export type Held = CodecType<typeof held>

const members = vector(memberCodec)
/** One epoch of the past: who began it, when (milliseconds by this client's clock), and what changed. */
const epochLine = struct("EpochLine", {
  epoch: uint64,
  at: uint64,
  by: memberCodec,
  external: flag,
  added: members,
  removed: members,
  updated: members
})
/** See {@link epochLine}. */
export type EpochLine = CodecType<typeof epochLine>

const active = {
  engine: opaque,
  nextCommit: uint64,
  wants: vector(wantCodec),
  made: optional(made),
  held: vector(held),
  leaving: uint16,
  ignored: optional(uint64),
  history: vector(epochLine),
  joinedWith: opaque,
  succession: optional(opaque)
}
const gone = { how: named("how", ["removed", "left", "reInit"]), epoch: uint64, successor: optional(text) }
const written = union("GroupRecord", uint8, { active: arm(1, { ...active, bulk: optional(opaque) }), gone: arm(2, gone) })
type Written = CodecType<typeof written>
type WrittenActive = Extract<Written, { readonly _tag: "active" }>

/** Before there was a bulk: the engine's bytes are whole. */
const first: Codec<Written> = mapped(
  union("GroupRecord", uint8, { active: arm(1, active), gone: arm(2, gone) }),
  "GroupRecord",
  (record: Written) => {
    if (record._tag === "gone") return record
    const { bulk: _none, ...whole } = record
    return whole
  },
  (record): Written => (record._tag === "gone" ? record : { ...record, bulk: undefined })
)

/** What this client keeps of a group it is in. */
export type Active = Omit<WrittenActive, "engine" | "bulk"> & {
  /** The engine's own. */
  readonly state: GroupState
}
/** What is left of a group that ended for this client: no keys. */
export type Gone = Extract<Written, { readonly _tag: "gone" }>
/** A group's record. */
export type Book = Active | Gone

const format: Format<Written> = {
  kind: "group",
  current: 2,
  codecs: new Map([
    [1, first],
    [2, written]
  ])
}

/** A group's record as bytes. `stored`: the bulk that lies in the store; `undefined`: that is not known, or none does. */
export const writeBook: (owner: Owner, book: Book, stored: Bulk | undefined) => Effect.Effect<Pages, never, GroupServices> =
  Effect.fnUntraced(function* (owner: Owner, book: Book, stored: Bulk | undefined) {
    if (book._tag === "gone") return { state: seal(format, owner, book), bulk: noBytes, shelved: undefined }
    const { state, ...rest } = book
    const { bulk, bytes } = yield* shelve(owner, state, stored)
    const engine = yield* persistWith(state, placeIn(bulk))
    return { state: seal(format, owner, { ...rest, engine, bulk: bulk.digest }), bulk: bytes, shelved: bulk }
  })

/** A group's record in one, for a place that is not a `GroupStore`. */
export const writeWhole: (owner: Owner, book: Active) => Effect.Effect<Uint8Array, never, GroupServices> = Effect.fnUntraced(function* (
  owner: Owner,
  book: Active
) {
  const { state, ...rest } = book
  return seal(format, owner, { ...rest, engine: yield* persist(state), bulk: undefined })
})

/** A group's record again; `Corrupt` for bytes that are none of this group's (V300), or do not belong together. */
export const readBook: (owner: Owner, bytes: Uint8Array, bulk?: Uint8Array) => Effect.Effect<Opened<Book>, StoreFailure, GroupServices> =
  Effect.fnUntraced(function* (owner: Owner, bytes: Uint8Array, bulk: Uint8Array = noBytes) {
    const read = yield* Effect.fromResult(unseal(format, owner, bytes))
    if (read._tag === "gone") return { book: read, shelved: undefined }
    const { bulk: named, engine, ...rest } = read
    const shelved = named === undefined ? undefined : yield* readBulk(owner, named, bulk)
    const restored = shelved === undefined ? restore(engine) : restoreWith(engine, placeIn(shelved))
    return { book: { ...rest, state: yield* Effect.mapError(restored, () => corrupt(owner)) }, shelved }
  })

/** A record of a group that was just entered. */
export const entered = (state: GroupState, joinedWith: Uint8Array): Active => ({
  _tag: "active",
  state,
  nextCommit: 1n,
  wants: [],
  made: undefined,
  held: [],
  leaving: 0,
  ignored: undefined,
  history: [],
  joinedWith,
  succession: undefined
})
