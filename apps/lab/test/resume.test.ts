import { canonicalJson, decodeResult, withoutTimes } from "@copath/lab-core"
import { Result } from "effect"
import { spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { sourceState } from "../src/run/journal.ts"
import { folder, lab, main } from "./kit.ts"

const timeout = 240_000

/** Runs the program until so many of its cells are finished, and then kills it at once. */
const killedAfter = (cells: number, args: ReadonlyArray<string>): Promise<number | null> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, ["--conditions=copath:source", main, ...args], { stdio: ["ignore", "ignore", "pipe"] })
    let said = ""
    child.stderr.on("data", (chunk: Buffer) => {
      said += chunk.toString()
      if (said.split('"finished":true').length > cells) child.kill("SIGKILL")
    })
    child.on("exit", (code) => resolve(code))
  })

/** All but times and arguments. */
const facts = (json: string): string => {
  const { made, ...rest } = withoutTimes(Result.getOrThrow(decodeResult(json)))
  return canonicalJson({ ...rest, environment: {}, made: { ...made, argv: [] } })
}

test.each([1, 2])("a run that was killed goes on where it was, and comes to the same (jobs: %i)", { timeout }, async (jobs) => {
  const journal = join(folder(), "j.jsonl")
  const run = [
    "run",
    "churn",
    "--set",
    "operations=12",
    "--sweep",
    "members=6,8,10",
    "--profile",
    "rfc9420,art-2018",
    "--jobs",
    String(jobs)
  ]
  const resumed = [...run, "--progress", "json", "--resume", journal]
  const before = sourceState()
  expect(await killedAfter(1, resumed)).toBe(null)
  const done = readFileSync(journal, "utf8").trimEnd().split("\n").length - 1
  expect(done).toBeGreaterThanOrEqual(1)
  const [again, whole] = await Promise.all([lab([...resumed, "--json", "-"]), lab([...run, "--progress", "none", "--json", "-"])])
  expect([again.code, whole.code]).toEqual([0, 0])
  expect(facts(again.stdout)).toBe(facts(whole.stdout))
  const kept = again.stderr.split('"kept":true').length - 1
  // A source that was edited in the meantime makes everything anew.
  expect([done, 0]).toContain(kept)
  expect(kept === done || sourceState() !== before).toBe(true)
  const third = await lab([...run, "--progress", "none", "--resume", journal, "--json", "-"])
  expect(facts(third.stdout)).toBe(facts(whole.stdout))
})

test("a file that is no journal is refused before anything runs, and so is one that is written to", { timeout }, async () => {
  const path = join(folder(), "r.json")
  const both = await lab(["run", "churn", "--resume", path, "--json", path])
  expect([both.code, both.stdout]).toEqual([2, ""])
  expect(both.stderr).toContain("only one of them can go to one file")
  const standard = await lab(["run", "churn", "--resume", "-"])
  expect([standard.code, standard.stderr]).toEqual([2, "lab: --resume -: a file is expected\n"])
})
