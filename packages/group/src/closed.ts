import { Closed } from "./errors.ts"
import type { EpochState } from "./state.ts"

const LAST_EPOCH = 2n ** 64n - 1n

/** Why a member of this epoch may send nothing, or why no epoch can follow; `undefined` for a living group. */
export const closedFor = (state: Pick<EpochState, "context" | "reInit">, doing: "send" | "commit"): Closed | undefined => {
  if (state.reInit !== undefined) return new Closed({ reason: "ReInit", rule: "V214" })
  if (doing === "commit" && state.context.epoch === LAST_EPOCH) return new Closed({ reason: "EpochExhausted", rule: "V216" })
  return undefined
}
