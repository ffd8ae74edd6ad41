import * as Context from "effect/Context"

/** What a member checks of others' commits beside what decryption itself shows. */
export interface InsiderCheck {
  /** The option id of the level, such as `confirm`. */
  readonly id: string
  /** Whether each key pair that a member derives must be the published one (RFC 9420, 7.5). Read by key agreements when their layer is built. */
  readonly deriveCheck: boolean
  /** Whether a new epoch's confirmation tag must be the one that the member computes (RFC 9420, 6.1 and 8.1). Read by the engine at each commit and join. */
  readonly confirm: boolean
}

/**
 * The checks against members who lie. By default both are made, as RFC 9420 demands; less is a negative control, for experiments that show what a check
 * is good for. Provide it below the key agreement and the engine alike: `Layer.provideMerge(parts, Layer.succeed(InsiderChecks, none))`.
 */
export const InsiderChecks = Context.Reference<InsiderCheck>("@copath/contracts/InsiderChecks", {
  defaultValue: () => ({ id: "confirm", deriveCheck: true, confirm: true })
})
