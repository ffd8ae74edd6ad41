import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { add, summary, vitestCounts, type Counts } from "./counts.ts"
import { run } from "./run.ts"

/**
 * `pnpm test`: the static checks, each counted as one, and all tests, each counted by itself. `pnpm check` (`--static`) leaves the tests out.
 * Every check runs even after a failure; the last line is the count.
 */
const root = resolve(import.meta.dirname, "../../..")

const quick: ReadonlyArray<readonly [name: string, ...command: ReadonlyArray<string>]> = [
  ["floors", "node", "tooling/floors/src/main.ts"],
  ["format", "oxfmt", "--check"],
  ["lint", "oxlint"],
  ["types", "turbo", "run", "typecheck", "--output-logs=errors-only"],
  ["unused code", "knip", "--no-progress"],
  ["a test for each validation rule", "node", "tooling/rules/src/main.ts", "--untested"],
  ["size in a browser", "node", "--conditions=copath:source", "tooling/browser/src/size.ts"]
]
const published: typeof quick = [
  ["build", "turbo", "run", "build", "--output-logs=errors-only"],
  ["API reports", "node", "tooling/docs/src/apiReports.ts", "--check"],
  ["package contents", "node", "tooling/check/src/publint.ts"],
  ["declared imports", "node", "tooling/check/src/declaredImports.ts"]
]

const check = async ([name, ...command]: (typeof quick)[number]): Promise<Counts> => {
  const { exitCode, output, seconds } = await run(root, command, false)
  console.log(`${exitCode === 0 ? "pass" : "FAIL"}  ${name} (${seconds.toFixed(1)} s)`)
  if (exitCode === 0) return { passed: 1, failed: 0, skipped: 0 }
  console.log(output.trimEnd().replace(/^/gm, "      "))
  return { passed: 0, failed: 1, skipped: 0 }
}

const tests = async (): Promise<Counts> => {
  const folder = mkdtempSync(join(tmpdir(), "copath-test-"))
  const report = join(folder, "report.json")
  const command = ["vitest", "run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`]
  const { exitCode, seconds } = await run(root, command, true)
  const counts = vitestCounts(existsSync(report) ? readFileSync(report, "utf8") : undefined, exitCode)
  rmSync(folder, { recursive: true })
  console.log(`${counts.failed === 0 ? "pass" : "FAIL"}  tests: ${summary(counts)} (${seconds.toFixed(1)} s)`)
  return counts
}

let total: Counts = { passed: 0, failed: 0, skipped: 0 }
for (const each of quick) total = add(total, await check(each))
if (!process.argv.includes("--static")) total = add(total, await tests())
for (const each of published) total = add(total, await check(each))
console.log(summary(total))
process.exitCode = total.failed === 0 ? 0 : 1
