import * as Context from "effect/Context"
import * as Data from "effect/Data"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type * as Stream from "effect/Stream"
import type { Ordering } from "./messageProtection.ts"

/**
 * The delivery service did not take a message, or hand out a key package. `StaleEpoch`: another commit won; process it and try again. `WireFormat`, `Invalid`:
 * nobody would take it. `Cookie`: the group did not admit the sender; `Proof`: what was to be proven of a commit was not.
 */
export class DeliveryRefused extends Data.TaggedError("DeliveryRefused")<{
  /** The group; for a key package, the client whose it is. */
  readonly group: string
  readonly reason:
    | "StaleEpoch"
    | "TooLarge"
    | "WireFormat"
    | "Invalid"
    | "Unauthenticated"
    | "Cookie"
    | "Proof"
    | "RateLimited"
    | "Unavailable"
  /** With `StaleEpoch`: the epoch at which the group stands. */
  readonly epoch?: bigint
  /** With `Invalid`: what was found, such as the rule; never bytes of the message. */
  readonly detail?: string
}> {}

/** What may go along with a message. */
export interface Sending {
  /** Names the message among those of its sender: sent again under the same key, it stays the one entry that it is. Fresh random bytes for each message. */
  readonly key?: Uint8Array
  /** Who sends, where the connection does not show it. */
  readonly token?: Uint8Array
  /** Admits the sender to the group, where the service asks for it. */
  readonly cookie?: Uint8Array
  /** Of a commit: that it keeps what its bytes do not show, where the service asks for it (see `ProofValidator`). */
  readonly proof?: Uint8Array
}

/** The place that a message was given. */
export interface Published {
  /** See {@link Delivered}. */
  readonly position: bigint
  /** Whether it had its place already: the same bytes under the same key, by the same sender. */
  readonly duplicate?: boolean
}

/**
 * Looks at a message before a service gives it a place; a failure refuses it. What it gives is done once the message has its place, and before the next one
 * of the group is looked at. It may refuse only what every member would refuse, and a commit without the proof that the service asks for. `sending`: what came along.
 */
export type MessageCheck = (
  group: string,
  message: Uint8Array,
  sending?: Pick<Sending, "proof">
) => Effect.Effect<Effect.Effect<void>, DeliveryRefused>

/** A message and its place in the group's order, from 0. */
export interface Delivered {
  /** Counted from 0, without gaps. */
  readonly position: bigint
  /** The bytes that were published; nobody has checked them. */
  readonly message: Uint8Array
}

/** One device's own queue at a service: for whoever asks now and then, and does not wait. */
export interface Inbox {
  /**
   * What the service hands out to the device now, each message once. Whatever it holds back to bring things out of order, it lets go of when it is asked again
   * and nothing has come in between.
   */
  readonly fetch: Effect.Effect<ReadonlyArray<Delivered>>
  /** The device is gone: nothing is kept for it any longer. */
  readonly close: Effect.Effect<void>
}

/** Trusted for availability only: it orders and fans out, and can neither read nor forge. `group` is any name both ends use for it. */
export class DeliveryService extends Context.Service<
  DeliveryService,
  {
    readonly id: string
    /** What this service promises, never what we hope. */
    readonly ordering: Ordering
    /** Whether `reserve` gives each slot of an epoch to one sender only. */
    readonly slots: boolean
    /** The next free slot of the epoch, counted from 0. */
    readonly reserve: (group: string, epoch: bigint) => Effect.Effect<bigint, DeliveryRefused>
    /** `expected`: refuse unless the group is at this epoch, and count one epoch on. Given with every commit. A message that is there already stays as it is. */
    readonly publish: (
      group: string,
      message: Uint8Array,
      expected: Option.Option<bigint>,
      sending?: Sending
    ) => Effect.Effect<Published, DeliveryRefused>
    /** All messages from a position on, in order, and those to come. */
    readonly subscribe: (group: string, from: bigint) => Stream.Stream<Delivered>
    /** Opens a queue for one device, of all messages from a position on. `token`: who asks, where the connection does not show it. Left out: `subscribe` is all there is. */
    readonly inbox?: (group: string, from: bigint, token?: Uint8Array) => Effect.Effect<Inbox>
    /**
     * How long a message stays: for ever, so that somebody who comes late may have it, or until everybody has it who had a queue or a subscription when it came. Left
     * out: for ever.
     */
    readonly keeps?: "everything" | "unfetched"
    /** Bytes of messages that are kept now, of all groups, each copy counted. Left out: it does not say. */
    readonly stored?: Effect.Effect<number>
  }
>()("@copath/contracts/DeliveryService") {}

/** No key package is left for this client and suite. */
export class NoKeyPackage extends Data.TaggedError("NoKeyPackage")<{ readonly client: string; readonly cipherSuite: number }> {}

/** A key package, handed out. */
export interface Claimed {
  /** An encoded MLSMessage. */
  readonly message: Uint8Array
  /** Whether it is the one of last resort, which others may have been given as well (RFC 9420, 16.8). */
  readonly lastResort: boolean
}

/** Key packages by client, each handed out once; a last-resort one when the others are gone (RFC 9420, 10 and 16.8). */
export class KeyPackageDirectory extends Context.Service<
  KeyPackageDirectory,
  {
    /** `packages` are encoded MLSMessages; `lastResort` replaces the one before. */
    readonly publish: (
      client: string,
      cipherSuite: number,
      packages: ReadonlyArray<Uint8Array>,
      lastResort: Option.Option<Uint8Array>
    ) => Effect.Effect<void>
    /** The package of {@link claim}, for who need not know which kind it is. */
    readonly take: (client: string, cipherSuite: number, token?: Uint8Array) => Effect.Effect<Uint8Array, NoKeyPackage | DeliveryRefused>
    /** Hands a key package out. `token`: who asks, where the connection does not show it. A service may limit claims, by who asks and by whom for. */
    readonly claim: (client: string, cipherSuite: number, token?: Uint8Array) => Effect.Effect<Claimed, NoKeyPackage | DeliveryRefused>
    /** How many one-time packages are left. */
    readonly count: (client: string, cipherSuite: number) => Effect.Effect<number>
  }
>()("@copath/contracts/KeyPackageDirectory") {}
