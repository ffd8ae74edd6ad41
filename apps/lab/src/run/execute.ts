import type { CellOutcome } from "@copath/lab-core"
import type { Catalog } from "@copath/profile-lab"
import { Effect } from "effect"
import { Worker } from "node:worker_threads"
import type { Progress } from "./progress.ts"
import { runTask, type Task } from "./tasks.ts"
import type { Order, Report, WorkerData } from "./worker.ts"

// Beside this module, and like it `.ts` in the source or `.js` when built.
const workerModule = new URL(import.meta.url.replace(/execute(\.[jt]s)$/, "worker$1"))

/** The outcomes of all tasks, in their order. With more than one job each cell has a thread to itself; the outcomes are the same. */
export const execute = (
  catalog: Catalog,
  plugins: ReadonlyArray<string>,
  tasks: ReadonlyArray<Task>,
  jobs: number,
  progress: Progress
): Effect.Effect<ReadonlyArray<CellOutcome>> =>
  jobs <= 1 || tasks.length <= 1 ? inTurn(catalog, tasks, progress) : inThreads(plugins, tasks, Math.min(jobs, tasks.length), progress)

const inTurn = (catalog: Catalog, tasks: ReadonlyArray<Task>, progress: Progress): Effect.Effect<ReadonlyArray<CellOutcome>> =>
  Effect.forEach(tasks, (task, index) =>
    runTask(catalog, task, (done, total) => progress.update(index, done, total)).pipe(
      Effect.tap((outcome) => Effect.sync(() => progress.finish(index, outcome._tag === "refused")))
    )
  )

const inThreads = (
  plugins: ReadonlyArray<string>,
  tasks: ReadonlyArray<Task>,
  jobs: number,
  progress: Progress
): Effect.Effect<ReadonlyArray<CellOutcome>> =>
  Effect.callback((resume) => {
    const outcomes: Array<CellOutcome> = []
    const workers: Array<Worker> = []
    let next = 0
    let left = tasks.length
    const close = (): void => {
      for (const worker of workers) void worker.terminate()
    }
    const order = (worker: Worker): void => {
      const index = next++
      const task = tasks[index]
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      if (task !== undefined) worker.postMessage({ index, task } satisfies Order)
    }
    const hear = (worker: Worker, report: Report): void => {
      if (report._tag === "progress") return progress.update(report.index, report.done, report.total)
      outcomes[report.index] = report.outcome
      progress.finish(report.index, report.outcome._tag === "refused")
      left--
      if (left > 0) return order(worker)
      close()
      resume(Effect.succeed(outcomes))
    }
    for (let i = 0; i < jobs; i++) {
      const worker = new Worker(workerModule, { workerData: { plugins } satisfies WorkerData })
      workers.push(worker)
      worker.on("message", (report: Report) => hear(worker, report))
      worker.on("error", (cause) => {
        close()
        resume(Effect.die(cause))
      })
      order(worker)
    }
    return Effect.sync(close)
  })
