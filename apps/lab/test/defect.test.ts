import { spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { defectReport } from "../src/defect.ts"
import { file, lab, main, smallWorkload } from "./kit.ts"

const timeout = 120_000
const plugin = join(import.meta.dirname, "fixtures/throwing.ts")
const small = file("small.jsonl", smallWorkload)
const run = (...more: ReadonlyArray<string>) => lab(["run", small, "--plugin", plugin, "--progress", "none", ...more])

describe.concurrent("a part that throws", () => {
  test("ends the run on standard error with code 1, a request to report it and the command", { timeout }, async ({ expect }) => {
    const { code, stderr, stdout } = await run("--vary", "cgka=throwing")
    expect(stdout).toBe("")
    expect(stderr).toMatch(/^lab: a defect, not a mistake of yours\nCellDefect: in the cell cgka=throwing\n/)
    expect(stderr).toMatch(/TypeError: the tree has no root\n +at .*throwing\.ts/)
    expect(stderr).toMatch(/^lab: a plug-in took part; /m)
    expect(stderr).toMatch(/^lab: please report it to Copath, with all these lines$/m)
    expect(stderr).toContain(
      `\nlab: to reproduce: pnpm lab run ${small} --plugin ${plugin} --progress none --vary cgka=throwing --only 1\n`
    )
    expect(code).toBe(1)
  })

  test("in one of two threads ends both, with the same report", { timeout }, async ({ expect }) => {
    const { code, stderr, stdout } = await run("--vary", "cgka=treekem,throwing,art", "--jobs", "2")
    expect(stdout).toBe("")
    expect(stderr).toContain("CellDefect: in the cell cgka=throwing\n")
    expect(stderr).toContain("TypeError: the tree has no root\n")
    expect(stderr).toMatch(/^lab: please report it/m)
    expect(code).toBe(1)
  })
})

test("a thread that ends by itself ends the run, and is not waited for", { timeout }, async () => {
  const { code, stderr, stdout } = await run("--vary", "cgka=exiting,treekem", "--jobs", "2")
  expect(stdout).toBe("")
  expect(stderr).toContain("CellDefect: in the cell cgka=exiting\n")
  expect(stderr).toContain("Error: its thread ended by itself, with code 3\n")
  expect(code).toBe(1)
})

test("a reader that stops early is no defect", { timeout }, async () => {
  const child = spawn(process.execPath, ["--conditions=copath:source", main, "list"], { stdio: ["ignore", "pipe", "pipe"] })
  let said = ""
  child.stderr.on("data", (text) => void (said += String(text)))
  child.stdout.destroy()
  const [code] = (await once(child, "close")) as ReadonlyArray<unknown>
  expect([said, code]).toEqual(["", 0])
})

test("the command is one that a shell reads back", () => {
  const report = defectReport("odd", ["run", "my file.jsonl", "--policy", "it's", "--seed="])
  expect(report).toContain("\nthrown: 'odd'\n")
  expect(report).toContain(String.raw`lab: to reproduce: pnpm lab run 'my file.jsonl' --policy 'it'\''s' --seed=` + "\n")
  expect(report).not.toContain("plug-in")
})
