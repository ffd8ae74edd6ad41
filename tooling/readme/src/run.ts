import { spawn } from "node:child_process"

/** How a program ended: everything it printed, and whether it ended well. */
export interface Outcome {
  readonly ok: boolean
  readonly output: string
}

/** Runs Node with these arguments in `cwd`, without standard input; stopped after `timeout` milliseconds. */
export const runNode = (cwd: string, args: ReadonlyArray<string>, timeout: number): Promise<Outcome> =>
  new Promise((resolve) => {
    const chunks: Array<Buffer> = []
    const child = spawn(process.execPath, args, {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      timeout,
      env: { ...process.env, NODE_OPTIONS: "" }
    })
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk))
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk))
    child.on("error", (error) => resolve({ ok: false, output: error.message }))
    child.on("close", (code, signal) => {
      const output = Buffer.concat(chunks).toString("utf8")
      resolve({ ok: code === 0, output: signal === null ? output : `${output}\nstopped by ${signal} after ${timeout} ms` })
    })
  })

/** Starts at most `width` of the tasks at a time, in order; one promise per task. */
export const pool = <A>(width: number, tasks: ReadonlyArray<() => Promise<A>>): ReadonlyArray<Promise<A>> => {
  const results: Array<Promise<A>> = []
  for (const [index, task] of tasks.entries()) {
    // Lane i waits for lane i of the row before: close enough to a queue, and nothing to keep count of.
    const before = results[index - width]
    const start =
      before === undefined
        ? Promise.resolve()
        : before.then(
            () => undefined,
            () => undefined
          )
    results.push(start.then(task))
  }
  return results
}
