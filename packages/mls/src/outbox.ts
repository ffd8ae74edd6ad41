import { type DeliveryRefused, DeliveryService } from "@copath/contracts"
import { adopt, drop } from "@copath/group"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { enter, ring } from "./desk.ts"
import { invitationBytes } from "./invitation.ts"
import { Names } from "./member.ts"
import { mailbox, type Parcel } from "./parcel.ts"
import type { Active, Made } from "./record.ts"
import { epochBegun, failed, type GroupLoaded, type Room, say, withLine } from "./room.ts"
import { MlsOptions } from "./services.ts"
import { told } from "./errors.ts"

/** What came of emptying an outbox. */
export interface Flushed {
  readonly loaded: GroupLoaded
  /** Parcels that the delivery service will never take, by id; they are dropped. */
  readonly refused: ReadonlyMap<bigint, DeliveryRefused>
}

const patient = new Set<DeliveryRefused["reason"]>(["Unavailable", "RateLimited"])

/**
 * Hands over what waits in the outbox, oldest first. What is delivered twice because a crash came between the delivery and its note is a duplicate for all who
 * read it. A commit that the service takes is adopted at once, and only then its Welcomes leave (V265); one that is too late is decided by the group's order:
 * whichever commit stands there first has won, be it our own of before a crash.
 */
export const flush = (room: Room, start: GroupLoaded) =>
  Effect.onInterrupt(empty(room, start), () =>
    // Whoever gave up waiting has not taken back what was written down: it goes out later.
    Effect.sync(() => {
      room.stuck = true
      ring(room.desk)
    })
  )

const empty = Effect.fnUntraced(function* (room: Room, start: GroupLoaded) {
  const delivery = yield* DeliveryService
  const refused = new Map<bigint, DeliveryRefused>()
  let loaded = start
  let sent: Array<bigint> = []
  room.stuck = false
  for (;;) {
    const next = loaded.outbox.find(({ id }) => !sent.includes(id))
    if (next === undefined) break
    const { id, parcel } = next
    const answer = yield* Effect.result(publish(delivery, room.name, parcel))
    if (Result.isFailure(answer) && patient.has(answer.failure.reason)) {
      room.stuck = true
      ring(room.desk)
      break
    }
    if (Result.isSuccess(answer) && (parcel._tag === "message" || parcel._tag === "commit")) room.own.add(answer.success.position)
    if (parcel._tag !== "commit") {
      if (Result.isFailure(answer)) refused.set(id, answer.failure)
      sent.push(id)
      continue
    }
    const sofar = [...sent, id]
    sent = []
    loaded = Result.isSuccess(answer)
      ? yield* confirm(room, loaded, answer.success.position, sofar)
      : yield* undecided(room, loaded, answer.failure, sofar)
  }
  if (sent.length > 0) loaded = yield* enter(room.desk, loaded, { sent })
  return { loaded, refused } satisfies Flushed
})

const publish = (
  delivery: DeliveryService["Service"],
  group: string,
  parcel: Parcel
): Effect.Effect<{ readonly position: bigint }, DeliveryRefused> => {
  switch (parcel._tag) {
    case "message":
      return delivery.publish(group, parcel.message, Option.none())
    case "welcome":
      return delivery.publish(mailbox(parcel.client), invitationBytes(parcel), Option.none())
    default:
      return delivery.publish(group, parcel.message, Option.some(parcel.epoch))
  }
}

/** The delivery service took our commit: enter its epoch. */
const confirm = Effect.fnUntraced(function* (room: Room, loaded: GroupLoaded, position: bigint, sent: ReadonlyArray<bigint>) {
  const { book } = loaded
  // The group's order may have told us before the acknowledgement came.
  if (book._tag === "gone" || book.made === undefined || book.state.pending === undefined) return yield* enter(room.desk, loaded, { sent })
  const { change, retired, state } = yield* Effect.orDie(adopt(book.state))
  const names = yield* Names
  const now = BigInt(yield* Clock.currentTimeMillis)
  say(room, book.made.want.id, { _tag: "sent", tries: book.made.want.tries })
  const { event, line } = epochBegun(book.state, state, { change, external: false }, names, now)
  const next = withLine({ ...book, state, made: undefined }, line, yield* MlsOptions)
  const after = yield* enter(room.desk, loaded, { book: next, sent, send: welcomes(book.made, position), receive: [event], retired })
  say(room, book.made.want.id, { _tag: "confirmed", epoch: state.context.epoch })
  return after
})

/** What a confirmed commit sends to those who join by it. */
export const welcomes = ({ invited, welcome }: Made, position: bigint): ReadonlyArray<Parcel> =>
  welcome === undefined ? [] : invited.map((client) => ({ _tag: "welcome", client, welcome, position: position + 1n }) as const)

/** The service did not take it. `StaleEpoch`: there is a winner, which the group's order will show; all else is final. */
const undecided = Effect.fnUntraced(function* (room: Room, loaded: GroupLoaded, refusal: DeliveryRefused, sent: ReadonlyArray<bigint>) {
  const { book } = loaded
  if (book._tag === "gone" || book.made === undefined) return yield* enter(room.desk, loaded, { sent })
  const { want } = book.made
  if (refusal.reason === "StaleEpoch") {
    say(room, want.id, { _tag: "sent", tries: want.tries })
    return yield* enter(room.desk, loaded, { sent })
  }
  const { retired, state } = drop(book.state)
  const after = yield* enter(room.desk, loaded, { book: { ...book, state, made: undefined } satisfies Active, sent, retired })
  say(room, want.id, failed(told(refusal)))
  return after
})
