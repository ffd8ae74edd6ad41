import * as Context from "effect/Context"
import * as Data from "effect/Data"
import type * as Effect from "effect/Effect"
import * as Option from "effect/Option"

/** A store did not do what it was asked, and changed nothing. `Fenced`: somebody else wrote since this state was loaded; load again. */
export class StoreFailure extends Data.TaggedError("StoreFailure")<{
  readonly reason: "Fenced" | "Corrupt" | "Unavailable"
  readonly key: string
}> {}

/** A group's record: its encoded state, and the version that fences writers with an older one. */
export interface StoredGroup {
  /** Grows with every change of the record; the next `transact` expects it. */
  readonly version: bigint
  /** As the last delta gave it; opaque to the store. */
  readonly state: Uint8Array
  /** The large part of the state that seldom changes, as the last delta gave it; empty until one does. */
  readonly bulk: Uint8Array
  /** The delivery position to go on from; 0 until a delta moves it. */
  readonly cursor: bigint
  /** Messages written down with the state and not yet marked as sent, oldest first. */
  readonly outbox: ReadonlyArray<OutboxEntry>
  /** Notices written down with the state and not yet taken by the application, oldest first. */
  readonly inbox: ReadonlyArray<InboxEntry>
}

/** A message that was written down together with the state and is not yet marked as sent. */
export interface OutboxEntry {
  /** Names the entry in `GroupDelta.sent`; never used for another message of the group. */
  readonly id: bigint
  /** What to publish; opaque to the store. */
  readonly message: Uint8Array
}

/** Something for the application, such as a message that came in, written down together with the state that opened it. */
export interface InboxEntry {
  /** Names the entry in `GroupDelta.taken`; never used for another notice of the group. */
  readonly id: bigint
  /** Opaque to the store. It may hold plaintext: it is wiped when it is taken. */
  readonly notice: Uint8Array
}

/** One atomic change of a group's record. */
export interface GroupDelta {
  /** The new state; none leaves it, for a delta that only marks messages as sent or notices as taken. */
  readonly state: Option.Option<Uint8Array>
  /** The new large part of it; none leaves it, for a delta by which the rest alone has changed. */
  readonly bulk: Option.Option<Uint8Array>
  /** The new delivery position; none leaves it. */
  readonly cursor: Option.Option<bigint>
  /** Messages to append to the outbox. */
  readonly send: ReadonlyArray<Uint8Array>
  /** Outbox entries to drop. */
  readonly sent: ReadonlyArray<bigint>
  /** Notices to append to the inbox. */
  readonly receive: ReadonlyArray<Uint8Array>
  /** Inbox entries to drop. */
  readonly taken: ReadonlyArray<bigint>
}

/** What a transaction made: the record's new version and the ids of what was appended, in the delta's order. */
export interface Written {
  /** What the next `transact` expects. */
  readonly version: bigint
  /** One for each of `GroupDelta.send`. */
  readonly outbox: ReadonlyArray<bigint>
  /** One for each of `GroupDelta.receive`. */
  readonly inbox: ReadonlyArray<bigint>
}

/** The change that changes nothing: spread it and say what is different. */
export const noChange: GroupDelta = {
  state: Option.none(),
  bulk: Option.none(),
  cursor: Option.none(),
  send: [],
  sent: [],
  receive: [],
  taken: []
}

/**
 * Group states. State, its bulk, delivery position, outbox and inbox change in one transaction: a crash may leave a message to be sent or shown again, and never
 * uses a key twice, loses what was opened, or opens it twice (V291, V294).
 */
export class GroupStore extends Context.Service<
  GroupStore,
  {
    readonly load: (group: string) => Effect.Effect<Option.Option<StoredGroup>, StoreFailure>
    /** `expected`: the version that the caller loaded, none for a new group. */
    readonly transact: (group: string, expected: Option.Option<bigint>, delta: GroupDelta) => Effect.Effect<Written, StoreFailure>
    readonly remove: (group: string) => Effect.Effect<void, StoreFailure>
    readonly list: () => Effect.Effect<ReadonlyArray<string>, StoreFailure>
  }
>()("@copath/contracts/GroupStore") {}

/** Private halves of published key packages, by reference (hex). `take` deletes: an init key opens one Welcome (RFC 9420, 16.8). */
export class KeyPackageStore extends Context.Service<
  KeyPackageStore,
  {
    readonly put: (reference: string, secrets: Uint8Array) => Effect.Effect<void, StoreFailure>
    readonly peek: (reference: string) => Effect.Effect<Option.Option<Uint8Array>, StoreFailure>
    readonly take: (reference: string) => Effect.Effect<Option.Option<Uint8Array>, StoreFailure>
  }
>()("@copath/contracts/KeyPackageStore") {}

/** External pre-shared keys, by id (hex). */
export class PskStore extends Context.Service<
  PskStore,
  {
    readonly put: (id: string, psk: Uint8Array) => Effect.Effect<void, StoreFailure>
    readonly get: (id: string) => Effect.Effect<Option.Option<Uint8Array>, StoreFailure>
    readonly remove: (id: string) => Effect.Effect<void, StoreFailure>
  }
>()("@copath/contracts/PskStore") {}
