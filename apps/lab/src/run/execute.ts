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

/** What a cell died of, with its name: a defect of the lab or of a plug-in. */
class CellDefect extends Error {
  override readonly name = "CellDefect"
  constructor(task: Task, cause: unknown) {
    super(`in the cell ${task.name}`, { cause })
  }
}

const inTurn = (catalog: Catalog, tasks: ReadonlyArray<Task>, progress: Progress): Effect.Effect<ReadonlyArray<CellOutcome>> =>
  Effect.forEach(tasks, (task, index) =>
    runTask(catalog, task, (done, total) => progress.update(index, done, total)).pipe(
      Effect.catchDefect((cause) => Effect.die(new CellDefect(task, cause))),
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
    let ended = false
    const end = (outcome: Effect.Effect<ReadonlyArray<CellOutcome>>): void => {
      if (ended) return
      ended = true
      for (const worker of workers) void worker.terminate()
      resume(outcome)
    }
    const start = (): void => {
      const worker = new Worker(workerModule, { workerData: { plugins } satisfies WorkerData })
      let current: Task | undefined
      const order = (): void => {
        const index = next++
        current = tasks[index]
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
        if (current !== undefined) worker.postMessage({ index, task: current } satisfies Order)
      }
      // The first thread that fails ends them all: a comparison with a hole in it is none.
      const fail = (cause: unknown): void => end(Effect.die(current === undefined ? cause : new CellDefect(current, cause)))
      worker.on("error", fail)
      worker.on("exit", (code) => fail(new Error(`its thread ended by itself, with code ${code}`)))
      worker.on("message", (report: Report) => {
        if (ended) return
        if (report._tag === "progress") return progress.update(report.index, report.done, report.total)
        outcomes[report.index] = report.outcome
        progress.finish(report.index, report.outcome._tag === "refused")
        left--
        if (left > 0) return order()
        end(Effect.succeed(outcomes))
      })
      workers.push(worker)
      order()
    }
    for (let i = 0; i < jobs; i++) start()
    return Effect.sync(() => {
      ended = true
      for (const worker of workers) void worker.terminate()
    })
  })
