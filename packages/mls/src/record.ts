import { arm, type Codec, type CodecType, opaque, optional, struct, text, uint16, uint64, uint8, union, vector } from "@copath/codec"
import type { StoreFailure } from "@copath/contracts"
import { type GroupServices, type GroupState, persist, restore } from "@copath/group"
import * as Effect from "effect/Effect"
import { flag, named } from "./codecs.ts"
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
const written = union("GroupRecord", uint8, { active: arm(1, active), gone: arm(2, gone) })
type Written = CodecType<typeof written>
type WrittenActive = Extract<Written, { readonly _tag: "active" }>

/** What this client keeps of a group it is in. */
export type Active = Omit<WrittenActive, "engine"> & {
  /** The engine's own. */
  readonly state: GroupState
}
/** What is left of a group that ended for this client: no keys. */
export type Gone = Extract<Written, { readonly _tag: "gone" }>
/** A group's record. */
export type Book = Active | Gone

const format: Format<Written> = { kind: "group", current: 1, codecs: new Map<number, Codec<Written>>([[1, written]]) }

/** A group's record as bytes. */
export const writeBook: (owner: Owner, book: Book) => Effect.Effect<Uint8Array, never, GroupServices> = Effect.fnUntraced(function* (
  owner: Owner,
  book: Book
) {
  if (book._tag === "gone") return seal(format, owner, book)
  const { state, ...rest } = book
  return seal(format, owner, { ...rest, engine: yield* persist(state) })
})

/** A group's record again; `Corrupt` for bytes that are none of this group's (V300). */
export const readBook: (owner: Owner, bytes: Uint8Array) => Effect.Effect<Book, StoreFailure, GroupServices> = Effect.fnUntraced(function* (
  owner: Owner,
  bytes: Uint8Array
) {
  const read = yield* Effect.fromResult(unseal(format, owner, bytes))
  if (read._tag === "gone") return read
  const { engine, ...rest } = read
  return { ...rest, state: yield* Effect.mapError(restore(engine), () => corrupt(owner)) }
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
