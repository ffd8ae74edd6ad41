import type { StoreFailure } from "@copath/contracts"
import { send as seal } from "@copath/group"
import * as Effect from "effect/Effect"
import { closedBy, leaveBy, make, proposalsOf, settle, endOf } from "./committing.ts"
import { enter, past, turn } from "./desk.ts"
import { MlsError } from "./errors.ts"
import type { GroupEvent } from "./event.ts"
import { flush } from "./outbox.ts"
import type { Active } from "./record.ts"
import type { GroupLoaded, Room } from "./room.ts"
import { slotFor } from "./slot.ts"
import type { MlsServices } from "./services.ts"

/** A message that was sealed and written down. */
export interface SentMessage {
  /** The epoch that it is of. */
  readonly epoch: bigint
  /** `queued`: the delivery service does not answer; it is handed over when that does. */
  readonly state: "sent" | "queued"
}

/** The record of a group in which this client can act, or why it cannot. */
export const active = (
  room: Room,
  loaded: GroupLoaded | undefined
): Effect.Effect<readonly [GroupLoaded, Active], MlsError<"Closed" | "NotFound">> => {
  if (loaded === undefined) return Effect.fail(new MlsError("NotFound", "Group", { detail: room.name }))
  const { book } = loaded
  return book._tag === "gone" ? Effect.fail(new MlsError("Closed", closedBy[book.how])) : Effect.succeed([loaded, book])
}

/** The same, for one who has not asked to leave. */
export const speaking = Effect.fnUntraced(function* (room: Room, loaded: GroupLoaded | undefined) {
  const [found, book] = yield* active(room, loaded)
  if (book.leaving > 0) return yield* new MlsError("Closed", "Leaving")
  return [found, book] as const
})

type Attempt = { readonly sent: SentMessage } | { readonly after: number }

/**
 * Seals a message and hands it over. Proposals that wait are committed first, for the RFC wants them so (12.4; V084). The ratchet that sealed the message is written
 * down, with the message itself, before anything leaves (V291).
 */
export const sendMessage = Effect.fnUntraced(function* (room: Room, data: Uint8Array, authenticatedData: Uint8Array) {
  for (;;) {
    const tried: Attempt = yield* turn(room.desk, (loaded) => trySend(room, loaded, data, authenticatedData))
    if ("sent" in tried) return tried.sent
    yield* past(room.desk, tried.after)
  }
})

const trySend = Effect.fnUntraced(function* (room: Room, start: GroupLoaded | undefined, data: Uint8Array, authenticatedData: Uint8Array) {
  let [loaded, book] = yield* speaking(room, start)
  if (book.state.proposals.length > 0) {
    if (book.made === undefined) loaded = (yield* flush(room, yield* make(room, loaded, book, proposalsOf(book)))).loaded
    ;[loaded, book] = yield* speaking(room, loaded)
    if (room.stuck)
      return yield* new MlsError("DeliveryRefused", "Unavailable", { detail: "proposals must be committed before anything is sent" })
    // Whose commit won is not known yet: the next tick may tell.
    if (book.made !== undefined) return { after: room.desk.ticks } satisfies Attempt
  }
  const { message, retired, state } = yield* seal(book.state, data, {
    authenticatedData,
    ...(yield* slotFor(room, book.state, "application"))
  })
  const written = yield* enter(room.desk, loaded, { book: { ...book, state }, send: [{ _tag: "message", message }], retired })
  const id = written.outbox.at(-1)?.id ?? -1n
  const { loaded: flushed, refused } = yield* flush(room, written)
  const refusal = refused.get(id)
  if (refusal !== undefined) return yield* refusal
  const queued = flushed.outbox.some((entry) => entry.id === id)
  return { sent: { epoch: state.context.epoch, state: queued ? "queued" : "sent" } } satisfies Attempt
})

/** Asks the others to remove us; nothing more is said here from now on. Whoever is alone is out at once. */
export const leave = (room: Room) =>
  turn(
    room.desk,
    Effect.fnUntraced(function* (start: GroupLoaded | undefined) {
      const [loaded, book] = yield* active(room, start)
      if (book.leaving > 0) return
      if (book.state.tree.members().length === 1) return yield* Effect.asVoid(endOf(room, loaded, "left"))
      const asked = yield* leaveBy(room, loaded, book)
      yield* settle(room, asked)
    })
  )

/** The next event that was not shown yet; the ones before it are taken from the store now. Waits when there is none. */
export const nextEvent: (room: Room) => Effect.Effect<GroupEvent, MlsError | StoreFailure, MlsServices> = Effect.fnUntraced(function* (
  room: Room
) {
  for (;;) {
    const tick = room.desk.ticks
    const found = yield* turn(room.desk, (loaded) => show(room, loaded))
    if (found !== undefined) return found
    yield* past(room.desk, tick)
  }
})

const show = Effect.fnUntraced(function* (room: Room, loaded: GroupLoaded | undefined) {
  if (loaded === undefined) return yield* new MlsError("NotFound", "Group", { detail: room.name })
  const taken = loaded.inbox.filter(({ id }) => id <= room.shown).map(({ id }) => id)
  const after = taken.length === 0 ? loaded : yield* enter(room.desk, loaded, { taken })
  const [first] = after.inbox
  if (first === undefined) {
    // Nothing follows the last event.
    if (after.book._tag === "gone") return yield* new MlsError("Closed", closedBy[after.book.how])
    return undefined
  }
  room.shown = first.id
  return { ...first.notice, id: first.id, group: room.name } satisfies GroupEvent
})

/** The next message; events before it are passed over. Fails when the group ends first. */
export const nextMessage: (room: Room) => Effect.Effect<MessageEvent, MlsError | StoreFailure, MlsServices> = Effect.fnUntraced(function* (
  room: Room
) {
  for (;;) {
    const event = yield* nextEvent(room)
    if (event._tag === "message") return { ...event, text: textOf(event.data) }
    if (event._tag === "ended") return yield* new MlsError("Closed", closedBy[event.how])
  }
})

/** A message, and its data as text; bytes that are no UTF-8 show as replacement characters. */
export type MessageEvent = Extract<GroupEvent, { readonly _tag: "message" }> & { readonly text: string }

const textOf = (data: Uint8Array): string => new TextDecoder().decode(data)
