import { CipherSuite, Composition, equalBytes, KeyPackageStore, type Secret, StoreFailure } from "@copath/contracts"
import { acceptInvitation, type JoinError, type KeyPackageSecrets, type Origin, restoreKeyPackage } from "@copath/group"
import type { Welcome } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type { ClientBook } from "./clientRecord.ts"
import { type Desk, enter, type Loaded, turn } from "./desk.ts"
import { MlsError } from "./errors.ts"
import type { Happening } from "./event.ts"
import type { Invitation } from "./invitation.ts"
import { isLastResort } from "./keyPackages.ts"
import { hexOf, memberIn, membersOf, Names } from "./member.ts"
import { peek } from "./peek.ts"
import { type Book, entered } from "./record.ts"
import { type GroupLoaded, type Room } from "./room.ts"

/** How an invitation is to be taken. */
export interface JoinChoices {
  /** Enter a group again that this client has left or was removed from (V251). */
  readonly again?: boolean
}

/** {@link JoinChoices}, and the group that the new one follows. */
export interface AcceptChoices extends JoinChoices {
  readonly succeeds?: {
    readonly origin: Origin
    /** The old group's room, in which it is our turn. */
    readonly room: Room
    /** The name of the new group: a record there is of our own try at it. */
    readonly name: string
  }
}

/** The client's rooms, by name; `open` makes one that is not there. */
export interface Rooms {
  readonly all: () => ReadonlyArray<Room>
  readonly open: (name: string) => Room
}

/** The client's own desk: its invitations are what waits in the inbox. */
export type ClientDesk = Desk<ClientBook, Invitation>
type ClientLoaded = Loaded<ClientBook, Invitation>

/**
 * Takes one invitation (RFC 9420, 12.4.3.1). The private half of the key package stays until the group is written down, and is then deleted (V263, V264); a
 * crash in between is found out when the same invitation comes up again. What may come right later leaves the invitation where it is; all else ends it.
 */
export const joinBy = Effect.fnUntraced(function* (
  desk: ClientDesk,
  rooms: Rooms,
  loaded: ClientLoaded,
  id: bigint,
  invitation: Invitation,
  choices: JoinChoices
) {
  const tried = yield* Effect.result(accept(rooms, invitation, choices))
  if (Result.isFailure(tried)) {
    if (!waits(tried.failure)) yield* enter(desk, loaded, { taken: [id] })
    return yield* Effect.fail(tried.failure)
  }
  const { room, used } = tried.success
  yield* useUp(used)
  const packages = loaded.book.packages.flatMap((one) => {
    if (used === undefined || !equalBytes(one.reference, used.reference)) return [one]
    return one.lastResort ? [{ ...one, used: true }] : []
  })
  yield* enter(desk, loaded, { book: { ...loaded.book, packages }, taken: [id] })
  return room
})

/** Deletes the private half of a key package that has served (RFC 9420, 16.8; V264), unless it is one of last resort. */
export const useUp = Effect.fnUntraced(function* (used: KeyPackageSecrets | undefined) {
  if (used !== undefined && !isLastResort(used.keyPackage)) yield* (yield* KeyPackageStore).take(hexOf(used.reference))
})

/** What keeps an invitation in its place. */
const waits = (error: JoinError | StoreFailure | MlsError): boolean =>
  error._tag === "PskUnavailable" ||
  (error._tag === "StoreFailure" && error.reason !== "Corrupt") ||
  (error._tag === "CredentialRefused" && error.reason === "Unavailable")

/** From an invitation to a group that is written down. */
export const accept = Effect.fnUntraced(function* (rooms: Rooms, { position, welcome: message }: Invitation, choices: AcceptChoices) {
  const outside = peek((yield* Composition).wireFormats, message)
  if (outside._tag !== "welcome") return yield* new MlsError("WelcomeRejected", "Malformed", { rule: "V012", detail: "no Welcome" })
  const { again, succeeds } = choices
  const others = rooms.all().filter((room) => room !== succeeds?.room)
  const books = yield* Effect.forEach(others, (room) => Effect.map(turn(room.desk, Effect.succeed), (l) => ({ room, book: l?.book })))
  const digest = (yield* CipherSuite).hash.digest(message)
  const used = yield* ours(outside.welcome)
  const before = books.find(({ book }) => book?._tag === "active" && equalBytes(book.joinedWith, digest))
  if (before !== undefined) return { room: before.room, used }
  if (used === undefined) {
    return yield* new MlsError("WelcomeRejected", "NotForUs", { rule: "V241", detail: "no key package of ours is left for it" })
  }
  const holds = (groupId: Uint8Array): boolean => {
    const name = hexOf(groupId)
    const found = books.find(({ room }) => room.name === name)?.book
    return found !== undefined && name !== succeeds?.name && !(found._tag === "gone" && again === true)
  }
  const origin = succeeds === undefined ? {} : { origin: succeeds.origin }
  const { inviter, state } = yield* acceptInvitation({ welcome: message, keyPackage: used, holds, ...origin })
  const names = yield* Names
  const by = memberIn(state, inviter, names)
  const joined: Happening = {
    _tag: "joined",
    how: succeeds === undefined ? "welcome" : "successor",
    by,
    members: membersOf(state, names),
    epoch: state.context.epoch
  }
  const room = rooms.open(hexOf(state.context.groupId))
  yield* turn(room.desk, (loaded) => begin(room, loaded, entered(state, digest), position, joined))
  return { room, used }
})

/** The first entry of a group's record, in place of whatever there was of an earlier stay. */
export const begin = (
  room: Room,
  loaded: GroupLoaded | undefined,
  book: Book,
  cursor: bigint,
  joined: Happening,
  retired: ReadonlyArray<Secret> = []
) =>
  enter(room.desk, loaded ?? { version: undefined, book, cursor, outbox: [], inbox: [] }, {
    book,
    cursor,
    receive: [joined],
    retired,
    sent: loaded?.outbox.map(({ id }) => id) ?? [],
    taken: loaded?.inbox.map(({ id }) => id) ?? []
  })

/** The private half of the key package that a Welcome is for, if there is one; it is not taken from its place. */
const ours = Effect.fnUntraced(function* ({ secrets }: Welcome) {
  const store = yield* KeyPackageStore
  for (const { newMember } of secrets) {
    const found = yield* store.peek(hexOf(newMember))
    if (Option.isNone(found)) continue
    return yield* Effect.mapError(restoreKeyPackage(found.value), () => new StoreFailure({ reason: "Corrupt", key: hexOf(newMember) }))
  }
  return undefined
})
