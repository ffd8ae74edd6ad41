import type { Change } from "@copath/contracts"
import type { GroupState } from "@copath/group"
import type { LeafIndex } from "@copath/tree-math"
import type { Credential } from "@copath/wire"
import type * as Effect from "effect/Effect"
import type * as PubSub from "effect/PubSub"
import type { EngineError } from "./catalogue.ts"
import { type Desk, type Loaded, openDesk, ring } from "./desk.ts"
import { type MlsError, told } from "./errors.ts"
import { type Happening, happeningCodec } from "./event.ts"
import { type Member, memberIn } from "./member.ts"
import { type Active, type Book, type EpochLine, readBook, writeBook } from "./record.ts"
import type { MlsServices } from "./services.ts"

/** Where a commit of ours stands. */
export type CommitStatus =
  /** Made, written down, and not yet with the delivery service; or waiting for the one before it. */
  | { readonly _tag: "pending"; readonly tries: number }
  /** Handed over; which commit won is not known yet. */
  | { readonly _tag: "sent"; readonly tries: number }
  /** Another commit won. What is left to do of ours is tried again by itself. */
  | { readonly _tag: "lost"; readonly tries: number; readonly to: Member | undefined }
  /** What it wanted is so, in this epoch: by our commit, or because others did the same before. */
  | { readonly _tag: "confirmed"; readonly epoch: bigint }
  /** It will not be. */
  | { readonly _tag: "failed"; readonly error: MlsError }

/** All that became of a commit, oldest first. */
export interface Life {
  readonly statuses: Array<CommitStatus>
}

/** What became of one input: every one ends in exactly one of these (V298). `retry`: held back until what it needs has come, within bounds. */
export interface Outcome {
  /** The group's name. */
  readonly group: string
  /** Its place in the group's order. */
  readonly position: bigint
  /** `duplicate`: taken in before, or the echo of our own; `refused`: dropped for good. */
  readonly outcome: "accepted" | "duplicate" | "retry" | "refused"
  /** Why, for `retry` and `refused`. */
  readonly error: MlsError | undefined
}

/** What a room asks of its client when the group goes on as another one. */
export interface Hooks {
  /** Enters the group that a Welcome in the old group's order leads to, and gives its name. */
  readonly enterSuccessor: (room: Room, book: Active, welcome: Uint8Array) => Effect.Effect<string, EngineError | MlsError, MlsServices>
  /** The record tells by now that the group goes on under this name. */
  readonly succeeded: (name: string) => void
}

/** A group as this process works on it. */
export interface Room {
  /** Hex of the group id; by this name it is delivered and stored. */
  readonly name: string
  readonly desk: Desk<Book, Happening>
  /** Commits that somebody watches, by id. */
  readonly lives: Map<bigint, Life>
  /** Positions of messages that are ours by the delivery service's word, and whose echoes have not come. */
  readonly own: Set<bigint>
  /** Those of all groups of the client. */
  readonly outcomes: PubSub.PubSub<Outcome>
  readonly hooks: Hooks
  /** The last event that was shown to the application: taken from the inbox when it asks for the next. */
  shown: bigint
  /** Whether the outbox could not be emptied, and must be tried again. */
  stuck: boolean
}

/** A group's record as read or written last. */
export type GroupLoaded = Loaded<Book, Happening>

/** The records of groups have names that begin so. */
export const groupPrefix = "group/"

/** A room for a group, whose record need not exist yet. */
export const openRoom = (name: string, outcomes: PubSub.PubSub<Outcome>, hooks: Hooks): Room => ({
  name,
  desk: openDesk({ key: groupPrefix + name, write: writeBook, read: readBook, notice: happeningCodec }),
  lives: new Map(),
  own: new Set(),
  outcomes,
  hooks,
  shown: -1n,
  stuck: false
})

/** Tells whoever watches a commit. */
export const say = (room: Room, commit: bigint, status: CommitStatus): void => {
  const life = room.lives.get(commit)
  if (life === undefined) return
  life.statuses.push(status)
  if (status._tag === "confirmed" || status._tag === "failed") room.lives.delete(commit)
  ring(room.desk)
}

/** A commit's failure, as its watchers see it. */
export const failed = (error: EngineError | MlsError): CommitStatus => ({ _tag: "failed", error: told(error) })

/** What a new epoch brought, for the history and for the application. */
export const epochBegun = (
  before: GroupState,
  after: GroupState,
  { change, external }: { readonly change: Change; readonly external: boolean },
  names: (credential: Credential) => string,
  now: bigint
): { readonly line: EpochLine; readonly event: Happening } => {
  const who = (state: GroupState) => (leaf: LeafIndex) => memberIn(state, leaf, names) ?? []
  const by = memberIn(external ? after : before, change.committer, names)
  if (by === undefined) throw new TypeError("a commit that was taken has a committer")
  const changes = {
    added: change.added.flatMap(who(after)),
    removed: change.removed.flatMap(who(before)),
    updated: change.updated.flatMap(who(after))
  }
  const { epoch } = after.context
  return { line: { epoch, at: now, by, external, ...changes }, event: { _tag: "changed", by, external, ...changes, epoch } }
}

/** The record with one more line of history, and late messages' keys only of epochs that ended not too long ago (V296). */
export const withLine = (book: Active, line: EpochLine, limits: { readonly maxHistory: number; readonly maxPastAge: number }): Active => ({
  ...aged(book, line.at, limits.maxPastAge),
  history: [...book.history, line].slice(-limits.maxHistory)
})

/** Forgets epochs that ended longer ago than `maxAge` milliseconds; when an epoch ended is when the next one began. */
export const aged = (book: Active, now: bigint, maxAge: number): Active => {
  const ended = new Map(book.history.map(({ at, epoch }) => [epoch - 1n, at]))
  const kept = book.state.past.filter(({ epoch }) => now - (ended.get(epoch) ?? now) <= BigInt(maxAge))
  return kept.length === book.state.past.length ? book : { ...book, state: { ...book.state, past: kept } }
}
