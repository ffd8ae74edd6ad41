import type { Change, Secret } from "@copath/contracts"
import type { GroupServices, GroupState, Intent, Received, SendOptions } from "@copath/group"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { CommitAdoption } from "./commitAdoption.ts"
import type { Failure } from "./failure.ts"
import type { Trial } from "./trial.ts"

/** What an act of a seat leaves behind. */
export interface Acted {
  /** To go on with, once it is written down. */
  readonly seat: Seat
  /** To be wiped then. */
  readonly retired: ReadonlyArray<Secret>
  /** Lengths in bytes of the messages that the seat's devices sent each other for it, each to all the others. */
  readonly between: ReadonlyArray<number>
}

/** An act that ends in a message for the group. */
export interface Spoken extends Acted {
  /** An encoded MLSMessage, to be published. */
  readonly message: Uint8Array
}

/** A commit that waits for its place. It is in force at its maker's once `take` has its echo. */
export interface SeatCommitted extends Spoken {
  /** One encoded Welcome for all joiners. */
  readonly welcome: Uint8Array | undefined
}

/** What came of a message. */
export interface SeatTaken extends Acted {
  /** What the engine says. After `removed` the seat is nobody's. */
  readonly received: Received
}

/** Keys are renewed by a commit, or announced by a proposal that the next commit puts in force. */
export type Renewal = ({ readonly _tag: "commit" } & SeatCommitted) | ({ readonly _tag: "proposal" } & Spoken)

/**
 * One leaf of a group, and the device or devices that sit at it. Immutable. Whatever fails, fails with one of the engine's errors or the implementation's own
 * tagged ones, and has changed nothing.
 */
export interface Seat {
  /** The group as this leaf has it. */
  readonly state: GroupState
  /** Commits with new keys where the intent asks for them (RFC 9420, 12.4). */
  readonly commit: (intent: Intent) => Effect.Effect<SeatCommitted, Failure, GroupServices>
  /** Says something. */
  readonly say: (data: Uint8Array, options: SendOptions) => Effect.Effect<Spoken, Failure, GroupServices>
  /** Gives this leaf new keys. */
  readonly renew: (intent: Intent) => Effect.Effect<Renewal, Failure, GroupServices>
  /** Takes in one encoded MLSMessage, its own commit's echo too. */
  readonly take: (message: Uint8Array) => Effect.Effect<Trial<SeatTaken>, never, GroupServices | CommitAdoption>
  /** The pending commit did not get its place. */
  readonly drop: () => Acted
  /** Where the devices write down more than the state: the bytes of each. `undefined`: the state is all. */
  readonly written: Effect.Effect<ReadonlyArray<Uint8Array>, Failure, GroupServices> | undefined
}

/** Whom the group gets to see when a user has several devices. */
export class Seats extends Context.Service<
  Seats,
  {
    /** The option id, such as `leaf-per-device`. */
    readonly id: string
    /** Leaves that a user of so many devices takes in a group; each has its share of them. */
    readonly perUser: (devices: number) => number
    /** Whether all of a seat's devices share its leaf's ratchets: their operations then go through an order of their own. */
    readonly shared: boolean
    /** The seat of `devices` devices whose leaf is in this state: just created, joined, or read back. */
    readonly sit: (state: GroupState, devices: number) => Effect.Effect<Seat, Failure, GroupServices>
  }
>()("@copath/client/Seats") {}

/** The change that a commit made, if that is what came. */
export const changeOf = (received: Received): Change | undefined => (received._tag === "commit" ? received.change : undefined)
