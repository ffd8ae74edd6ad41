import * as Context from "effect/Context"
import * as Data from "effect/Data"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type * as Stream from "effect/Stream"
import type { Ordering } from "./messageProtection.ts"

/** The delivery service did not take a message. `StaleEpoch`: another commit won; process it and try again. */
export class DeliveryRefused extends Data.TaggedError("DeliveryRefused")<{
  readonly group: string
  readonly reason: "StaleEpoch" | "TooLarge" | "Unauthenticated" | "RateLimited" | "Unavailable"
}> {}

/** A message and its place in the group's order, from 0. */
export interface Delivered {
  /** Counted from 0, without gaps. */
  readonly position: bigint
  /** The bytes that were published; nobody has checked them. */
  readonly message: Uint8Array
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
    /** `expected`: refuse unless the group is at this epoch, and count one epoch on. Given with every commit. */
    readonly publish: (
      group: string,
      message: Uint8Array,
      expected: Option.Option<bigint>
    ) => Effect.Effect<{ readonly position: bigint }, DeliveryRefused>
    /** All messages from a position on, in order, and those to come. */
    readonly subscribe: (group: string, from: bigint) => Stream.Stream<Delivered>
  }
>()("@copath/contracts/DeliveryService") {}

/** No key package is left for this client and suite. */
export class NoKeyPackage extends Data.TaggedError("NoKeyPackage")<{ readonly client: string; readonly cipherSuite: number }> {}

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
    readonly take: (client: string, cipherSuite: number) => Effect.Effect<Uint8Array, NoKeyPackage>
    /** How many one-time packages are left. */
    readonly count: (client: string, cipherSuite: number) => Effect.Effect<number>
  }
>()("@copath/contracts/KeyPackageDirectory") {}
