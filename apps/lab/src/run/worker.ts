import type { CellOutcome } from "@copath/lab-core"
import { catalog } from "@copath/profile-lab"
import { Effect } from "effect"
import { parentPort, workerData } from "node:worker_threads"
import { loadPlugins } from "../plugins.ts"
import { runTask, type Task } from "./tasks.ts"

/** What a worker says. */
export type Report =
  | { readonly _tag: "progress"; readonly index: number; readonly done: number; readonly total: number }
  | { readonly _tag: "outcome"; readonly index: number; readonly outcome: CellOutcome }

/** What a worker is told: which task to run. */
export interface Order {
  readonly index: number
  readonly task: Task
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
  port.on("message", ({ index, task }: Order) => {
    const onProgress = (done: number, total: number): void => say({ _tag: "progress", index, done, total })
    void Effect.runPromise(runTask(parts, task, onProgress)).then((outcome) => say({ _tag: "outcome", index, outcome }))
  })
}
