import { type BesideOutcome, runBeside, runTask } from "@copath/lab-adversary"
import type { CellOutcome, Task } from "@copath/lab-core"
import { readInClear } from "@copath/lab-kat"
import { catalog } from "@copath/profile-lab"
import { Effect } from "effect"
import { parentPort, workerData } from "node:worker_threads"
import { loadPlugins } from "../plugins.ts"
import { stopwatch } from "./stopwatch.ts"

/** What a worker says. */
export type Report =
  | { readonly _tag: "progress"; readonly index: number; readonly done: number; readonly total: number }
  | { readonly _tag: "outcome"; readonly index: number; readonly outcome: CellOutcome }
  | { readonly _tag: "beside"; readonly index: number; readonly outcome: BesideOutcome }

/** What a worker is told: which task to run. */
export interface Order {
  readonly index: number
  readonly task: Task
  /** Whether the timed run is somebody else's. */
  readonly beside?: true
}

/** What a worker knows from the beginning. */
export interface WorkerData {
  readonly plugins: ReadonlyArray<string>
}

const port = parentPort
if (port !== null) {
  const { plugins } = workerData as WorkerData
  const parts = catalog(await Effect.runPromise(loadPlugins(plugins)))
  const say = (report: Report): void => port.postMessage(report)
  port.on("message", ({ beside, index, task }: Order) => {
    const onProgress = (done: number, total: number): void => say({ _tag: "progress", index, done, total })
    const running = { stopwatch, readInClear, onProgress }
    if (beside) void Effect.runPromise(runBeside(parts, task, running)).then((outcome) => say({ _tag: "beside", index, outcome }))
    else void Effect.runPromise(runTask(parts, task, running)).then((outcome) => say({ _tag: "outcome", index, outcome }))
  })
}
