import { spawn } from "node:child_process"

export interface Finished {
  readonly exitCode: number
  readonly output: string
  readonly seconds: number
}

/** Runs a command in the repository without standard input. `live` passes its output through; otherwise it is kept and returned. */
export const run = (root: string, command: ReadonlyArray<string>, live: boolean): Promise<Finished> =>
  new Promise((resolve) => {
    const [program = "", ...args] = command
    const started = performance.now()
    const chunks: Array<Buffer> = []
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", ...(live ? {} : { NO_COLOR: "1" }) },
      shell: process.platform === "win32",
      stdio: live ? ["ignore", "inherit", "inherit"] : ["ignore", "pipe", "pipe"]
    })
    child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk))
    child.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk))
    const finish = (exitCode: number, extra = ""): void =>
      resolve({ exitCode, output: Buffer.concat(chunks).toString("utf8") + extra, seconds: (performance.now() - started) / 1000 })
    child.on("error", (error) => finish(1, `${program}: ${error.message}\n`))
    child.on("close", (code) => finish(code ?? 1))
  })
