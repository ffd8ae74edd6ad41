import { spawn } from "node:child_process"
import { existsSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"

/** What a run of the tests said. */
export interface Verdict {
  /** `red`: a test failed, or ran on for too long. `green`: none did. `unread`: the sources did not load, or nothing ran. */
  readonly colour: "red" | "green" | "unread"
  /** The first test that failed, or what went wrong. */
  readonly by: string
  /** Tests that passed before that. */
  readonly passed: number
}

interface Report {
  readonly numPassedTests: number
  readonly testResults: ReadonlyArray<{
    readonly name: string
    readonly message: string
    readonly assertionResults: ReadonlyArray<{ readonly status: string; readonly fullName: string }>
  }>
}

/** Reads vitest's JSON report. */
export const verdictOf = (json: string): Verdict => {
  const { numPassedTests, testResults } = JSON.parse(json) as Report
  const failed = testResults.flatMap(({ assertionResults }) => assertionResults).find(({ status }) => status === "failed")
  if (failed !== undefined) return { colour: "red", by: failed.fullName, passed: numPassedTests }
  // A file whose tests could not even be listed has a message and no results.
  const broken = testResults.find(({ assertionResults, message }) => assertionResults.length === 0 && message !== "")
  if (broken !== undefined) {
    const why = broken.message.split("\n")[0] ?? ""
    // What a file does before its tests may be the first to notice a fault; a source that is no module is another matter.
    const noModule = /Cannot find|SyntaxError|Transform failed|Failed to (?:resolve|load|parse)|does not provide an export/.test(
      broken.message
    )
    return { colour: noModule ? "unread" : "red", by: `before its tests: ${why}`, passed: numPassedTests }
  }
  if (numPassedTests === 0) return { colour: "unread", by: "no test ran", passed: 0 }
  return { colour: "green", by: "", passed: numPassedTests }
}

/** The names of all tests that failed. */
export const failedIn = (json: string): ReadonlySet<string> => {
  const { testResults } = JSON.parse(json) as Report
  const results = testResults.flatMap(({ assertionResults }) => assertionResults)
  return new Set(results.filter(({ status }) => status === "failed").map(({ fullName }) => fullName))
}

interface Ended {
  /** Vitest's report, if it came to one. */
  readonly report: string | undefined
  /** It took too long and was ended. */
  readonly late: boolean
  /** The last line that it wrote to standard error. */
  readonly last: string
}

/** Vitest's projects are called as the packages' folders; naming them spares the start of all others. */
const projectsOf = (files: ReadonlyArray<string>): ReadonlyArray<string> =>
  [...new Set(files.map((file) => file.split("/")[1] ?? ""))].flatMap((name) => ["--project", name])

const vitest = (root: string, args: ReadonlyArray<string>, seconds: number): Promise<Ended> =>
  new Promise((resolve) => {
    const report = join(root, ".rules-report.json")
    rmSync(report, { force: true })
    const program = join(root, "node_modules/vitest/vitest.mjs")
    const child = spawn(process.execPath, [program, "run", "--no-isolate", "--reporter=json", `--outputFile.json=${report}`, ...args], {
      cwd: root,
      // A group of its own: a worker in an endless loop is ended with it.
      detached: true,
      env: { ...process.env, NO_COLOR: "1" },
      stdio: ["ignore", "ignore", "pipe"]
    })
    let late = false
    const timer = setTimeout(() => {
      late = true
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL")
    }, seconds * 1000)
    const said: Array<Buffer> = []
    child.stderr.on("data", (chunk: Buffer) => said.push(chunk))
    child.on("close", () => {
      clearTimeout(timer)
      const last = Buffer.concat(said).toString("utf8").trim().split("\n").at(-1) ?? ""
      resolve({ report: existsSync(report) ? readFileSync(report, "utf8") : undefined, late, last })
    })
  })

/** Runs the tests of `files` whose names match `pattern`, up to the first that fails, and no longer than `seconds`. */
export const runTests = async (root: string, files: ReadonlyArray<string>, pattern: string, seconds: number): Promise<Verdict> => {
  const { last, late, report } = await vitest(root, ["--bail=1", "-t", pattern, ...projectsOf(files), ...files], seconds)
  if (late) return { colour: "red", by: `not done in ${seconds} s`, passed: 0 }
  return report === undefined ? { colour: "unread", by: `no report: ${last}`, passed: 0 } : verdictOf(report)
}

/** The tests of `files` with matching names that fail on the sources as they are. */
export const failuresIn = async (root: string, files: ReadonlyArray<string>, pattern: string): Promise<ReadonlySet<string>> => {
  const { last, report } = await vitest(root, ["-t", pattern, ...projectsOf(files), ...files], 1800)
  if (report === undefined) throw new Error(`the tests give no report on the sound sources: ${last}`)
  return failedIn(report)
}
