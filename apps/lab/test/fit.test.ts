import { makeWorkload, formatWorkload, parseWorkload } from "@copath/lab-core"
import { Result } from "effect"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, test } from "vitest"
import { file, folder, lab, smallTrace, smallWorkload } from "./kit.ts"

const team = formatWorkload(Result.getOrThrow(makeWorkload("team-50", "1", ["members=12", "days=56"])))

describe.concurrent("lab fit", { timeout: 240_000 }, () => {
  test("prints what kind of chat a workload is", async ({ expect }) => {
    const { code, stderr, stdout } = await lab(["fit", file("team.jsonl", team)])
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    expect(stdout).toMatch(/^speakers +Zipf, s = (0\.[6-9]|1\.[0-4])/m)
    expect(stdout).toMatch(/^gaps: turns +log-normal, median 2\d(\.\d)? s/m)
    expect(stdout).toMatch(/^days \(Mon to Sun\) .* 0 0$/m)
  })

  test("takes a trace, a named workload and another silence, and says when it knows no dates", async ({ expect }) => {
    const [trace, named] = await Promise.all([
      lab(["fit", file("trace.jsonl", smallTrace), "--silence", "10s"]),
      lab(["fit", "team-50", "--json"])
    ])
    expect([trace.code, named.code]).toEqual([0, 0])
    expect(trace.stdout).toMatch(/^hours from the start /m)
    expect(JSON.parse(named.stdout)).toMatchObject({ name: "team-50", dated: true, messages: 563 })
  })

  test("makes a workload of another size, the same for the same seed", async ({ expect }) => {
    const out = join(folder(), "large.jsonl")
    const args = ["fit", file("team.jsonl", team), "--members", "40", "--days", "14"]
    const [written, printed] = [await lab([...args, "--out", out]), await lab(args)]
    expect([written.code, printed.code]).toEqual([0, 0])
    expect(written.stdout).toContain("Zipf")
    expect(printed.stdout).toBe(readFileSync(out, "utf8"))
    expect(printed.stderr).toContain("Zipf")
    expect(Result.getOrThrow(parseWorkload(printed.stdout)).header.members).toHaveLength(40)
  })

  test.for([
    { args: ["--out", "x.jsonl"], says: "--out x.jsonl: only with --members" },
    { args: ["--days", "3"], says: "--days 3: only with --members" },
    { args: ["--silence", "soon"], says: "--silence soon: a duration" },
    { args: ["--members", "0"], says: "0 members: a whole number from 1 to 1000000" },
    { args: ["--members", "1000000", "--days", "10000"], says: "take fewer members or days" },
    { args: ["--members", "3", "--out", "/dev/null/x"], says: "--out /dev/null/x: cannot be written" }
  ])("refuses $args and says why", async ({ args, says }, { expect }) => {
    const { code, stderr, stdout } = await lab(["fit", file("small.jsonl", smallWorkload), ...args])
    expect([code, stdout]).toEqual([2, ""])
    expect(stderr).toContain(says)
    expect(stderr.trimEnd().split("\n")).toHaveLength(1)
  })

  test("refuses a history without a message, and a file that is none", async ({ expect }) => {
    const [silent, none] = await Promise.all([lab(["fit", "churn"]), lab(["fit", file("x.jsonl", "{}")])])
    expect([silent.code, none.code]).toEqual([2, 2])
    expect(silent.stderr).toContain("nobody says anything")
    expect(none.stderr).toContain("line 1")
  })
})
