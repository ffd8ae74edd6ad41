import { noBytes, type Secret } from "@copath/contracts"
import { epochAuthenticator, exportSecret, makeGroupInfo } from "@copath/group"
import type { Extension } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { change, type GroupChange, type PendingCommit } from "./changing.ts"
import { turn } from "./desk.ts"
import type { EngineError } from "./catalogue.ts"
import type { MlsError } from "./errors.ts"
import type { GroupEvent } from "./event.ts"
import { tryAgain } from "./intake.ts"
import { type Member, membersOf, Names } from "./member.ts"
import type { Active, EpochLine } from "./record.ts"
import { type RoleChoices, rolesIn, rolesOf } from "./roles.ts"
import { settle } from "./committing.ts"
import type { GroupLoaded, Outcome, Room } from "./room.ts"
import type { MlsServices } from "./services.ts"
import { active, leave, type MessageEvent, nextEvent, nextMessage, sendMessage, type SentMessage } from "./talking.ts"

/** Runs an effect with the client's services, and tells its failures by the catalogue. */
export type Run = <A, E extends EngineError | MlsError>(effect: Effect.Effect<A, E, MlsServices>) => Effect.Effect<A, MlsError<E["_tag"]>>

/** Somebody in the group, and what it may do here. */
export interface Present extends Member {
  /** The names of its roles; none in a group without roles. */
  readonly roles: ReadonlyArray<string>
  /** Whether it is this client's own leaf. */
  readonly me: boolean
}

/** A group as it stands. */
export interface GroupView {
  /** The present one: 0 when the group was made, and one more with each commit. */
  readonly epoch: bigint
  /** In the order of leaves. */
  readonly members: ReadonlyArray<Present>
  /** Group context extensions. */
  readonly extensions: ReadonlyArray<Extension>
  /** Whether this client has asked to leave. */
  readonly leaving: boolean
  /** Whether nothing can be sent before an `update`: the state comes from a backup (V293). */
  readonly receiveOnly: boolean
  /** Messages that wait for what comes before them. */
  readonly held: number
  /** Messages and commits that wait for the delivery service. */
  readonly outbox: number
}

/** What goes with a message in clear, and is authenticated with it. */
export interface SendChoices {
  /** Whoever carries the message can read it, and nobody can change it; empty by default. */
  readonly authenticatedData?: Uint8Array
}

/**
 * One group of one client. A handle, and no state: what it does is written down before it shows, operations take turns (V301), and any number of handles
 * act on the same, present state (V083). `E` is what each operation can fail with, told by the catalogue.
 */
export interface Group {
  /** Hex of the group id. */
  readonly id: string
  /** What the group is now, all of one moment. */
  readonly view: Effect.Effect<GroupView, MlsError>
  /** Everybody in the present epoch, in the order of leaves. */
  readonly members: Effect.Effect<ReadonlyArray<Present>, MlsError>
  /** Epochs that this client has seen begin, oldest first; bounded. */
  readonly history: Effect.Effect<ReadonlyArray<EpochLine>, MlsError>

  /** Seals text (as UTF-8) or bytes for all members. */
  readonly send: (data: string | Uint8Array, choices?: SendChoices) => Effect.Effect<SentMessage, MlsError>
  /** The next event that was not shown yet. It is taken from the store when the one after it is asked for: after a crash it comes again, with the same `id`. */
  readonly next: Effect.Effect<GroupEvent, MlsError>
  /** The next message; events before it are passed over. */
  readonly receive: Effect.Effect<MessageEvent, MlsError>
  /** All events as they come; ends after `ended`. */
  readonly events: Stream.Stream<GroupEvent, MlsError>
  /** What became of each input: for the curious, and for tests. */
  readonly outcomes: Stream.Stream<Outcome>

  /** Begins a change and gives it as a value. */
  readonly commit: (change: GroupChange) => Effect.Effect<PendingCommit, MlsError>
  /** Lets clients in, and waits until they are. */
  readonly invite: (...clients: ReadonlyArray<string>) => Effect.Effect<Confirmed, MlsError>
  /** Removes members, and waits until they are out. */
  readonly remove: (...members: ReadonlyArray<string | Member>) => Effect.Effect<Confirmed, MlsError>
  /** Renews this member's keys, and waits until they are in force. */
  readonly update: Effect.Effect<Confirmed, MlsError>
  /** Gives the group roles, and waits until they hold. */
  readonly setRoles: (choices: RoleChoices) => Effect.Effect<Confirmed, MlsError>
  /** Asks the others to remove this member; the event `ended` tells when they have. */
  readonly leave: Effect.Effect<void, MlsError>

  /** This epoch's GroupInfo, by which others may join from outside where the roles let them. */
  readonly groupInfo: Effect.Effect<Uint8Array, MlsError>
  /** `length` bytes that all members of this epoch can derive, and nobody else (8.5). */
  readonly exportSecret: (label: string, context: Uint8Array, length: number) => Effect.Effect<Secret, MlsError>
  /** Equal for all members of this epoch; to be compared over another channel (8.7). */
  readonly authenticator: Effect.Effect<Uint8Array | undefined, MlsError>
  /** This client's record of the group, keys and all, for `restore`; it is as secret as the store. */
  readonly backup: Effect.Effect<Uint8Array, MlsError>
  /** Makes the group that follows this one after a ReInit, unless another member was first; gives the one that all go on in (V289). */
  readonly succeed: Effect.Effect<Group, MlsError>
  /** Waits for the group that follows this one, whoever makes it. */
  readonly successor: Effect.Effect<Group, MlsError>
  /** Tries again what waits: for a pre-shared key, for a service that did not answer. */
  readonly retry: Effect.Effect<void, MlsError>
}

/** A change that is in force. */
export interface Confirmed {
  /** The one that our commit began; where others had done the same before, the one in which we saw it. */
  readonly epoch: bigint
}

const bytesOf = (data: string | Uint8Array): Uint8Array => (typeof data === "string" ? new TextEncoder().encode(data) : data)

/** A handle on a room, without what needs the whole client. */
export const groupOf = (room: Room, run: Run): Omit<Group, "backup" | "succeed" | "successor"> => {
  const reading = <A>(
    f: (book: Active, loaded: GroupLoaded) => Effect.Effect<A, MlsError | EngineError, MlsServices>
  ): Effect.Effect<A, MlsError> => run(turn(room.desk, (loaded) => Effect.flatMap(active(room, loaded), ([found, book]) => f(book, found))))
  const changing = (what: GroupChange): Effect.Effect<Confirmed, MlsError> =>
    Effect.flatMap(run(change(room, what)), (made) => made.confirmed)
  return {
    id: room.name,
    view: reading(viewOf),
    members: reading((book) => presentIn(book)),
    history: reading(({ history }) => Effect.succeed(history)),
    send: (data, choices = {}) => run(sendMessage(room, bytesOf(data), choices.authenticatedData ?? noBytes)),
    next: run(nextEvent(room)),
    receive: run(nextMessage(room)),
    events: Stream.fromEffectRepeat(run(nextEvent(room))).pipe(Stream.takeUntil(({ _tag }) => _tag === "ended")),
    outcomes: Stream.filter(Stream.fromPubSub(room.outcomes), ({ group }) => group === room.name),
    commit: (what) => run(change(room, what)),
    invite: (...add) => changing({ add }),
    remove: (...remove) => changing({ remove }),
    update: changing({ update: true }),
    setRoles: (roles) => changing({ roles }),
    leave: run(leave(room)),
    groupInfo: reading(({ state }) => makeGroupInfo(state)),
    exportSecret: (label, context, length) => reading(({ state }) => exportSecret(state, label, context, length)),
    authenticator: reading(({ state }) => epochAuthenticator(state)),
    retry: run(
      turn(room.desk, (loaded) =>
        Effect.flatMap(active(room, loaded), ([found]) =>
          Effect.asVoid(Effect.flatMap(tryAgain(room, found), (after) => settle(room, after)))
        )
      )
    )
  }
}

const presentIn = Effect.fnUntraced(function* ({ state }: Active) {
  const names = yield* Names
  const table = rolesIn(state.context)
  return membersOf(state, names).flatMap((member): ReadonlyArray<Present> => {
    const node = state.tree.members().find((leaf) => leaf === member.leaf)
    const leaf = node === undefined ? undefined : state.tree.leafAt(node)
    if (leaf === undefined) return []
    return [{ ...member, roles: table === undefined ? [] : rolesOf(table, leaf.credential), me: member.leaf === state.me }]
  })
})

const viewOf = Effect.fnUntraced(function* (book: Active, loaded: GroupLoaded) {
  const { state } = book
  const view: GroupView = {
    epoch: state.context.epoch,
    members: yield* presentIn(book),
    extensions: state.context.extensions,
    leaving: book.leaving > 0,
    receiveOnly: state.receiveOnly,
    held: book.held.length,
    outbox: loaded.outbox.length
  }
  return view
})
