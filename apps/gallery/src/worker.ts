import { parentPort, workerData } from "node:worker_threads"
import type { Answer, Order } from "./threads.ts"

/*
 * A thread that does one kind of work, input by input. What it throws ends it, and comes to whoever ordered the work as an error.
 */
const { default: work } = (await import(String(workerData))) as { readonly default: (input: unknown) => Promise<unknown> }

parentPort?.on("message", ({ index, input }: Order) => {
  const answer = (output: unknown): void => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    parentPort?.postMessage({ index, output } satisfies Answer)
  }
  // A rejection ends the thread, which is meant.
  void work(input).then(answer)
})
