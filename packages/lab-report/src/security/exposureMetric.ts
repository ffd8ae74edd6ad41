import type { Setting } from "../comparison.ts"
import type { Metric } from "../metrics.ts"
import { securities, share } from "./shown.ts"

const exposure: Metric = {
  id: "exposure",
  title: "exposure",
  axis: "share of messages that one seizure exposes",
  unit: "share",
  show: share,
  // What falls at most: nobody comes to lie lower by being hard to analyse.
  of: ({ security }) => (security?.upper ?? security?.lower)?.exposure.share ?? 0,
  timed: false
}

/** Exposure as a quantity to rank by; nothing unless an adversary looked on in every run of these settings. */
export const exposureMetrics = (settings: ReadonlyArray<Setting>): ReadonlyArray<Metric> =>
  settings.every(({ contenders }) => contenders.every((contender) => securities(contender).length === contender.cells.length))
    ? [exposure]
    : []
