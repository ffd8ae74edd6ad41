import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import type { Report } from "../src/report.ts"

const bench = (...args: ReadonlyArray<string>) =>
  spawnSync(process.execPath, ["--conditions=copath:source", "src/main.ts", ...args], {
    cwd: join(import.meta.dirname, ".."),
    encoding: "utf8"
  })

test("one run at n = 2 prints a table with both libraries and writes the same figures as JSON", () => {
  const folder = mkdtempSync(join(tmpdir(), "bench-"))
  const file = join(folder, "report.json")
  const { status, stderr, stdout } = bench("--n", "2", "--runs", "1", "--json", file)
  expect(status, stderr).toBe(0)
  expect(stdout).toMatch(/n = 2 .*ts-mls.*Copath.*ratio/)
  const report = JSON.parse(readFileSync(file, "utf8")) as Report
  rmSync(folder, { recursive: true })
  expect(report).toMatchObject({ kind: "copath-bench-peers", version: 1, environment: { node: process.versions.node } })
  expect(report.lines.map(({ operation, tree }) => `${operation}, ${tree}`)).toContain("process a path commit, filled")
  for (const { figures } of report.lines) {
    expect(figures.map(({ peer }) => peer)).toEqual(report.peers.map(({ name }) => name))
    for (const { samples, units } of figures) expect([samples, units > 0]).toEqual([1, true])
  }
})

test.each([
  [["--n", "3"], /^bench:peers: .*"3" is no group size: give even numbers.*--n <sizes>.*\n$/],
  [["--json", "/nowhere/at/all.json"], /^bench:peers: .*there is no folder \/nowhere\/at .*\n$/],
  [["--runs", "none"], /^bench:peers: .*"none" is no number of runs.*\n$/],
  [["--size", "2"], /^bench:peers: .*--size.*--n <sizes>.*\n$/]
])("wrong arguments (%s) are answered with one line and exit code 2", (args, line) => {
  const { status, stderr, stdout } = bench(...args)
  expect([status, stdout]).toEqual([2, ""])
  expect(stderr).toMatch(line)
})

test("scale prints its page for any sizes", () => {
  const { status, stderr, stdout } = bench("scale", "--n", "2,8", "--runs", "1")
  expect(status, stderr).toBe(0)
  expect(stdout).toMatch(/^# What groups cost/)
  for (const cell of ["| CPU time in u | n = 2 | n = 8 |", "| process a removal, filled | – |", "| in memory, after a commit |"])
    expect(stdout).toContain(cell)
}, 60_000)

test("flat tells two sizes and their ratio", () => {
  const { status, stderr, stdout } = bench("flat", "--n", "2,8")
  expect(status, stderr).toBe(0)
  expect(stdout).toMatch(/n = 2: \d+ µs; n = 8: \d+ µs; \d+\.\d\d×/)
}, 60_000)

test.each([
  [["scale", "--runs", "none"], /^bench:scale: .*"none" is no number of runs.*\n$/],
  [["flat", "--runs", "1"], /^bench:flat: .*--runs.*\n$/]
])("so do the other commands (%s)", (args, line) => {
  const { status, stderr } = bench(...args)
  expect(status).toBe(2)
  expect(stderr).toMatch(line)
})

test("--help names every choice", () => {
  const { status, stdout } = bench("--help")
  expect(status).toBe(0)
  for (const flag of ["--n", "--runs", "--json", "--help"]) expect(stdout).toContain(flag)
})
