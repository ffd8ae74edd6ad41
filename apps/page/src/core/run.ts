import { runTask } from "@copath/lab-adversary"
import { assembled, type CellOutcome, type Environment, type LabResult } from "@copath/lab-core"
import { readInClear } from "@copath/lab-kat"
import type { Catalog } from "@copath/profile-lab"
import { Effect } from "effect"
import type { Plan } from "./plan.ts"
import { sha256 } from "./sha256.ts"

/** How far a run is: this cell of so many, with so many of its steps done. */
export interface Progress {
  readonly cell: number
  readonly cells: number
  readonly name: string
  readonly done: number
  readonly total: number
}

/** Runs a plan, one cell after the other. Equal plans and environments give equal results but for times. */
export const run: (
  parts: Catalog,
  plan: Plan,
  environment: Environment,
  onProgress: (progress: Progress) => void
) => Effect.Effect<LabResult> = Effect.fnUntraced(function* (parts, { argv, seed, tasks }, environment, onProgress) {
  const at = new Date()
  const began = performance.now()
  const outcomes: Array<CellOutcome> = []
  for (const [cell, task] of tasks.entries()) {
    const tell = (done: number, total: number): void => onProgress({ cell, cells: tasks.length, name: task.name, done, total })
    tell(0, 1)
    outcomes.push(yield* runTask(parts, task, { stopwatch: () => performance.now(), readInClear, onProgress: tell }))
  }
  const seconds = (performance.now() - began) / 1000
  return assembled(tasks, outcomes, { at, seconds, seed, argv, environment, sha256 })
})
