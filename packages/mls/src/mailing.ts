import { decode } from "@copath/codec"
import { DeliveryService } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { enter, past, turn } from "./desk.ts"
import { invitationCodec } from "./invitation.ts"
import { type ClientDesk, joinBy, type JoinChoices, type Rooms } from "./joining.ts"
import { restock } from "./keyPackages.ts"
import { mailbox } from "./parcel.ts"
import { MlsOptions, type MlsServices } from "./services.ts"

/** Takes the oldest invitation, or waits for one; then the directory's stock is filled up again. */
export const joinNext = Effect.fnUntraced(function* (desk: ClientDesk, rooms: Rooms, choices: JoinChoices) {
  for (;;) {
    const tick = desk.ticks
    const room = yield* turn(
      desk,
      Effect.fnUntraced(function* (loaded) {
        const next = loaded?.inbox[0]
        if (loaded === undefined || next === undefined) return undefined
        const joined = yield* joinBy(desk, rooms, loaded, next.id, next.notice, choices)
        if (desk.loaded !== undefined) yield* restock(desk, desk.loaded)
        return joined
      })
    )
    if (room !== undefined) return room
    yield* past(desk, tick)
  }
})

/** Brings the mailbox's Welcomes into the store, as they come, each once. What is no invitation is passed over, and so is what would not fit. */
export const collect: (desk: ClientDesk) => Effect.Effect<void, never, MlsServices> = Effect.fnUntraced(function* (desk: ClientDesk) {
  const { pause } = yield* MlsOptions
  const [first, longest] = pause
  for (let wait = first; ; wait = Math.min(wait * 2, longest)) {
    yield* Effect.result(followMail(desk))
    yield* Effect.sleep(wait)
  }
})

const followMail = Effect.fnUntraced(function* (desk: ClientDesk) {
  const delivery = yield* DeliveryService
  const { maxInbox } = yield* MlsOptions
  const start = yield* turn(desk, (loaded) => Effect.succeed({ cursor: loaded?.cursor ?? 0n, name: loaded?.book.name ?? "" }))
  yield* Stream.runForEachArray(delivery.subscribe(mailbox(start.name), start.cursor), (batch) =>
    turn(
      desk,
      Effect.fnUntraced(function* (loaded) {
        const last = batch.at(-1)
        if (loaded === undefined || last === undefined || last.position < loaded.cursor) return
        const fresh = batch.filter(({ position }) => position >= loaded.cursor)
        const read = fresh.map(({ message }) => decode(invitationCodec, message)).filter(Result.isSuccess)
        const room = Math.max(0, maxInbox - loaded.inbox.length)
        yield* enter(desk, loaded, { cursor: last.position + 1n, receive: read.slice(0, room).map(({ success }) => success) })
      })
    )
  )
})
