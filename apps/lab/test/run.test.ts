import { canonicalJson, decodeResult, type LabResult, withoutTimes } from "@copath/lab-core"
import { Result } from "effect"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, test } from "vitest"
import { file, folder, lab, smallTrace, smallWorkload } from "./kit.ts"

const timeout = 240_000
const plugin = join(import.meta.dirname, "fixtures/plugin.ts")
const twelve = ["--vary", "cgka=treekem,art,flat", "--vary", "protection=secret-tree,group-chain", "--vary", "signature=static,ephemeral"]

const resultOf = (json: string): LabResult => Result.getOrThrow(decodeResult(json))
/** What two runs must have in common, whatever their output flags were. */
const facts = (json: string): string => {
  const { made, ...rest } = withoutTimes(resultOf(json))
  return canonicalJson({ ...rest, made: { ...made, argv: [] } })
}

describe.concurrent("lab run", () => {
  test("runs twelve compositions, all in agreement, and says so", { timeout }, async ({ expect }) => {
    const work = folder()
    const outputs = { json: join(work, "out/r.json"), html: join(work, "r.html"), csv: join(work, "r.csv"), markdown: join(work, "r.md") }
    const flags = Object.entries(outputs).flatMap(([name, path]) => [`--${name}`, path])
    const { code, stderr, stdout } = await lab(["run", file("small.jsonl", smallWorkload), ...twelve, ...flags])
    expect(code).toBe(0)
    expect(stdout).toMatch(/All members agree on the epoch secret at the end, in each\s+of\s+12\s+compositions/)
    expect(stdout).toContain("rekey.everyMessages=25")
    expect(stderr.trimEnd().split("\n")).toHaveLength(12)
    expect(stderr).toMatch(/^\[ 1\/12\] rfc9420: 8 steps in /)
    const { cells, made, refused } = resultOf(readFileSync(outputs.json, "utf8"))
    expect(refused).toEqual([])
    expect(cells).toHaveLength(12)
    expect(new Set(cells.map((cell) => cell.agreement.secretFingerprint)).size).toBe(12)
    for (const { agreement, counts, health, workload } of cells) {
      expect(agreement).toMatchObject({ agreed: true, members: 4 })
      expect(health).toMatchObject({ lostMembers: 0, failures: [] })
      expect([workload.name, workload.members, workload.messages, counts.messages]).toEqual(["small", 5, 4, 4])
    }
    expect(cells.filter((cell) => cell.composition.strict)).toHaveLength(1)
    expect(made.argv.slice(0, 2)).toEqual(["lab", "run"])
    expect(readFileSync(outputs.html, "utf8")).toMatch(/^<!doctype html>[\s\S]+<\/html>\s*$/)
    expect(readFileSync(outputs.csv, "utf8")).toMatch(/^composition,workload,policy,base,repeat,group,/)
    expect(readFileSync(outputs.markdown, "utf8")).toContain("| composition |")
  })

  test("looks on where a workload pins an attacker, and exits with 1 when it is not as expected there", { timeout }, async ({ expect }) => {
    const events = [
      { t: 75, do: "compromise", by: "dee" },
      { t: 80, do: "say", by: "ann", size: 9 },
      { t: 90, do: "expect", exposed: { from: 76, to: 90, share: [0, 0.5] } },
      { t: 90, do: "expect", exposed: { from: 0, to: 70, share: [0, 0.5] } }
    ]
    const path = file("expects.jsonl", `${smallWorkload}${events.map((event) => `${JSON.stringify(event)}\n`).join("")}`)
    const out = join(folder(), "r.json")
    const { code, stderr, stdout } = await lab(["run", path, "--profile", "rfc9420", "--progress", "none", "--out", out])
    expect(stdout).toContain("\nrfc9420: whoever copied dee's state at line 10 reads 1 of 5 messages\n")
    expect(stdout).toContain("\nrfc9420: as expected at line 13: 0 of 4 messages said from 0 to 70 ms fall; expected: 0 to 50 %\n")
    expect(stderr).toBe(
      "lab: rfc9420: not as expected at line 12: 100 % of 1 message said from 76 to 90 ms falls; expected: 0 to 50 %\n" +
        `lab: that cell alone: pnpm lab run ${path} --profile rfc9420 --progress none --only 1\n`
    )
    expect(code).toBe(1)
    const { cells } = resultOf(readFileSync(out, "utf8"))
    expect(cells[0]?.script?.expected.map(({ met }) => met)).toEqual([false, true])
    expect(cells[0]?.composition.suite).toBe(1)
  })

  test("same seed, same bytes: two runs of one command differ only in time fields", { timeout }, async ({ expect }) => {
    const args = ["run", file("small.jsonl", smallWorkload), "--seed", "s", "--progress", "none", "--json"]
    const [first, again] = await Promise.all([lab(args), lab(args)])
    expect(first).toMatchObject({ code: 0, stderr: "" })
    const [a, b] = [withoutTimes(resultOf(first.stdout)), withoutTimes(resultOf(again.stdout))]
    expect(a).toEqual(b)
    expect(a.cells).toHaveLength(4)
  })

  test("another seed gives other secrets", { timeout }, async ({ expect }) => {
    const args = ["run", file("small.jsonl", smallWorkload), "--profile", "rfc9420", "--progress", "none", "--json", "-", "--seed"]
    const [one, other] = (await Promise.all([lab([...args, "1"]), lab([...args, "2"])])).map(({ stdout }) => resultOf(stdout))
    expect(one?.id).not.toBe(other?.id)
    expect(one?.cells[0]?.agreement.secretFingerprint).not.toBe(other?.cells[0]?.agreement.secretFingerprint)
  })

  test("the figures do not depend on how many jobs there are, plug-ins included", { timeout }, async ({ expect }) => {
    const path = file("small.jsonl", smallWorkload)
    const args = [
      "run",
      path,
      "--plugin",
      plugin,
      "--vary",
      "cgka=treekem,flat",
      "--vary",
      "signature=static,out",
      "--progress",
      "none",
      "--json",
      "-"
    ]
    const [one, two] = await Promise.all([lab([...args, "--jobs", "1"]), lab([...args, "--jobs", "2"])])
    expect([one.code, two.code]).toEqual([0, 0])
    expect(facts(two.stdout)).toBe(facts(one.stdout))
    expect(resultOf(one.stdout).cells.map((cell) => cell.composition.parts["signature"])).toEqual([
      "static",
      "outside",
      "static",
      "outside"
    ])
  })

  test("takes a trace, a spec file and a sweep of policies", { timeout }, async ({ expect }) => {
    const spec = file("spec.json", '[{"cgka":"art"},{"handshake":"encrypted"}]')
    const args = ["--spec", spec, "--provider", "noble", "--policy", "rekey.everyMessages=1,never", "--progress", "none", "--json"]
    const { code, stdout } = await lab(["run", file("talk.jsonl", smallTrace), ...args])
    expect(code).toBe(0)
    const { cells } = resultOf(stdout)
    expect(
      cells.map(({ composition, policy, workload }) => [workload.name, policy.values["rekey.everyMessages"], composition.parts["cgka"]])
    ).toEqual([
      ["talk", 1, "art"],
      ["talk", 1, "treekem9420"],
      ["talk", undefined, "art"],
      ["talk", undefined, "treekem9420"]
    ])
    expect(cells.every(({ agreement, composition }) => agreement.agreed && composition.parts["provider"] === "noble")).toBe(true)
  })

  test("makes a named workload anew for each repeat", { timeout }, async ({ expect }) => {
    const args = ["--set", "members=6", "--set", "operations=12", "--seeds", "2", "--profile", "rfc9420", "--progress", "none", "--json"]
    const { code, stdout } = await lab(["run", "churn", ...args])
    expect(code).toBe(0)
    const { cells } = resultOf(stdout)
    expect(cells.map((cell) => cell.repeat)).toEqual([0, 1])
    expect(cells[0]?.workload.hash).not.toBe(cells[1]?.workload.hash)
  })

  test("refuses what cannot work, by name and reason, and runs the rest", { timeout }, async ({ expect }) => {
    const path = file("small.jsonl", smallWorkload)
    const { code, stdout } = await lab(["run", path, "--vary", "cgka=treekem,art", "--vary", "integrity=parent-hash", "--json"])
    const { cells, refused } = resultOf(stdout)
    expect(refused).toMatchObject([{ rule: "reach", parts: { cgka: "art", integrity: "parent-hash" } }])
    expect(cells.map((cell) => cell.composition.parts["cgka"])).toEqual(["treekem9420"])
    expect(code).toBe(0)
    const ordering = ["--vary", "protection=secret-tree,group-chain", "--vary", "delivery=total-order,unordered", "--progress", "none"]
    const some = await lab(["run", path, ...ordering])
    expect(some.code).toBe(0)
    expect(some.stdout).toMatch(/protection=group-chain,delivery=unordered \[ordering\]\n +group-chain \+ unordered cannot work/)
  })

  test("exits with 1 when a message could not be read, though everybody agrees", { timeout }, async ({ expect }) => {
    const path = file("small.jsonl", smallWorkload)
    const deaf = ["--plugin", join(import.meta.dirname, "fixtures/deaf.ts"), "--vary", "signature=static,deaf", "--progress", "none"]
    const { code, stderr, stdout } = await lab(["run", path, ...deaf])
    expect(stdout).toContain("All members agree")
    expect(stderr).toMatch(
      /^lab: signature=deaf: \d+ failures; first member \w+ at step 1 \(line 3\): BadSignature\nlab: that cell alone: pnpm lab run [^\n]+ --only 2\nlab: a plug-in took part; its laws say [^\n]+\n$/
    )
    expect(code).toBe(1)
  })

  test("exits with 1 when everything is refused", { timeout }, async ({ expect }) => {
    const path = file("small.jsonl", smallWorkload)
    const { code, stderr, stdout } = await lab(["run", path, "--vary", "protection=group-chain", "--vary", "delivery=unordered"])
    expect(code).toBe(1)
    expect(stderr).toContain("lab: every combination was refused")
    expect(stderr).toContain(": refused\n")
    expect(stdout).toContain("No composition could run")
  })

  test("lets the service lie and an adversary look on, and tells in every form what came of it", { timeout }, async ({ expect }) => {
    const path = file("small.jsonl", smallWorkload)
    const out = folder()
    const targets = { json: join(out, "r.json"), html: join(out, "r.html"), csv: join(out, "r.csv"), markdown: join(out, "r.md") }
    const args = ["--adversary", "--probes", "--vary", "handshake=plain,enc-ratchet", "--progress", "none"]
    const { code, stderr, stdout } = await lab([
      "run",
      path,
      ...args,
      ...Object.entries(targets).flatMap(([form, to]) => [`--${form}`, to])
    ])
    expect([code, stderr]).toEqual([0, ""])
    expect(stdout).toMatch(/^drop-commit +at the first text/m)
    expect(stdout).toMatch(/^commit +readable +readable +hidden +hidden +hidden/m)
    const { cells } = resultOf(readFileSync(targets.json, "utf8"))
    const sights = cells.map(
      ({ security }) => security?.metadata?.find(({ field, kind }) => kind === "commit" && field === "sender")?.sight
    )
    expect(sights).toEqual(["readable", "hidden"])
    expect(cells[0]?.security?.deniability).toMatchObject({ signed: 4, convincing: 4, declared: { transferable: true }, disagreements: [] })
    expect(cells.map(({ probes }) => probes?.length)).toEqual([8, 8])
    expect(cells.flatMap(({ probes = [] }) => probes.flatMap(({ surprises }) => surprises))).toEqual([])
    expect(cells.map(({ stolenCopy }) => stolenCopy?.attempts.map(({ accepted }) => accepted))).toEqual([
      [0, 0, 0, 5],
      [0, 0, 0, 5]
    ])
    expect(readFileSync(targets.csv, "utf8")).toMatch(/,probes,fork,,,afterTexts,count,1\r\n/)
    for (const form of ["html", "markdown"] as const) expect(readFileSync(targets[form], "utf8")).toContain("Lies of the delivery service")
  })

  test("shows progress as JSON lines", { timeout }, async ({ expect }) => {
    const { stderr } = await lab(["run", file("small.jsonl", smallWorkload), "--profile", "art-2018,paranoid", "--progress", "json"])
    const last = stderr
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
      .filter((line) => line["finished"] === true)
    expect(last).toMatchObject([
      { cell: 1, of: 2, name: "art-2018", done: 8, total: 8, refused: false },
      { cell: 2, of: 2, name: "paranoid" }
    ])
  })
})
