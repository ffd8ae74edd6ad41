import { execFile } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll } from "vitest"

/** What a run of the program left behind. */
export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** The program's module. */
export const main: string = join(import.meta.dirname, "../src/main.ts")

/** Runs the real program. */
export const lab = (args: ReadonlyArray<string>, options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {}): Promise<Ran> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      ["--conditions=copath:source", main, ...args],
      { cwd: options.cwd, env: { ...process.env, COLUMNS: "100", ...options.env }, maxBuffer: 2 ** 27 },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    )
  })

const made: Array<string> = []
afterAll(() => made.forEach((path) => rmSync(path, { recursive: true, force: true })))

/** A folder, until all tests of the file are done. */
export const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), "copath-lab-"))
  made.push(path)
  return path
}

/** A file in a folder of its own. */
export const file = (name: string, text: string): string => {
  const path = join(folder(), name)
  writeFileSync(path, text)
  return path
}

const lines = (events: ReadonlyArray<object>): string => events.map((event) => `${JSON.stringify(event)}\n`).join("")

/** Four members talk, one leaves, one comes, one wishes for new keys. */
export const smallWorkload: string = lines([
  { lab: "workload/1", name: "small", members: ["ann", "bob", "cid", "dee"] },
  { t: 0, do: "create", by: "ann", with: ["bob", "cid", "dee"] },
  { t: 10, do: "say", by: "bob", size: 40 },
  { t: 20, do: "say", by: "cid", size: 400 },
  { t: 30, do: "rekey", by: "dee" },
  { t: 40, do: "remove", by: "ann", who: ["bob"] },
  { t: 50, do: "say", by: "dee", size: 4 },
  { t: 60, do: "add", by: "cid", who: ["eve"] },
  { t: 70, do: "say", by: "eve", size: 1 }
])

/** The same in the format of traces: seconds, no header. */
export const smallTrace: string = lines([
  ...["ann", "bob", "cid", "dee"].map((actor, t) => ({ t, type: "join", actor })),
  { t: 10, type: "message", actor: "bob", bytes: 40 },
  { t: 20, type: "message", actor: "cid", bytes: 400 },
  { t: 86_400, type: "leave", actor: "bob" },
  { t: 86_410, type: "message", actor: "dee", bytes: 4 }
])
