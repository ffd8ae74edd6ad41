import { Effect } from "effect"
import { Worker } from "node:worker_threads"

/** Work on plain data, as a module's default export: what a thread can do. */
export type Work = (input: never) => Promise<unknown>

type Input<W extends Work> = Parameters<W>[0]
type Output<W extends Work> = Awaited<ReturnType<W>>

/** What a thread is told. */
export interface Order {
  /** Of the input among all. */
  readonly index: number
  /** Plain data. */
  readonly input: unknown
}

/** What a thread answers. */
export interface Answer {
  /** Of the input among all. */
  readonly index: number
  /** Plain data. */
  readonly output: unknown
}

/** How much at once, and whom to tell. */
export interface Jobs {
  /** Threads; one: none but this. */
  readonly jobs: number
  /** Called when an input is done, with how many are. */
  readonly onDone: (done: number, index: number) => void
}

/** The outputs for all inputs, in their order; the same whatever `jobs` is. What is thrown anywhere is a defect. */
export const inThreads = <W extends Work>(
  module: URL,
  inputs: ReadonlyArray<Input<W>>,
  { jobs, onDone }: Jobs
): Effect.Effect<ReadonlyArray<Output<W>>> =>
  jobs <= 1 || inputs.length <= 1 ? inTurn(module, inputs, onDone) : apart(module, inputs, Math.min(jobs, inputs.length), onDone)

const inTurn = <W extends Work>(module: URL, inputs: ReadonlyArray<Input<W>>, onDone: Jobs["onDone"]) =>
  Effect.promise(async (): Promise<ReadonlyArray<Output<W>>> => {
    const { default: work } = (await import(module.href)) as { readonly default: (input: Input<W>) => Promise<Output<W>> }
    const outputs: Array<Output<W>> = []
    for (const [index, input] of inputs.entries()) {
      outputs.push(await work(input))
      onDone(outputs.length, index)
    }
    return outputs
  })

const apart = <W extends Work>(module: URL, inputs: ReadonlyArray<Input<W>>, jobs: number, onDone: Jobs["onDone"]) =>
  Effect.callback<ReadonlyArray<Output<W>>>((resume) => {
    const outputs: Array<Output<W>> = []
    const workers: Array<Worker> = []
    let [next, done] = [0, 0]
    const end = (outcome: Effect.Effect<ReadonlyArray<Output<W>>>): void => {
      for (const worker of workers) void worker.terminate()
      resume(outcome)
    }
    const order = (worker: Worker): void => {
      const index = next++
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      if (index < inputs.length) worker.postMessage({ index, input: inputs[index] } satisfies Order)
    }
    for (let i = 0; i < jobs; i++) {
      const worker = new Worker(new URL("worker.ts", import.meta.url), {
        workerData: module.href,
        execArgv: ["--conditions=copath:source"]
      })
      worker.on("error", (cause) => end(Effect.die(cause)))
      worker.on("message", ({ index, output }: Answer) => {
        outputs[index] = output as Output<W>
        onDone(++done, index)
        if (done === inputs.length) end(Effect.succeed(outputs))
        else order(worker)
      })
      workers.push(worker)
      order(worker)
    }
    return Effect.sync(() => {
      for (const worker of workers) void worker.terminate()
    })
  })
