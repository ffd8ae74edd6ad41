import { type Delivered, DeliveryService, type StoreFailure } from "@copath/contracts"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { settle } from "./committing.ts"
import { past, turn } from "./desk.ts"
import { MlsError } from "./errors.ts"
import { takeIn } from "./intake.ts"
import type { GroupLoaded, Room } from "./room.ts"
import { MlsOptions, type MlsServices } from "./services.ts"

/** The group is over: there is nothing more to take in. */
class Over extends Data.TaggedError("Over") {}

/**
 * Follows a group for as long as it lasts: goes on with what was left undone, then takes in what is delivered from where the last transaction stood. When the
 * store fails, or another process wrote the record, everything is let go of and begun anew after a pause.
 */
export const attend: (room: Room) => Effect.Effect<void, never, MlsServices> = Effect.fnUntraced(function* (room: Room) {
  const delivery = yield* DeliveryService
  const { pause } = yield* MlsOptions
  const [first, longest] = pause
  for (let wait = first; ; wait = Math.min(wait * 2, longest)) {
    const outcome = yield* Effect.result(
      Effect.gen(function* () {
        const { cursor } = yield* turn(room.desk, (loaded) => resume(room, loaded))
        yield* Stream.runForEachArray(delivery.subscribe(room.name, cursor), (batch) => takeBatch(room, batch))
      })
    )
    if (outcome._tag === "Failure" && (outcome.failure._tag === "Over" || isFinal(outcome.failure))) return
    yield* Effect.sleep(wait)
  }
})

const isFinal = (error: StoreFailure | MlsError): boolean =>
  error._tag === "NotFound" || (error._tag === "StoreFailure" && error.reason === "Corrupt")

const present = (room: Room, loaded: GroupLoaded | undefined): Effect.Effect<GroupLoaded, MlsError | Over> => {
  if (loaded === undefined) return Effect.fail(new MlsError("NotFound", "Group", { detail: room.name }))
  return loaded.book._tag === "gone" ? Effect.fail(new Over()) : Effect.succeed(loaded)
}

const resume = Effect.fnUntraced(function* (room: Room, loaded: GroupLoaded | undefined) {
  // What is owed when a group is over is still delivered.
  return yield* present(room, loaded === undefined ? loaded : yield* settle(room, loaded))
})

const takeBatch = Effect.fnUntraced(function* (room: Room, batch: ReadonlyArray<Delivered>) {
  yield* roomForMore(room)
  yield* turn(
    room.desk,
    Effect.fnUntraced(function* (loaded: GroupLoaded | undefined) {
      const after = yield* takeIn(room, yield* present(room, loaded), batch)
      return yield* present(room, yield* settle(room, after))
    })
  )
})

/** Waits until the application has taken enough of what it was told: nothing is dropped, the delivery service keeps the rest. */
const roomForMore = Effect.fnUntraced(function* (room: Room) {
  const { maxInbox } = yield* MlsOptions
  for (;;) {
    const tick = room.desk.ticks
    const waiting = yield* turn(room.desk, (loaded) => Effect.succeed(loaded?.inbox.length ?? 0))
    if (waiting < maxInbox) return
    yield* past(room.desk, tick)
  }
})

/** Empties an outbox that was stuck, after pauses that grow. */
export const pump: (room: Room) => Effect.Effect<void, never, MlsServices> = Effect.fnUntraced(function* (room: Room) {
  const { pause } = yield* MlsOptions
  const [first, longest] = pause
  let wait = first
  for (;;) {
    if (!room.stuck) {
      wait = first
      yield* past(room.desk, room.desk.ticks)
      continue
    }
    yield* Effect.sleep(wait)
    wait = Math.min(wait * 2, longest)
    const outcome = yield* Effect.result(turn(room.desk, (loaded) => resume(room, loaded)))
    if (outcome._tag === "Failure" && (outcome.failure._tag === "Over" || isFinal(outcome.failure))) return
  }
})
