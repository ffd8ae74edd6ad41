import { type Foretold, type Role, type ScaleResultCell, scaleRoles } from "@copath/lab-core"
import type { Calibration } from "./calibration/calibration.ts"
import { predicted, unmeasured } from "./calibration/predict.ts"
import { meanError } from "./errors.ts"
import type { ScaleCell } from "./scaleCell.ts"

/** A cell, and what counting it took. */
export interface ScaleRun {
  /** What was counted. */
  readonly cell: ScaleCell
  /** Seconds by the clock. */
  readonly seconds: number
  /** Bytes of this process at their most, so far. */
  readonly memory: number
}

/** A run as plain data, as it stands in a file: with times, where there is a calibration to tell them from. `composition`: its id and what it is called. */
export const plainOf = (
  { cell, memory, seconds }: ScaleRun,
  composition: ScaleResultCell["composition"],
  calibration?: Calibration
): ScaleResultCell => {
  const { costs, counts, founded, members, notices, work } = cell
  return {
    composition,
    founded,
    members,
    counts,
    costs,
    work: Object.fromEntries(
      [...work].map(([role, done]) => [role, { events: done.events, bytes: done.bytes, operations: done.work.entries() }])
    ),
    notices,
    ...(calibration === undefined ? {} : { foretold: foretoldOf(cell, calibration) }),
    run: { seconds, memory }
  }
}

const foretoldOf = (cell: ScaleCell, calibration: Calibration): { readonly [R in Role]?: Foretold } =>
  Object.fromEntries(
    scaleRoles.flatMap((role): ReadonlyArray<readonly [Role, Foretold]> => {
      const done = cell.work.get(role)
      if (done === undefined || unmeasured(calibration, done.work).length > 0) return []
      const [text, written] = [role === "sender" || role === "receiver", role === "sender" || role === "committer"]
      const ns = predicted(calibration, { work: done.work.over(done.events), bytes: done.bytes / done.events, text, written })
      const error = meanError(calibration, role)
      return [[role, { ms: ns / 1e6, ...(error === undefined ? {} : { error }) }]]
    })
  )
