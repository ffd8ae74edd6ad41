import type { Secret } from "@copath/contracts"
import type { CommitReceived, Received } from "@copath/group"
import type { Credential } from "@copath/wire"
import { leafIndex } from "@copath/tree-math"
import { closedBy, unsaid } from "./committing.ts"
import { MlsError } from "./errors.ts"
import type { Happening } from "./event.ts"
import { memberIn, senderOf } from "./member.ts"
import { welcomes } from "./outbox.ts"
import type { Parcel } from "./parcel.ts"
import type { Active, Book } from "./record.ts"
import { epochBegun, failed, type GroupLoaded, type Outcome, type Room, say, withLine } from "./room.ts"
import type { MlsChoices } from "./services.ts"

/** One transaction in the making. */
export interface Draft {
  book: Book
  readonly loaded: GroupLoaded
  readonly send: Array<Parcel>
  /** Outbox entries that are settled. */
  readonly sent: Set<bigint>
  readonly receive: Array<Happening>
  readonly retired: Array<Secret>
  readonly outcomes: Array<Omit<Outcome, "group">>
  /** Told once all is written. */
  readonly after: Array<() => void>
  /** Whether something came in that others may have waited for. */
  progress: boolean
}

/** An empty transaction on `book`. */
export const draftOf = (loaded: GroupLoaded, book: Book): Draft => ({
  book,
  loaded,
  send: [],
  sent: new Set(),
  receive: [],
  retired: [],
  outcomes: [],
  after: [],
  progress: false
})

/** Something that came in and holds. */
export interface Arrival {
  readonly position: bigint
  readonly got: Received
  readonly now: bigint
  readonly names: (credential: Credential) => string
  readonly limits: MlsChoices
}

/** Puts into the draft what an accepted input changes, and what the application will see of it. */
export const absorb = (room: Room, draft: Draft, book: Active, arrival: Arrival): void => {
  const { got, names } = arrival
  draft.retired.push(...got.retired)
  switch (got._tag) {
    case "duplicate":
      draft.book = { ...book, state: got.state }
      return
    case "application": {
      const { authenticatedData, data, epoch, sender } = got
      draft.book = { ...book, state: got.state }
      draft.receive.push({ _tag: "message", from: senderOf(book.state, epoch, sender, names), data, authenticatedData, epoch })
      return
    }
    case "proposal": {
      const by = got.sender._tag === "member" ? memberIn(book.state, leafIndex(got.sender.leafIndex), names) : undefined
      draft.book = { ...book, state: got.state }
      draft.receive.push({ _tag: "proposed", by, what: got.proposal._tag })
      draft.progress = true
      return
    }
    case "commit":
      return nextEpoch(room, draft, book, got, arrival)
    case "removed":
      return removed(room, draft, book, got, arrival)
  }
}

const nextEpoch = (
  room: Room,
  draft: Draft,
  book: Active,
  got: Extract<CommitReceived, { readonly _tag: "commit" }>,
  { limits, names, now, position }: Arrival
): void => {
  const { event, line } = epochBegun(book.state, got.state, got, names, now)
  const next = withLine({ ...book, state: got.state }, line, limits)
  const { made } = book
  draft.receive.push(event)
  draft.progress = true
  // Won or lost: the commit that this client made for the epoch needs no more sending.
  for (const { id, parcel } of draft.loaded.outbox) if (parcel._tag === "commit") draft.sent.add(id)
  if (made === undefined) draft.book = next
  else if (!got.external && got.sender === book.state.me) {
    draft.book = { ...next, made: undefined }
    draft.send.push(...welcomes(made, position))
    draft.after.push(() => say(room, made.want.id, { _tag: "confirmed", epoch: got.state.context.epoch }))
  } else {
    draft.book = { ...next, made: undefined, wants: [made.want, ...next.wants] }
    draft.after.push(() => say(room, made.want.id, { _tag: "lost", tries: made.want.tries, to: line.by }))
  }
  if (got.state.reInit !== undefined) draft.receive.push({ _tag: "ended", how: "reInit", by: line.by, epoch: got.state.context.epoch })
}

const removed = (
  room: Room,
  draft: Draft,
  book: Active,
  got: Extract<CommitReceived, { readonly _tag: "removed" }>,
  { names }: Arrival
): void => {
  const how = book.leaving > 0 ? "left" : "removed"
  const { epoch } = book.state.context
  draft.book = { _tag: "gone", how, epoch, successor: undefined }
  for (const id of unsaid(draft.loaded)) draft.sent.add(id)
  draft.receive.push({ _tag: "ended", how, by: memberIn(book.state, got.sender, names), epoch })
  draft.after.push(() => {
    for (const id of room.lives.keys()) say(room, id, failed(new MlsError("Closed", closedBy[how])))
  })
}
