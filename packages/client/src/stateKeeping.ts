import type { GroupServices, GroupState, KeyPackageSecrets } from "@copath/group"
import type { Change } from "@copath/contracts"
import type { KeyPackage } from "@copath/wire"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import type * as Effect from "effect/Effect"

/** A state that cannot be written down or read back. */
export class NotKept extends Data.TaggedError("NotKept")<{
  /** `Malformed`: these bytes are no state of this kind; `Unavailable`: what lies elsewhere cannot be had now; `Refused`: what was got is not what was asked for. */
  readonly reason: "Malformed" | "Unavailable" | "Refused"
  /** What exactly, and what to do. */
  readonly detail: string
}> {}

/** Bytes that went between a client and whatever keeps things for it, beside the messages of the group. */
export interface Moved {
  /** From the client. */
  readonly stored: number
  /** To the client. */
  readonly fetched: number
}

/** One member's state, and what its keeping needs beside it. Immutable: each step gives the next. */
export interface Keeper {
  /** What was moved to come to this value from the one before. */
  readonly moved: Moved
  /** After a commit, before the new state is written. `mine`: this member made it, and stores what it changed. */
  readonly follow: (before: GroupState, after: GroupState, change: Change, mine: boolean) => Effect.Effect<Keeper, NotKept, GroupServices>
  /** What somebody who is about to join is given beside its Welcome, once the commit that adds it was followed; `undefined`: nothing. */
  readonly hand: (to: KeyPackage) => Effect.Effect<Uint8Array | undefined, NotKept, GroupServices>
  /** The bytes that the client's own disk holds. */
  readonly write: (state: GroupState) => Effect.Effect<Uint8Array, NotKept, GroupServices>
}

/** A member that was woken up. */
export interface Awake {
  /** As it was when it was written down. */
  readonly state: GroupState
  /** Its `moved` is what waking up took. */
  readonly keeper: Keeper
}

/** How much of a group's public state each member holds (its secrets are always its own): all of it, or a digest by which the rest is fetched. */
export class StateKeeping extends Context.Service<
  StateKeeping,
  {
    /** The option id, such as `full-state`. */
    readonly id: string
    /** Whether the tree leaves the members, and who can then read of it what; `nobody`: it does not leave them. */
    readonly shows: "nobody" | "sealed blobs" | "parents"
    /** Of a group's creator. */
    readonly begin: (state: GroupState) => Effect.Effect<Keeper, NotKept, GroupServices>
    /** Of somebody who joined. `mine` and `handed`: its key package, and what `hand` gave for that; `undefined` for who joined by itself. */
    readonly joined: (
      state: GroupState,
      mine: KeyPackageSecrets | undefined,
      handed: Uint8Array | undefined
    ) => Effect.Effect<Keeper, NotKept, GroupServices>
    /** What `Keeper.write` wrote, with whatever must be fetched to go on. */
    readonly read: (bytes: Uint8Array) => Effect.Effect<Awake, NotKept, GroupServices>
  }
>()("@copath/client/StateKeeping") {}
