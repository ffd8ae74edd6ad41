import type { Failure } from "@copath/client"
import type { Secret } from "@copath/contracts"
import type { GroupState } from "@copath/group"
import type { LeafIndex } from "@copath/tree-math"
import * as Data from "effect/Data"
import type { Entry, Operation } from "./entry.ts"

/** An operation on the shared leaf, at its place in the inner order. */
export interface Held {
  /** The device that wants it: its leaf index in the inner group. */
  readonly from: LeafIndex
  /** Whether that is this device. */
  readonly mine: boolean
  /** The inner epoch in which it was told, and from whose secret `seed` comes. */
  readonly innerEpoch: bigint
  /** What its randomness is drawn from, 32 bytes. */
  readonly seed: Secret
  /** What to do in the outer group. */
  readonly operation: Operation
}

/** One outer group as one device holds it. All devices' `state` is the same function of both groups' messages. */
export interface SharedGroup {
  /** The outer group, as its one shared leaf. */
  readonly state: GroupState
  /** How many operations of the present inner epoch are done. */
  readonly taken: number
  /** Operations whose outer epoch or proposals are not there yet, in the inner order. */
  readonly held: ReadonlyArray<Held>
  /** The inner epoch in which a device was gone: nothing is said here before a commit of ours that was seeded in it, or later, is in force. */
  readonly due: bigint | undefined
  /** The inner epoch that seeded the commit of ours that is pending. */
  readonly seeded: bigint | undefined
}

/** What one of a user's devices holds: its place in the inner group, and the outer groups. Immutable. */
export interface Device {
  /** The group of the user's devices. Change it through this package alone. */
  readonly inner: GroupState
  /** The outer groups that this device holds. */
  readonly groups: ReadonlyArray<SharedGroup>
  /** What this device told and has not seen in the inner order yet. */
  readonly waiting: ReadonlyArray<{ readonly message: Uint8Array; readonly epoch: bigint; readonly entry: Entry }>
  /** Operations of this inner epoch on groups that nobody handed over to this device yet. */
  readonly early: ReadonlyArray<Held>
}

/** What came of entries, in the inner order. `mine`: this device asked for it, and publishes `message` to the outer group. */
export type Told =
  | {
      readonly _tag: "said"
      readonly groupId: Uint8Array
      readonly epoch: bigint
      readonly from: LeafIndex
      readonly mine: boolean
      readonly data: Uint8Array
      readonly message: Uint8Array
    }
  | {
      readonly _tag: "committed"
      readonly groupId: Uint8Array
      /** The outer epoch that it ends, if the delivery service takes it. */
      readonly epoch: bigint
      readonly from: LeafIndex
      readonly mine: boolean
      readonly message: Uint8Array
      readonly welcome: Uint8Array | undefined
    }
  /** `cursor`: as given, where to begin reading the outer group's messages. */
  | { readonly _tag: "handedOver"; readonly groupId: Uint8Array; readonly from: LeafIndex; readonly cursor: bigint }
  | { readonly _tag: "note"; readonly from: LeafIndex; readonly mine: boolean; readonly data: Uint8Array }
  /**
   * `Stale`: the inner epoch ended before the entry had its place; `Late`: the outer epoch ended before; `Beaten`: another device's commit has that
   * outer epoch; `Failed`: the engine refuses it. If it was ours: ask again, where it still makes sense.
   */
  | {
      readonly _tag: "notDone"
      readonly from: LeafIndex
      readonly mine: boolean
      readonly reason: "Stale" | "Late" | "Beaten" | "Failed"
      /** What was asked for; `undefined` for what another device asked in an inner epoch that is over. */
      readonly entry: Entry | undefined
      readonly detail: string
      /** What the engine says, where it `Failed`. */
      readonly error: Failure | undefined
    }

/** A device is asked for something that it must not do now; nothing was changed. */
export class DeviceRefused extends Data.TaggedError("DeviceRefused")<{
  /**
   * `UnknownGroup`: nobody handed this group over to this device; `UpdateDue`: a device was removed, and the shared leaf must get new keys first;
   * `Behind`: operations wait for outer messages that this device has not taken in; `RandomSignatures`: the algorithm cannot be replayed.
   */
  readonly reason: "UnknownGroup" | "UpdateDue" | "Behind" | "RandomSignatures"
  readonly detail: string
}> {
  /** Reason and detail in one line. */
  override get message(): string {
    return `${this.reason}: ${this.detail}`
  }
}

/** A device as it begins: in the inner group, with no outer group yet. */
export const startDevice = (inner: GroupState): Device => ({ inner, groups: [], waiting: [], early: [] })
