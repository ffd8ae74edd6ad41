import type { SuiteId } from "@copath/contracts"
import { type CellOutcome, type Policy, runCell, type Workload } from "@copath/lab-core"
import type { Catalog, Spec } from "@copath/profile-lab"
import { Effect, Result } from "effect"
import { stopwatch } from "./stopwatch.ts"
import { warmUp } from "./warmUp.ts"

/** The suite that every client must have (RFC 9420, 17.1). */
export const defaultSuite: SuiteId = 1

/** One cell to run, as plain data: it is handed to worker threads. */
export interface Task {
  readonly spec: Spec
  /** For progress lines. */
  readonly name: string
  readonly suite: SuiteId
  readonly workload: Workload
  readonly policy: Policy
  readonly seed: string
  readonly repeat: number
  /** Names of threat models. */
  readonly assume: ReadonlyArray<string>
}

const warm = new Set<string>()

/**
 * Runs one task with the parts of a catalog. A composition that this thread has not run before is first run on something small: what the
 * runtime spends on code that it sees for the first time must not be charged to whoever comes first.
 */
export const runTask: (catalog: Catalog, task: Task, onProgress: (done: number, total: number) => void) => Effect.Effect<CellOutcome> =
  Effect.fnUntraced(function* (catalog, { assume, policy, repeat, seed, spec, suite, workload }, onProgress) {
    // Whoever made the task composed its spec before.
    const composed = Result.getOrThrow(catalog.compose(spec))
    if (!warm.has(composed.id)) {
      warm.add(composed.id)
      yield* runCell({ composed, suite, policy, seed, repeat, assume, stopwatch, workload: warmUp })
    }
    return yield* runCell({ composed, suite, workload, policy, seed, repeat, assume, stopwatch, onProgress })
  })
