import type { ReceiveError } from "@copath/group"
import type { MlsChoices } from "./services.ts"

/** What an input that failed is to be: done with, or held for later (V298). */
export type Verdict = "duplicate" | "retry" | "refused"

/** What is known of the input beside its failure. */
export interface Circumstances {
  /** The epoch that it says it is of; `undefined` when it does not say. */
  readonly epoch: bigint | undefined
  /** The epoch in which we are. */
  readonly present: bigint
  /** How many inputs are held already. */
  readonly held: number
  /** How often it was tried. */
  readonly tries: number
}

/**
 * The verdict on a failed input. Only what may come right is held: messages of a near epoch, a commit whose proposals are on their way, a missing
 * pre-shared key, an authentication service that does not answer; and of these only a bounded number, for a bounded number of tries (V042, V298). A key
 * that was used is one of a message that was taken in (V063).
 */
export const verdictOn = (error: ReceiveError, at: Circumstances, limits: MlsChoices): Verdict => {
  if (error._tag === "Unprotectable" && error.reason === "KeyConsumed") return "duplicate"
  if (!mayComeRight(error)) return "refused"
  if (at.held >= limits.maxHeld || at.tries >= limits.maxHeldTries) return "refused"
  if (at.epoch === undefined || at.epoch < at.present || at.epoch - at.present > limits.maxEpochsAhead) return "refused"
  return "retry"
}

const mayComeRight = (error: ReceiveError): boolean => {
  switch (error._tag) {
    case "FrameRejected":
      return error.reason === "FutureEpoch"
    case "Invalid":
      return error.rule === "V162"
    case "CredentialRefused":
      return error.reason === "Unavailable"
    case "Unprotectable":
      return error.reason === "NoKeyYet"
    case "PskUnavailable":
      return true
    default:
      return false
  }
}
