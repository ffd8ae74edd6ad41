import { decodeResult, type LabResult, primitives } from "@copath/lab-core"
import { Result } from "effect"
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, test } from "vitest"
import { file, folder, lab, smallWorkload } from "./kit.ts"

const timeout = 240_000
const work = folder()
const [first, second] = [join(work, "first.json"), join(work, "second.json")]
const saved = (name: string, result: LabResult): string => {
  const path = join(work, name)
  writeFileSync(path, JSON.stringify(result))
  return path
}
let result: LabResult

beforeAll(async () => {
  const path = file("small.jsonl", smallWorkload)
  const run = (to: string, profiles: string) => lab(["run", path, "--profile", profiles, "--progress", "none", "--json", to])
  const both = await Promise.all([run(first, "rfc9420,art-2018"), run(second, "rfc9420,signal-pairwise")])
  for (const { code, stderr } of both) expect(code, stderr).toBe(0)
  result = Result.getOrThrow(decodeResult(readFileSync(first, "utf8")))
}, timeout)

describe.concurrent("lab report", () => {
  test("prints the table of a saved result, and runs nothing", { timeout }, async ({ expect }) => {
    const { code, stderr, stdout } = await lab(["report", first])
    expect([code, stderr]).toEqual([0, ""])
    expect(stdout).toContain("2 compositions on small")
    expect(stdout).toContain(`result ${result.id}`)
  })

  test("writes every form that is asked for, and then no table", { timeout }, async ({ expect }) => {
    const out = folder()
    const targets = { html: join(out, "r.html"), md: join(out, "r.md"), csv: join(out, "csv"), tex: join(out, "a/tex") }
    const { code, stderr, stdout } = await lab(["report", first, ...Object.entries(targets).flatMap(([form, to]) => [`--${form}`, to])])
    expect([code, stderr, stdout]).toEqual([0, "", ""])
    expect(readFileSync(targets.html, "utf8")).toMatch(/^<!doctype html>/)
    expect(readFileSync(targets.md, "utf8")).toContain("### Cost")
    expect(readdirSync(targets.csv).toSorted()).toEqual(["commits.csv", "seeds.csv", "timeline.csv", "values.csv"])
    expect(readdirSync(targets.tex)).toEqual(
      expect.arrayContaining(["setting-1-cost.tex", "setting-1-received.dat", "setting-1-received.tex"])
    )
  })

  test("makes one report of several results: what both came to is there once", { timeout }, async ({ expect }) => {
    const { code, stdout } = await lab(["report", first, second, "--md", "-"])
    expect(code).toBe(0)
    expect(stdout).toContain("# 3 compositions on small")
    expect(stdout).toContain("first: Seed copath")
    expect(stdout).toContain("second: Seed copath")
  })

  test("plots what lab scale counted, beside what was run, and tells times with their error", { timeout }, async ({ expect }) => {
    const out = folder()
    const [counted, phone] = [join(out, "counted.json"), join(out, "phone.json")]
    writeFileSync(
      phone,
      JSON.stringify({
        lab: "calibration/1",
        device: "a phone",
        runtime: "none",
        cpu: "none",
        suite: "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519",
        provider: "none",
        pace: 1,
        ops: Object.fromEntries(primitives.map((name) => [name, { ns: [1_000_000, 0], ci: [1, 1], calls: 200 }])),
        overhead: { perText: 0, perHandshake: 0, perByteWritten: 0, perByteRead: 0, perNode: 0 },
        errors: { commit: 0.1, process: 0.3 }
      })
    )
    const args = ["churn", "--members", "8,16,32", "--commits", "6", "--vary", "cgka=treekem,mkem", "--calibration", phone]
    const scaled = await lab(["scale", ...args, "--json", counted])
    expect([scaled.code, scaled.stdout]).toEqual([0, expect.stringContaining("what a member does was foretold with a mean error of 30 %")])
    const { code, stderr, stdout } = await lab(["report", counted])
    expect([code, stderr]).toEqual([0, ""])
    expect(stdout).toContain("2 compositions counted with up to 32 members")
    expect(stdout).toMatch(/^committer: public-key operations +\d\.\d\d \[/m)
    expect(stdout).toMatch(/^rfc9420: committer +.* 10 %$/m)
    expect(stdout).toMatch(/^rfc9420: member +.* ! 30 %$/m)
    expect(stdout.replaceAll(/\s+/g, " ")).toContain("Warning: what a member does was foretold with a mean error of 30 %, above 25 %")
    const targets = { html: join(out, "r.html"), csv: join(out, "csv"), tex: join(out, "tex") }
    const both = await lab(["report", first, counted, ...Object.entries(targets).flatMap(([form, to]) => [`--${form}`, to])])
    expect([both.code, both.stderr]).toEqual([0, ""])
    expect(readFileSync(targets.html, "utf8")).toContain("Counted: churn")
    expect(readdirSync(targets.csv)).toEqual(expect.arrayContaining(["scale.csv", "values.csv"]))
    expect(readdirSync(targets.tex)).toEqual(expect.arrayContaining(["scale-1-ms-committer.tex", "setting-1-cost.tex"]))
  })

  test("names the kind and version of what it does not read", { timeout }, async ({ expect }) => {
    const ask = async (content: object) => {
      const { code, stderr } = await lab(["report", file("other.json", JSON.stringify(content))])
      expect(code).toBe(2)
      return stderr
    }
    const kinds = "neither a result/1 file (lab run --json) nor a scale/1 file (lab scale --json)"
    expect(await ask({ lab: "scale/2", cells: [] })).toContain(`other.json: ${kinds}: "lab" is "scale/2"`)
    expect(await ask({ cells: [] })).toContain(`${kinds}: a JSON object without "lab"`)
    expect(await ask({ lab: "scale/1", seed: 1 })).toMatch(/other\.json: not a scale\/1 file: .*seed/)
  })

  test.each([
    [[], /lab: .*result\.json/],
    [["none.json"], /lab: none\.json: there is no such file/],
    [[first, first], /named twice/],
    [[first, "--csv", "-"], /--csv -: a folder is expected/],
    [[first, "--tex", first], /--tex .*: cannot be written: part of the path is no folder/],
    [[first, "--html", "-", "--md", "-"], /only one of them can go to standard output/]
  ])("refuses %j with one line", { timeout }, async (args, message) => {
    const { code, stderr, stdout } = await lab(["report", ...args])
    expect([code, stdout]).toEqual([2, ""])
    expect(stderr).toMatch(message)
    expect(stderr.trimEnd().split("\n")).toHaveLength(1)
  })
})

describe.concurrent("lab diff", () => {
  const dearer = (factor: number): LabResult => ({
    ...result,
    cells: result.cells.map((cell, i) => {
      const own = cell.cost["sent.commit"]?.committer
      if (i > 0 || own === undefined) return cell
      return { ...cell, cost: { ...cell.cost, "sent.commit": { committer: { ...own, total: own.total * factor } } } }
    })
  })

  test("is silent but for the verdict, with 0, on the same result", { timeout }, async ({ expect }) => {
    const { code, stderr, stdout } = await lab(["diff", first, first])
    expect([code, stderr]).toEqual([0, ""])
    expect(stdout).toContain(": the same\n2 cells compared.")
  })

  test("ends with 2 where something is worse, and with 0 where it grew by less than allowed", { timeout }, async ({ expect }) => {
    const path = saved("dearer.json", dearer(1.5))
    const worse = await lab(["diff", first, path])
    expect([worse.code, worse.stderr]).toEqual([2, ""])
    expect(worse.stdout).toMatch(/worse {3}sent\.commit, committer .*\+50 %/)
    expect((await lab(["diff", first, path, "--fail-on", "60%"])).code).toBe(0)
    expect((await lab(["diff", path, first])).code).toBe(0)
  })

  test("ends with 3 where results are not comparable, and says why field by field", { timeout }, async ({ expect }) => {
    const { code, stdout } = await lab(["diff", first, second])
    expect(code).toBe(3)
    expect(stdout).toContain(": not comparable\n1 cell compared.")
    expect(stdout).toContain("composition: art-2018 → absent")
    expect(stdout).toContain("composition: absent → signal-pairwise")
  })

  test("tells the same as JSON", { timeout }, async ({ expect }) => {
    const { code, stdout } = await lab(["diff", first, second, "--json"])
    expect(code).toBe(3)
    expect(JSON.parse(stdout)).toMatchObject({ lab: "diff/1", verdict: "incomparable", compared: 1, failOn: 0.05 })
  })

  test("ends with 3 where a file is no result, and with 2 where the threshold is none", { timeout }, async ({ expect }) => {
    const bad = file("bad.json", "{}")
    const none = await lab(["diff", first, bad])
    expect([none.code, none.stdout]).toEqual([3, ""])
    expect(none.stderr).toBe(`lab: ${bad}: not a result/1 file: a JSON object without "lab"; nothing was compared\n`)
    const wrong = await lab(["diff", first, second, "--fail-on", "much"])
    expect([wrong.code, wrong.stdout, wrong.stderr]).toEqual([2, "", "lab: --fail-on much: a percentage such as 5% is expected\n"])
  })

  test("of results that do not exist is none", { timeout }, async ({ expect }) => {
    expect(existsSync("none.json")).toBe(false)
    expect((await lab(["diff", "none.json", first])).code).toBe(3)
  })
})
