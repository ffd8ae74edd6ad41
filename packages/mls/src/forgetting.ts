import { GroupStore } from "@copath/contracts"
import * as Effect from "effect/Effect"
import { enter, turn } from "./desk.ts"
import { MlsError } from "./errors.ts"
import type { ClientDesk } from "./joining.ts"
import type { Room } from "./room.ts"

/** Of more groups than this the newest epochs are not remembered once their records are gone. */
const REMEMBERED = 1000

/**
 * Removes the record of a group that is over for this client. How far the group had come is remembered, so that nobody can lead us back into an older epoch of it
 * by a stale GroupInfo (V272).
 */
export const forget = Effect.fnUntraced(function* (desk: ClientDesk, room: Room) {
  yield* turn(
    desk,
    Effect.fnUntraced(function* (client) {
      yield* turn(
        room.desk,
        Effect.fnUntraced(function* (loaded) {
          if (client === undefined || loaded === undefined) return yield* new MlsError("NotFound", "Group", { detail: room.name })
          if (loaded.book._tag === "active") {
            return yield* new MlsError("SendRejected", "Invalid", { detail: "this client is in the group: `leave` first" })
          }
          const { epoch } = loaded.book
          const others = client.book.seen.filter(({ group }) => group !== room.name).slice(1 - REMEMBERED)
          yield* enter(desk, client, { book: { ...client.book, seen: [...others, { group: room.name, epoch }] } })
          yield* (yield* GroupStore).remove(room.desk.files.key)
          room.desk.loaded = undefined
        })
      )
    })
  )
})
