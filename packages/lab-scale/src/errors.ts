import { MOST_ERROR, type Role, scaleRoles } from "@copath/lab-core"
import type { Calibration, TimedOperation } from "./calibration/calibration.ts"
import { unmeasured } from "./calibration/predict.ts"
import type { ScaleCell } from "./scaleCell.ts"
import { Work } from "./tally.ts"

/** How what a role does is timed by itself: its times are shown if these were foretold well on average. */
const operationsOf: Readonly<Partial<Record<Role, ReadonlyArray<TimedOperation>>>> = {
  committer: ["commit", "add", "remove"],
  member: ["process", "process an add", "process a removal"],
  removed: ["process a removal"],
  joiner: ["join"],
  sender: ["send"],
  receiver: ["receive"]
}

/** How far off predictions of what a role does were in the mean, as a share of what was measured; `undefined` if none of it was checked. */
export const meanError = ({ errors }: Pick<Calibration, "errors">, role: Role): number | undefined => {
  const known = (operationsOf[role] ?? []).flatMap((operation) => errors?.[operation] ?? [])
  return known.length === 0 ? undefined : known.reduce((sum, error) => sum + error, 0) / known.length
}

/** What a calibration does not tell of what was counted, a sentence for each role: primitives without a time. */
export const untimed = (calibration: Pick<Calibration, "ops">, runs: ReadonlyArray<{ readonly cell: ScaleCell }>): ReadonlyArray<string> =>
  scaleRoles.flatMap((role) => {
    const lacking = new Set(runs.flatMap(({ cell }) => unmeasured(calibration, cell.work.get(role)?.work ?? Work.none)))
    return lacking.size === 0 ? [] : [`times of a ${role} are left out: the calibration has no ${[...lacking].join(", ")}`]
  })

/** Why times of this role are not shown; `undefined` if they are. */
export const hidden = (calibration: Pick<Calibration, "errors">, role: Role): string | undefined => {
  const mean = meanError(calibration, role) ?? 0
  return mean > MOST_ERROR ? `what a ${role} does was foretold with a mean error of ${Math.round(mean * 100)} %` : undefined
}
