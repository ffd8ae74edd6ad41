import { MOST_ERROR, type Role } from "@copath/lab-core"
import type { Calibration, TimedOperation } from "./calibration/calibration.ts"

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

/** Why times of this role are not shown; `undefined` if they are. */
export const hidden = (calibration: Pick<Calibration, "errors">, role: Role): string | undefined => {
  const mean = meanError(calibration, role) ?? 0
  return mean > MOST_ERROR ? `what a ${role} does was foretold with a mean error of ${Math.round(mean * 100)} %` : undefined
}
