import { scaleFigures } from "@copath/lab-core"
import type { Calibration } from "./calibration/calibration.ts"
import { hidden } from "./errors.ts"
import { plainOf, type ScaleRun } from "./plain.ts"

/** One figure at each size. */
export interface ScaleRow {
  /** In words. */
  readonly what: string
  /** One for each run; `undefined` where there is none. */
  readonly values: ReadonlyArray<number | undefined>
  /** How far each may be off on either side: of a 95 % interval; `undefined` where it is exact, or where nobody knows. */
  readonly gives: ReadonlyArray<number | undefined>
  /** Whether any of the values is told from samples. */
  readonly sampled: boolean
}

/** The figures of one composition at several sizes, in the order of a report: bytes of messages, operations of events, times. Whatever never happened is left out. */
export const scaleRows = (runs: ReadonlyArray<ScaleRun>, calibration?: Calibration): ReadonlyArray<ScaleRow> => {
  const told = runs.map((run) => scaleFigures(plainOf(run, { id: "", name: run.cell.composition }, calibration)))
  return (told[0] ?? []).flatMap(({ role, unit, what }, i): ReadonlyArray<ScaleRow> => {
    if (unit === "ms" && calibration !== undefined && role !== undefined && hidden(calibration, role) !== undefined) return []
    const values = told.map((figures) => figures[i]?.value)
    if (values.every((value) => value === undefined)) return []
    const gives = told.map((figures) => figures[i]?.give)
    return [{ what, values, gives, sampled: told.some((figures) => figures[i]?.sampled === true) }]
  })
}
