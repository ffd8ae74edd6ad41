import type { SuiteId } from "@copath/contracts"
import { securityOf, traceRun } from "@copath/lab-adversary"
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
  /** Whether an adversary looks on, in a run of its own beside the one that is timed. */
  readonly adversary: boolean
}

/** What an adversary's run computes with: what falls depends on how secrets come of one another, not on the algorithms. */
const watchedBase = "symbolic"

const warm = new Set<string>()

/**
 * Runs one task with the parts of a catalog. A composition that this thread has not run before is first run on something small: what the
 * runtime spends on code that it sees for the first time must not be charged to whoever comes first.
 */
export const runTask: (catalog: Catalog, task: Task, onProgress: (done: number, total: number) => void) => Effect.Effect<CellOutcome> =
  Effect.fnUntraced(function* (catalog, { adversary, assume, policy, repeat, seed, spec, suite, workload }, onProgress) {
    // Whoever made the task composed its spec before.
    const composed = Result.getOrThrow(catalog.compose(spec))
    if (!warm.has(composed.id)) {
      warm.add(composed.id)
      yield* runCell({ composed, suite, policy, seed, repeat, assume, stopwatch, workload: warmUp })
    }
    if (!adversary) return yield* runCell({ composed, suite, workload, policy, seed, repeat, assume, stopwatch, onProgress })
    // The timed run is one half of the work, and the one that is looked upon the other.
    const half = (from: number) => (done: number, total: number) => onProgress(from * total + done, 2 * total)
    const outcome = yield* runCell({ composed, suite, workload, policy, seed, repeat, assume, stopwatch, onProgress: half(0) })
    if (outcome._tag === "refused") return outcome
    const looked = Result.getOrThrow(catalog.compose({ ...spec, provider: watchedBase }))
    const traced = yield* traceRun({ composed: looked, suite, workload, policy, seed, repeat, assume, stopwatch, onProgress: half(1) })
    return traced._tag === "refused" ? traced : { _tag: "cell", cell: { ...outcome.cell, security: securityOf(traced.recording.trace) } }
  })
