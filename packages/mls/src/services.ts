import type { DeliveryService, GroupStore, KeyPackageDirectory, KeyPackageStore } from "@copath/contracts"
import type { GroupServices } from "@copath/group"
import * as Context from "effect/Context"

/** Everything that the facade stands on: a composition with its crypto and credentials, stores, and a delivery service with its directory. */
export type MlsServices = GroupServices | GroupStore | KeyPackageStore | DeliveryService | KeyPackageDirectory

/** Bounds and habits of the facade; the engine's own are `GroupOptions`. Times are in milliseconds. */
export interface MlsChoices {
  /** One-time key packages to keep in the directory. */
  readonly keyPackages: number
  /** How long a last-resort key package that was used, and then replaced, still opens Welcomes. */
  readonly lastResortGrace: number
  /** How often a commit is made anew after another one won. */
  readonly commitTries: number
  /** How often a GroupInfo is fetched for one join from outside (V271). */
  readonly externalTries: number
  /** Whether proposals of others are committed by themselves: at once by the first member that may, by others before they send. */
  readonly autoCommit: boolean
  /** Messages that wait for what comes before them, in one group (V042). */
  readonly maxHeld: number
  /** How many epochs ahead of ours such a message may be. */
  readonly maxEpochsAhead: bigint
  /** How long it waits. */
  readonly maxHeldAge: number
  /** How often an input that may come right is tried. */
  readonly maxHeldTries: number
  /** How long an epoch that is over takes late messages, beside the count in `GroupOptions.pastEpochs` (V296). */
  readonly maxPastAge: number
  /** Notices that wait for the application; then nothing more is taken in. */
  readonly maxInbox: number
  /** Epochs that `history` goes back. */
  readonly maxHistory: number
  /** First and longest pause before what failed for want of a network or store is tried again. */
  readonly pause: readonly [first: number, longest: number]
}

const DAY = 86_400_000

/** Override with `Effect.provideService(MlsOptions, { ...defaultChoices, keyPackages: 50 })`. */
export const defaultChoices: MlsChoices = {
  keyPackages: 10,
  lastResortGrace: 7 * DAY,
  commitTries: 16,
  externalTries: 8,
  autoCommit: true,
  maxHeld: 256,
  maxEpochsAhead: 64n,
  maxHeldAge: 7 * DAY,
  maxHeldTries: 64,
  maxPastAge: 7 * DAY,
  maxInbox: 4096,
  maxHistory: 64,
  pause: [200, 30_000]
}

/** The facade's choices as a service: {@link defaultChoices} unless others are provided. */
export const MlsOptions = Context.Reference<MlsChoices>("@copath/mls/MlsOptions", { defaultValue: () => defaultChoices })
