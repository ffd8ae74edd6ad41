import * as Context from "effect/Context"
import * as Data from "effect/Data"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"

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
  /** Messages written down with the state and not yet marked as sent, oldest first. */
  readonly outbox: ReadonlyArray<OutboxEntry>
}

/** A message that was written down together with the state and is not yet marked as sent. */
export interface OutboxEntry {
  /** Names the entry in `GroupDelta.sent`; never used for another message of the group. */
  readonly id: bigint
  /** The bytes to publish. */
  readonly message: Uint8Array
}

/** One atomic change of a group's record. */
export interface GroupDelta {
  /** The new state; none leaves it, for a delta that only marks messages as sent. */
  readonly state: Option.Option<Uint8Array>
  /** Messages to append to the outbox. */
  readonly send: ReadonlyArray<Uint8Array>
  /** Outbox entries to drop. */
  readonly sent: ReadonlyArray<bigint>
}

/** Group states. State, outbox and what was sent change in one transaction: a crash loses a message, and never uses a key twice. */
export class GroupStore extends Context.Service<
  GroupStore,
  {
    readonly load: (group: string) => Effect.Effect<Option.Option<StoredGroup>, StoreFailure>
    /** `expected`: the version that the caller loaded, none for a new group. Gives the new version. */
    readonly transact: (group: string, expected: Option.Option<bigint>, delta: GroupDelta) => Effect.Effect<bigint, StoreFailure>
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
