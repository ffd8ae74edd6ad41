import { Registry, StoreFailure } from "@copath/contracts"
import { commit, externalPsk, proposeRemove } from "@copath/group"
import { removedBy } from "@copath/membership"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { EngineError } from "./catalogue.ts"
import { enter } from "./desk.ts"
import { MlsError } from "./errors.ts"
import { memberIn, Names } from "./member.ts"
import { flush } from "./outbox.ts"
import type { Active, Gone } from "./record.ts"
import { failed, type GroupLoaded, type Room, say } from "./room.ts"
import { objectionTo } from "./roles.ts"
import { slotFor } from "./slot.ts"
import { MlsOptions } from "./services.ts"
import { restOf, type Want } from "./want.ts"

/** Makes the commit of a want and puts it into the outbox; when the want has come true already, it is confirmed as it is. */
export const make = Effect.fnUntraced(function* (room: Room, loaded: GroupLoaded, active: Active, want: Want) {
  const wants = active.wants.filter(({ id }) => id !== want.id)
  const rest = restOf(want, active.state)
  if (rest === undefined) {
    const after = wants.length === active.wants.length ? loaded : yield* enter(room.desk, loaded, { book: { ...active, wants } })
    say(room, want.id, { _tag: "confirmed", epoch: active.state.context.epoch })
    return after
  }
  const psks = yield* Effect.forEach(rest.psks, externalPsk)
  const { message, retired, state, welcome } = yield* commit(active.state, {
    ...rest.intent,
    psks,
    ...(yield* slotFor(room, active.state, "handshake"))
  })
  const tried = { ...want, tries: want.tries + 1 }
  const names = yield* Names
  // All who join by it: those we add, and those whom others proposed.
  const invited = (state.pending?.change.added ?? []).flatMap((leaf) => memberIn(state.pending?.next ?? state, leaf, names)?.name ?? [])
  const after = yield* enter(room.desk, loaded, {
    book: { ...active, state, wants, made: { want: tried, welcome, invited } },
    send: [{ _tag: "commit", message, epoch: active.state.context.epoch }],
    retired
  })
  say(room, want.id, { _tag: "pending", tries: tried.tries })
  return after
})

/**
 * Goes on with whatever can go on: empties the outbox, makes the next wanted commit, commits what others proposed, asks again to leave. Ends when
 * the outbox is stuck, a commit is undecided, or nothing is left to do.
 */
export const settle = Effect.fnUntraced(function* (room: Room, start: GroupLoaded) {
  const options = yield* MlsOptions
  let { loaded } = yield* flush(room, start)
  for (;;) {
    const { book } = loaded
    if (room.stuck || book._tag === "gone" || book.made !== undefined || book.state.reInit !== undefined) return loaded
    const [want] = book.wants
    if (book.leaving > 0) {
      if (book.state.tree.members().length === 1) return yield* endOf(room, loaded, "left")
      const asked = yield* askToLeave(room, loaded, book)
      if (asked === undefined && !(options.autoCommit && (yield* mine(book)))) return loaded
      loaded = asked ?? (yield* attempt(room, loaded, book, proposalsOf(book)))
    } else if (want !== undefined) loaded = yield* attempt(room, loaded, book, want)
    else if (options.autoCommit && (yield* mine(book))) loaded = yield* attempt(room, loaded, book, proposalsOf(book))
    else return loaded
    loaded = (yield* flush(room, loaded)).loaded
  }
})

/** A want for what others proposed. */
export const proposalsOf = (book: Active): Want => ({ ...emptyWant, id: book.nextCommit, proposals: true })

/** Nothing, yet. */
export const emptyWant: Omit<Want, "id"> = {
  tries: 0,
  add: [],
  remove: [],
  extensions: [],
  path: false,
  proposals: false,
  psks: [],
  reInit: undefined
}

/** Tries a want whose caller does not wait for errors: what cannot be committed is dropped, and its watchers told. */
const attempt = Effect.fnUntraced(function* (room: Room, loaded: GroupLoaded, book: Active, want: Want) {
  const { commitTries } = yield* MlsOptions
  const counted = want.id < book.nextCommit ? book : { ...book, nextCommit: want.id + 1n }
  const tried: Result.Result<GroupLoaded, EngineError | MlsError> =
    want.tries < commitTries
      ? yield* Effect.result(make(room, loaded, counted, want))
      : Result.fail(new MlsError("CommitLost", "GaveUp", { detail: `${want.tries} commits of ours were beaten` }))
  if (Result.isSuccess(tried)) return tried.success
  if (tried.failure instanceof StoreFailure) return yield* tried.failure
  const wants = book.wants.filter(({ id }) => id !== want.id)
  // What others proposed and nobody may commit must not be tried for ever: it goes with the epoch, and is left alone until then.
  const after = yield* enter(room.desk, loaded, {
    book: { ...counted, wants, ignored: want.proposals ? book.state.context.epoch : book.ignored }
  })
  say(room, want.id, failed(tried.failure))
  return after
})

/** Asks anew to be removed, if nobody has done so in this epoch; after too many tries the wish is given up. */
const askToLeave = Effect.fnUntraced(function* (room: Room, loaded: GroupLoaded, book: Active) {
  const { state } = book
  const registry = yield* Registry
  if (state.proposals.some((c) => removedBy(c, registry) === state.me)) return undefined
  const { commitTries } = yield* MlsOptions
  if (book.leaving >= commitTries) return yield* stay(room, loaded, book)
  const asked = yield* Effect.result(leaveBy(room, loaded, book))
  if (Result.isSuccess(asked)) return asked.success
  if (asked.failure instanceof StoreFailure) return yield* asked.failure
  return yield* stay(room, loaded, book)
})

const stay = (room: Room, loaded: GroupLoaded, book: Active) =>
  enter(room.desk, loaded, { book: { ...book, leaving: 0 }, receive: [{ _tag: "stayed", epoch: book.state.context.epoch }] })

/** The group is over for this client: no keys stay, nothing is sent any more (V213). */
export const endOf = Effect.fnUntraced(function* (room: Room, loaded: GroupLoaded, how: Gone["how"]) {
  const { book } = loaded
  if (book._tag === "gone") return loaded
  const { epoch } = book.state.context
  const after = yield* enter(room.desk, loaded, {
    book: { _tag: "gone", how, epoch, successor: undefined },
    sent: unsaid(loaded),
    receive: [{ _tag: "ended", how, by: undefined, epoch }]
  })
  for (const id of room.lives.keys()) say(room, id, failed(new MlsError("Closed", closedBy[how])))
  return after
})

/** What is not said any more once the group is over; Welcomes are still owed to those who were let in. */
export const unsaid = ({ outbox }: GroupLoaded): ReadonlyArray<bigint> =>
  outbox.filter(({ parcel }) => parcel._tag !== "welcome").map(({ id }) => id)

/** The catalogue's word for how a group ended. */
export const closedBy = { removed: "Removed", left: "Left", reInit: "ReInit" } as const

/** Proposes our own removal (12.1.3): nobody commits its own, so another member must. */
export const leaveBy = Effect.fnUntraced(function* (room: Room, loaded: GroupLoaded, book: Active) {
  const { message, retired, state } = yield* proposeRemove(book.state, book.state.me, yield* slotFor(room, book.state, "handshake"))
  return yield* enter(room.desk, loaded, {
    book: { ...book, state, leaving: book.leaving + 1 },
    send: [{ _tag: "message", message }],
    retired
  })
})

/**
 * Whether it falls to us to commit what was proposed: to the first leaf of those who stay and may commit all of it, so that not everybody tries at once; if all
 * want to leave, to the first of these. Others do so before they send.
 */
const mine = Effect.fnUntraced(function* ({ ignored, state }: Active) {
  if (state.proposals.length === 0 || ignored === state.context.epoch || state.pending !== undefined) return false
  const registry = yield* Registry
  const going = new Set(state.proposals.map((c) => removedBy(c, registry)).filter((leaf) => leaf !== undefined))
  const members = state.tree.members()
  const staying = members.filter((leaf) => !going.has(leaf))
  const first = (staying.length === 0 ? members : staying).find((leaf) => objectionTo(state, leaf, state.proposals) === undefined)
  return first === state.me
})
