import { runTask } from "@copath/lab-adversary"
import type { CellOutcome, Task } from "@copath/lab-core"
import { readInClear } from "@copath/lab-kat"
import type { Catalog } from "@copath/profile-lab"
import { Effect } from "effect"
import { Worker } from "node:worker_threads"
import { availableParallelism } from "node:os"
import type { BadInput } from "../badInput.ts"
import { CellDefect, type Done, type Numbered, workerModule } from "./cells.ts"
import { inHalves, isWorthHalving } from "./halves.ts"
import type { Journal } from "./journal.ts"
import { inBlocks } from "./order.ts"
import type { Progress } from "./progress.ts"
import { stopwatch } from "./stopwatch.ts"
import type { Order, Report, WorkerData } from "./worker.ts"

/**
 * The outcomes of all tasks, in their order. With more than one job each cell has a thread to itself; the outcomes are the same. What the journal
 * holds is not run again, and what is run is written there at once. With one job, what an adversary sees is found out in one thread beside the timed runs, where it is
 * much and there is more than one processor.
 */
export const execute = Effect.fnUntraced(function* (
  catalog: Catalog,
  plugins: ReadonlyArray<string>,
  tasks: ReadonlyArray<Task>,
  jobs: number,
  progress: Progress,
  journal: Journal
): Effect.fn.Return<ReadonlyArray<CellOutcome>, BadInput> {
  const outcomes = tasks.map((_, index) => journal.kept(index))
  const left = inBlocks(tasks.flatMap((task, index): ReadonlyArray<Numbered> => (outcomes[index] === undefined ? [{ index, task }] : [])))
  for (const [index, kept] of outcomes.entries()) if (kept !== undefined) progress.skip(index)
  const done: Done = (index, outcome) => {
    outcomes[index] = outcome
    // What is told to be finished is safe.
    return Effect.tap(journal.keep(index, outcome), () => Effect.sync(() => progress.finish(index, outcome._tag === "refused")))
  }
  const single = jobs <= 1 || left.length <= 1
  const halved = single && availableParallelism() > 1 && isWorthHalving(left)
  if (halved) yield* inHalves(catalog, plugins, left, progress, done)
  else if (single) yield* inTurn(catalog, left, progress, done)
  else yield* inThreads(plugins, left, Math.min(jobs, left.length), progress, done)
  return outcomes.flatMap((outcome) => outcome ?? [])
})

const inTurn = (catalog: Catalog, tasks: ReadonlyArray<Numbered>, progress: Progress, done: Done): Effect.Effect<void, BadInput> =>
  Effect.forEach(
    tasks,
    (cell) =>
      runTask(catalog, cell.task, { stopwatch, readInClear, onProgress: (step, total) => progress.update(cell.index, step, total) }).pipe(
        Effect.catchDefect((cause) => Effect.die(new CellDefect(cell, cause))),
        Effect.flatMap((outcome) => done(cell.index, outcome))
      ),
    { discard: true }
  )

const inThreads = (
  plugins: ReadonlyArray<string>,
  tasks: ReadonlyArray<Numbered>,
  jobs: number,
  progress: Progress,
  done: Done
): Effect.Effect<void, BadInput> =>
  Effect.callback((resume) => {
    const workers: Array<Worker> = []
    let next = 0
    let left = tasks.length
    let ended = false
    const end = (outcome: Effect.Effect<void, BadInput>): void => {
      if (ended) return
      ended = true
      for (const worker of workers) void worker.terminate()
      resume(outcome)
    }
    const start = (): void => {
      const worker = new Worker(workerModule, { workerData: { plugins } satisfies WorkerData })
      let current: Numbered | undefined
      const order = (): void => {
        const ordered = tasks[next++]
        current = ordered
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
        if (ordered !== undefined) worker.postMessage(ordered satisfies Order)
      }
      // The first thread that fails ends them all: a comparison with a hole in it is none.
      const fail = (cause: unknown): void => end(Effect.die(current === undefined ? cause : new CellDefect(current, cause)))
      worker.on("error", fail)
      worker.on("exit", (code) => fail(new Error(`its thread ended by itself, with code ${code}`)))
      worker.on("message", (report: Report) => {
        if (ended) return
        if (report._tag === "progress") return progress.update(report.index, report.done, report.total)
        if (report._tag === "beside") return
        left--
        const kept = done(report.index, report.outcome)
        if (left === 0) return end(kept)
        Effect.runFork(kept.pipe(Effect.catch((error) => Effect.sync(() => end(Effect.fail(error))))))
        order()
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
