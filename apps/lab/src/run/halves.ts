import { type BesideOutcome, runTimed, together } from "@copath/lab-adversary"
import type { CellOutcome } from "@copath/lab-core"
import type { Catalog } from "@copath/profile-lab"
import { Deferred, Effect } from "effect"
import { Worker } from "node:worker_threads"
import type { BadInput } from "../badInput.ts"
import { CellDefect, type Done, type Numbered, workerModule } from "./cells.ts"
import type { Progress } from "./progress.ts"
import { stopwatch } from "./stopwatch.ts"
import { workOf } from "./work.ts"
import type { Order, Report, WorkerData } from "./worker.ts"

/** A thread takes about as long to begin as to look on at so many steps of members. */
const WORTH_A_THREAD = 20_000

/**
 * Room for young objects in the other thread, half of what it would have by itself: there are two heaps in the process then. What is looked upon is held for long, so that
 * a quarter would be as fast for small groups and slower for those of a hundred.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 96 }

/** Whether what is measured beside the timed runs is so much that a thread of its own pays. */
export const isWorthHalving = (tasks: ReadonlyArray<Numbered>): boolean =>
  tasks.reduce((sum, { task }) => sum + (task.adversary ? workOf(task.workload) : 0), 0) > WORTH_A_THREAD

/**
 * Timed runs one after the other in this thread, and in one other all that is measured beside them:
 *
 * ```
 *   this thread    | timed a      | timed b    |          | timed runs share the machine with one thread, whatever it does
 *   the other      | looked upon a | looked upon b |      |
 * ```
 *
 * A cell is done when both of its halves are. The outcomes are those of {@link runTask}.
 */
export const inHalves = (
  catalog: Catalog,
  plugins: ReadonlyArray<string>,
  tasks: ReadonlyArray<Numbered>,
  progress: Progress,
  done: Done
): Effect.Effect<void, BadInput> =>
  Effect.suspend(() => {
    const stepsDone = new Map<number, readonly [timed: number, beside: number]>()
    const update = (index: number, at: readonly [number, number], total: number): void => {
      stepsDone.set(index, at)
      progress.update(index, at[0] + at[1], 2 * total)
    }
    const so = (index: number) => stepsDone.get(index) ?? ([0, 0] as const)
    const timed = tasks.map(() => Deferred.makeUnsafe<CellOutcome>())
    const others = beside(plugins, tasks, (index, step, total) => update(index, [so(index)[0], step], total))
    const timing = Effect.forEach(
      tasks,
      (cell, i) =>
        runTimed(catalog, cell.task, { stopwatch, onProgress: (step, total) => update(cell.index, [step, so(cell.index)[1]], total) }).pipe(
          Effect.catchDefect((cause) => Effect.die(new CellDefect(cell, cause))),
          Effect.flatMap((outcome) => Deferred.succeed(timed[i]!, outcome))
        ),
      { discard: true }
    )
    const endings = tasks.map(({ index }, i) =>
      Effect.all([Deferred.await(timed[i]!), Deferred.await(others.outcomes[i]!)]).pipe(
        Effect.flatMap(([outcome, other]) => done(index, together(outcome, other)))
      )
    )
    return Effect.all([timing, ...endings], { concurrency: "unbounded", discard: true }).pipe(Effect.ensuring(Effect.sync(others.end)))
  })

/** What the other thread makes of the tasks, in their order. */
const beside = (
  plugins: ReadonlyArray<string>,
  tasks: ReadonlyArray<Numbered>,
  onProgress: (index: number, done: number, total: number) => void
): { readonly outcomes: ReadonlyArray<Deferred.Deferred<BesideOutcome>>; readonly end: () => void } => {
  const worker = new Worker(workerModule, { workerData: { plugins } satisfies WorkerData, resourceLimits })
  const outcomes = tasks.map(() => Deferred.makeUnsafe<BesideOutcome>())
  let next = 0
  const order = (): void => {
    const ordered = tasks[next]
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    if (ordered !== undefined) worker.postMessage({ ...ordered, beside: true } satisfies Order)
  }
  const fail = (cause: unknown): void => {
    const current = tasks[next]
    const defect = Effect.die(current === undefined ? cause : new CellDefect(current, cause))
    for (const outcome of outcomes) Deferred.doneUnsafe(outcome, defect)
  }
  worker.on("error", fail)
  worker.on("exit", (code) => fail(new Error(`its thread ended by itself, with code ${code}`)))
  worker.on("message", (report: Report) => {
    if (report._tag === "progress") return onProgress(report.index, report.done, report.total)
    if (report._tag !== "beside") return
    Deferred.doneUnsafe(outcomes[next++]!, Effect.succeed(report.outcome))
    order()
  })
  order()
  return { outcomes, end: () => void worker.terminate() }
}
