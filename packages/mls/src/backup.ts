import { type CodecType, decode, encode, oneOf, opaque, struct, text, uint16, uint64 } from "@copath/codec"
import { equalBytes, GroupStore } from "@copath/contracts"
import { asBackup, type GroupState } from "@copath/group"
import { credential as credentialCodec } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { enter, turn } from "./desk.ts"
import { MlsError } from "./errors.ts"
import { clientBook } from "./creating.ts"
import type { ClientDesk, Rooms } from "./joining.ts"
import { membersOf, Names } from "./member.ts"
import { type Active, readBook, writeWhole } from "./record.ts"
import { groupPrefix, type GroupLoaded, type Room } from "./room.ts"
import { ownerOf } from "./sealed.ts"
import { active } from "./talking.ts"

/** A group's record outside of its store: with keys and all, so keep it as safe as the store. */
const backupCodec = struct("Backup", { format: oneOf("format", uint16, [1]), group: text, cursor: uint64, record: opaque })
type Backup = CodecType<typeof backupCodec>

/**
 * A state that may have been used since it was written: it only takes in, until fresh keys of ours are in force, for its ratchets may have sealed other messages
 * already (V293). That holds for the epoch that an undecided commit of ours would begin as well.
 */
const receiving = (state: GroupState): GroupState => ({
  ...asBackup(state),
  pending: state.pending === undefined ? undefined : { ...state.pending, next: { ...state.pending.next, receiveOnly: true } }
})

const restorable = (book: Active): Active => ({ ...book, state: receiving(book.state), wants: [] })

/** A copy of a group's record, which `restore` takes. */
export const backup = (room: Room) =>
  turn(
    room.desk,
    Effect.fnUntraced(function* (start: GroupLoaded | undefined) {
      const [loaded, book] = yield* active(room, start)
      const record = yield* writeWhole(yield* ownerOf(room.desk.files.key), restorable(book))
      return encode(backupCodec, { format: 1, group: room.name, cursor: loaded.cursor, record } satisfies Backup)
    })
  )

/** Puts a backup in the place of a record that is gone or damaged; a group in which this client is active stays as it is. */
export const restoreGroup = Effect.fnUntraced(function* (desk: ClientDesk, rooms: Rooms, bytes: Uint8Array) {
  const read = decode(backupCodec, bytes)
  const refused = new MlsError("StoreFailure", "Corrupt", { rule: "V300", detail: "these bytes are no backup of this client's" })
  if (Result.isFailure(read)) return yield* refused
  const { cursor, group, record } = read.success
  const { book } = yield* Effect.mapError(readBook(yield* ownerOf(groupPrefix + group), record), () => refused)
  if (book._tag === "gone") return yield* refused
  // Another client of the same group has a record of the same name.
  const mine = book.state.tree.leafAt(book.state.me)?.credential
  const { credential } = yield* clientBook(desk)
  if (mine === undefined || !equalBytes(encode(credentialCodec, mine), encode(credentialCodec, credential))) return yield* refused
  const room = rooms.open(group)
  const store = yield* GroupStore
  const names = yield* Names
  yield* room.desk.turn.withPermits(1)(
    Effect.gen(function* () {
      const stored = Option.getOrUndefined(yield* store.load(room.desk.files.key))
      const there =
        stored === undefined
          ? undefined
          : yield* Effect.orElseSucceed(readBook(yield* ownerOf(room.desk.files.key), stored.state, stored.bulk), () => undefined)
      if (there?.book._tag === "active") return yield* new MlsError("WelcomeRejected", "GroupExists", { rule: "V251" })
      const { epoch } = book.state.context
      const joined = { _tag: "joined", how: "restored", by: undefined, members: membersOf(book.state, names), epoch } as const
      const before = { version: stored?.version, book, cursor, outbox: [], inbox: [] }
      const { inbox = [], outbox = [] } = stored ?? {}
      yield* enter(room.desk, before, {
        book: restorable(book),
        cursor,
        receive: [joined],
        sent: outbox.map(({ id }) => id),
        taken: inbox.map(({ id }) => id)
      })
    })
  )
  return room
})

/** Makes a group of a store that was restored as a whole take in only. */
export const distrust = (room: Room) =>
  turn(
    room.desk,
    Effect.fnUntraced(function* (loaded: GroupLoaded | undefined) {
      if (loaded?.book._tag === "active") yield* enter(room.desk, loaded, { book: restorable(loaded.book) })
    })
  )
