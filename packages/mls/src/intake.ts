import { Composition, type Delivered, StoreFailure } from "@copath/contracts"
import { receive } from "@copath/group"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as PubSub from "effect/PubSub"
import * as Result from "effect/Result"
import { absorb, type Draft, draftOf } from "./absorb.ts"
import { enter } from "./desk.ts"
import { MlsError, told } from "./errors.ts"
import { Names } from "./member.ts"
import { verdictOn } from "./outcome.ts"
import { peek } from "./peek.ts"
import type { Active, Held } from "./record.ts"
import { aged, type GroupLoaded, type Room } from "./room.ts"
import { MlsOptions } from "./services.ts"

/**
 * Takes in what was delivered, in one transaction: ratchets, delivery position, what the application is to see and what is held for later (V294).
 * Whatever an input is, it gets one outcome, and the next one has its turn (V298, V299).
 */
export const takeIn = Effect.fnUntraced(function* (room: Room, loaded: GroupLoaded, batch: ReadonlyArray<Delivered>) {
  const now = BigInt(yield* Clock.currentTimeMillis)
  const { maxHeldAge, maxPastAge } = yield* MlsOptions
  const fresh = batch.filter(({ position }) => position >= loaded.cursor)
  const draft = draftOf(loaded, loaded.book._tag === "gone" ? loaded.book : aged(loaded.book, now, maxPastAge))
  expire(draft, now - BigInt(maxHeldAge))
  for (const { message, position } of fresh) {
    if (room.own.delete(position)) draft.outcomes.push({ position, outcome: "duplicate", error: undefined })
    else yield* take(room, draft, { position, message, since: now, tries: 0 }, now)
  }
  while (draft.progress) yield* retryHeld(room, draft, now)
  const last = fresh.at(-1)
  return yield* finish(room, loaded, draft, last === undefined ? loaded.cursor : last.position + 1n)
})

/** Tries again what is held, as when a pre-shared key or the authentication service has come back. */
export const tryAgain = Effect.fnUntraced(function* (room: Room, loaded: GroupLoaded) {
  const now = BigInt(yield* Clock.currentTimeMillis)
  const draft = draftOf(loaded, loaded.book)
  do yield* retryHeld(room, draft, now)
  while (draft.progress)
  return yield* finish(room, loaded, draft, loaded.cursor)
})

const finish = Effect.fnUntraced(function* (room: Room, loaded: GroupLoaded, draft: Draft, cursor: bigint) {
  const { book, outcomes, receive: notices, retired, send, sent } = draft
  const changed = book !== loaded.book
  const after =
    changed || cursor !== loaded.cursor
      ? yield* enter(room.desk, loaded, { ...(changed ? { book } : {}), cursor, send, sent: [...sent], receive: notices, retired })
      : loaded
  for (const tell of draft.after) tell()
  yield* PubSub.publishAll(
    room.outcomes,
    outcomes.map((outcome) => ({ ...outcome, group: room.name }))
  )
  return after
})

/** Messages held since before `oldest` are refused for good (V042). */
const expire = (draft: Draft, oldest: bigint): void => {
  const { book } = draft
  if (book._tag === "gone") return
  const old = book.held.filter(({ since }) => since < oldest)
  if (old.length === 0) return
  draft.book = { ...book, held: book.held.filter(({ since }) => since >= oldest) }
  for (const { position } of old) {
    const error = new MlsError("FrameRejected", "FutureEpoch", { rule: "V042", detail: "it waited too long for what comes before it" })
    draft.outcomes.push({ position, outcome: "refused", error })
  }
}

/** What is held for this epoch or an earlier one, oldest first. Whoever must go on waiting is held again. */
const retryHeld = Effect.fnUntraced(function* (room: Room, draft: Draft, now: bigint) {
  draft.progress = false
  const { book } = draft
  if (book._tag === "gone") return
  const present = book.state.context.epoch
  const ripe = book.held.filter(({ epoch }) => epoch <= present)
  if (ripe.length === 0) return
  draft.book = { ...book, held: book.held.filter(({ epoch }) => epoch > present) }
  for (const one of ripe) yield* take(room, draft, one, now)
})

/** One input to its one outcome. */
const take = Effect.fnUntraced(function* (room: Room, draft: Draft, input: Omit<Held, "epoch">, now: bigint) {
  const { message, position, since, tries } = input
  const { book } = draft
  if (book._tag === "gone") {
    draft.outcomes.push({ position, outcome: "refused", error: new MlsError("Closed", "Removed") })
    return
  }
  const outside = peek((yield* Composition).wireFormats, message)
  if (outside._tag === "welcome" && book.state.reInit !== undefined) return yield* follow(room, draft, book, { message, position })
  const got = yield* Effect.result(receive(book.state, message))
  if (Result.isSuccess(got)) {
    const outcome = got.success._tag === "duplicate" ? "duplicate" : "accepted"
    draft.outcomes.push({ position, outcome, error: undefined })
    return absorb(room, draft, book, { position, got: got.success, now, names: yield* Names, limits: yield* MlsOptions })
  }
  const epoch = outside._tag === "framed" ? outside.epoch : undefined
  const at = { epoch, present: book.state.context.epoch, held: book.held.length, tries }
  const outcome = verdictOn(got.failure, at, yield* MlsOptions)
  draft.outcomes.push({ position, outcome, error: outcome === "duplicate" ? undefined : told(got.failure) })
  if (outcome !== "retry" || epoch === undefined) return
  draft.book = { ...book, held: [...book.held, { position, epoch, since, tries: tries + 1, message }] }
})

/** A Welcome in the order of a group that ended with a ReInit: the first one that holds leads into its successor (V289). */
const follow = Effect.fnUntraced(function* (room: Room, draft: Draft, book: Active, { message, position }: Delivered) {
  const entered = yield* Effect.result(room.hooks.enterSuccessor(room, book, message))
  if (Result.isFailure(entered)) {
    const error = told(entered.failure)
    // A store that fails says nothing of the Welcome: it comes again.
    if (error._tag === "StoreFailure") return yield* new StoreFailure({ reason: "Unavailable", key: room.name })
    draft.outcomes.push({ position, outcome: "refused", error })
    return
  }
  draft.book = { _tag: "gone", how: "reInit", epoch: book.state.context.epoch, successor: entered.success }
  for (const { id } of draft.loaded.outbox) draft.sent.add(id)
  draft.outcomes.push({ position, outcome: "accepted", error: undefined })
  draft.after.push(() => room.hooks.succeeded(entered.success))
})
