import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { backup, distrust, restoreGroup } from "./backup.ts"
import type { EngineError } from "./catalogue.ts"
import { clientBook, create, type CreateChoices } from "./creating.ts"
import { past, turn } from "./desk.ts"
import { MlsError, tell } from "./errors.ts"
import { type ExternalChoices, joinFromOutside } from "./externally.ts"
import { forget } from "./forgetting.ts"
import { type Group, groupOf, type Run } from "./group.ts"
import type { JoinChoices } from "./joining.ts"
import { restock } from "./keyPackages.ts"
import { collect, joinNext } from "./mailing.ts"
import { hexOf } from "./member.ts"
import { type ClientIdentity, equipped, openClientDesk, storedGroups } from "./opening.ts"
import type { Room } from "./room.ts"
import { openOutcomes, openRooms } from "./rooms.ts"
import type { MlsServices } from "./services.ts"
import { makeSuccessor } from "./succession.ts"

/** How a client is opened. */
export interface OpenChoices {
  /** Who it is: of the store's owner, if the store is not new. */
  readonly identity: ClientIdentity
  /** The store was restored from a copy, or cloned: each group takes in only, until an `update` of ours is in force there (V293). */
  readonly restored?: boolean
}

/** One client: an identity, its key packages, and the groups it is in. It follows them all for as long as its scope is open. */
export interface Client {
  /** By this name the directory knows it. */
  readonly name: string
  /** Makes a group, alone or with others. */
  readonly create: (choices?: CreateChoices) => Effect.Effect<Group, MlsError>
  /** Takes the oldest invitation, or waits for one. A failure that is final ends the invitation; call again for the next. */
  readonly join: (choices?: JoinChoices) => Effect.Effect<Group, MlsError>
  /**
   * Joins by a GroupInfo (12.4.3.2), which `fetch` gets anew for each try. The epoch's secrets are not known before the members take the commit, so the
   * GroupInfo's confirmation tag cannot be checked here (V268).
   */
  readonly joinExternally: <E extends EngineError | MlsError>(
    fetch: Effect.Effect<Uint8Array, E>,
    choices?: ExternalChoices
  ) => Effect.Effect<Group, MlsError>
  /** How many invitations wait. */
  readonly invitations: Effect.Effect<number, MlsError>
  /** All groups in the store, ended ones included. */
  readonly groups: Effect.Effect<ReadonlyArray<Group>, MlsError>
  /** A handle on a group by its id, bytes or hex. */
  readonly group: (id: string | Uint8Array) => Effect.Effect<Group, MlsError>
  /** Removes what is left of a group that has ended for this client. */
  readonly forget: (id: string | Uint8Array) => Effect.Effect<void, MlsError>
  /** Fills up the directory's stock of key packages. Done by itself on opening and after each join. */
  readonly restock: Effect.Effect<void, MlsError>
  /** Puts a group's backup in the place of a record that is gone or damaged; it takes in only, until an `update` (V293). */
  readonly restore: (backup: Uint8Array) => Effect.Effect<Group, MlsError>
}

/** Opens a client in a scope, over the services at hand; its groups go on where they stood. */
export const openClient: (choices: OpenChoices) => Effect.Effect<Client, MlsError, MlsServices | Scope.Scope> = Effect.fnUntraced(
  function* ({ identity, restored = false }: OpenChoices) {
    const context = yield* equipped
    const scope = yield* Effect.scope
    const run: Run = (effect) => tell(Effect.provideContext(effect, context))
    const desk = yield* run(openClientDesk(identity))
    const rooms = openRooms(context, scope, yield* openOutcomes)
    for (const name of yield* run(storedGroups)) {
      const room = rooms.open(name)
      // A damaged record must not keep the others from being opened: whoever uses it is told.
      if (restored) yield* Effect.ignore(run(distrust(room)))
      yield* rooms.follow(room)
    }
    yield* Effect.forkIn(Effect.provideContext(collect(desk), context), scope)

    const handle = (room: Room): Group => ({
      ...groupOf(room, run),
      backup: run(backup(room)),
      succeed: Effect.flatMap(run(makeSuccessor(desk, rooms, room)), () => successor(room)),
      successor: Effect.suspend(() => successor(room))
    })
    const follow = (room: Room): Effect.Effect<Group> => Effect.as(rooms.follow(room), handle(room))
    const successor: (room: Room) => Effect.Effect<Group, MlsError> = Effect.fnUntraced(function* (room: Room) {
      for (;;) {
        const tick = room.desk.ticks
        const book = yield* run(turn(room.desk, (loaded) => Effect.succeed(loaded?.book)))
        if (book?._tag === "gone" && book.successor !== undefined) return yield* follow(rooms.open(book.successor))
        if (book === undefined || book._tag === "gone") return yield* new MlsError("ResumptionRejected", "NoReInit", { rule: "V284" })
        yield* past(room.desk, tick)
      }
    })
    const { name } = yield* run(clientBook(desk))
    return {
      name,
      create: Effect.fnUntraced(function* (choices: CreateChoices = {}) {
        const { begun, room } = yield* run(create(desk, rooms, choices))
        const group = yield* follow(room)
        if (begun !== undefined) yield* begun.confirmed
        return group
      }),
      join: (choices = {}) => Effect.flatMap(run(joinNext(desk, rooms, choices)), follow),
      joinExternally: (fetch, choices = {}) => Effect.flatMap(run(joinFromOutside(desk, rooms, fetch, choices)), follow),
      invitations: run(turn(desk, (loaded) => Effect.succeed(loaded?.inbox.length ?? 0))),
      groups: Effect.map(run(storedGroups), (names) => names.map((one) => handle(rooms.open(one)))),
      group: Effect.fnUntraced(function* (id: string | Uint8Array) {
        const wanted = typeof id === "string" ? id : hexOf(id)
        if ((yield* run(storedGroups)).includes(wanted)) return handle(rooms.open(wanted))
        return yield* new MlsError("NotFound", "Group", { detail: wanted })
      }),
      forget: (id) => run(forget(desk, rooms.open(typeof id === "string" ? id : hexOf(id)))),
      restock: run(turn(desk, (loaded) => (loaded === undefined ? Effect.void : Effect.asVoid(restock(desk, loaded))))),
      restore: (bytes) => Effect.flatMap(run(restoreGroup(desk, rooms, bytes)), follow)
    }
  }
)
