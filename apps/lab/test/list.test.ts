import { suiteNames } from "@copath/contracts"
import { namedWorkloads } from "@copath/lab-core"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import outside from "./fixtures/plugin.ts"
import { lab } from "./kit.ts"

const plugin = join(import.meta.dirname, "fixtures/plugin.ts")

interface Listed {
  readonly parts: ReadonlyArray<{
    readonly axis: string
    readonly id: string
    readonly aliases: ReadonlyArray<string>
    readonly plugin: boolean
  }>
  readonly suites: ReadonlyArray<{ readonly id: number; readonly name: string; readonly default: boolean }>
  readonly policySettings: Readonly<Record<string, string>>
  readonly workloads: ReadonlyArray<{ readonly name: string; readonly sweep?: { readonly values: ReadonlyArray<number> } }>
  readonly profiles: ReadonlyArray<{ readonly name: string }>
  readonly policies: ReadonlyArray<{ readonly name: string }>
}

describe.concurrent("lab list", () => {
  test("names every axis, part, cipher suite, workload, policy and profile", async ({ expect }) => {
    const { code, stderr, stdout } = await lab(["list"])
    expect(stderr).toBe("")
    expect(code).toBe(0)
    for (const name of [
      "treekem9420 (treekem)",
      "mkem (flat)",
      "group-chain",
      "eph-certified (ephemeral)",
      "team-50",
      "churn",
      "art-2018"
    ]) {
      expect(stdout).toContain(name)
    }
    for (const { name } of namedWorkloads) expect(stdout).toMatch(new RegExp(`^ {2}${name} `, "m"))
    for (const [id, name] of Object.entries(suiteNames)) expect(stdout).toMatch(new RegExp(`^  ${id}  ${name}`, "m"))
    expect(stdout).toMatch(/^ {2}default +rekey\.everyMessages=25, rekey\.onReturn=30d, commit\.who=actor$/m)
  })

  test("says what an operations=0 of churn stands for", async ({ expect }) => {
    const { stdout } = await lab(["list"])
    expect(stdout.replaceAll(/\s+/g, " ")).toContain("members=64, operations=0 (10 × members), updates=0.8")
  })

  test("says which values a workload is swept over", async ({ expect }) => {
    const { stdout } = await lab(["list"])
    expect(stdout.replaceAll(/\s+/g, " ")).toContain("--sweep members=8,11,16,23,32,45,64,91,128")
  })

  test("fits into 80 columns", async ({ expect }) => {
    const { stdout } = await lab(["list"], { env: { COLUMNS: "80" } })
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80)
  })

  test("gives the same as JSON, with the parts of a plug-in", async ({ expect }) => {
    const { code, stdout } = await lab(["list", "--json", "--plugin", plugin])
    expect(code).toBe(0)
    const listed = JSON.parse(stdout) as Listed
    expect(listed.parts.find((part) => part.id === outside.id)).toMatchObject({ axis: "signature", aliases: ["out"], plugin: true })
    expect(listed.parts.filter((part) => part.plugin)).toHaveLength(1)
    expect(listed.suites.map(({ id, name }) => [String(id), name])).toEqual(Object.entries(suiteNames))
    expect(listed.suites.filter((suite) => suite.default).map(({ id }) => id)).toEqual([1])
    expect(Object.keys(listed.policySettings)).toContain("retry.onReject")
    expect(listed.workloads.map((workload) => workload.name)).toEqual(namedWorkloads.map(({ name }) => name))
    expect(listed.workloads.find(({ name }) => name === "setup-and-talk")?.sweep?.values.slice(0, 4)).toEqual([2, 3, 5, 7])
    expect(listed.profiles.map((profile) => profile.name)).toContain("rfc9420")
    expect(listed.policies.map((policy) => policy.name)).toContain("default")
  })
})

describe.concurrent("help", () => {
  test("--help names the commands, and each command has its own", async ({ expect }) => {
    const [all, run] = await Promise.all([lab(["--help"]), lab(["run", "--help"])])
    expect([all.code, run.code]).toEqual([0, 0])
    for (const command of ["run", "list", "import", "vectors"]) expect(all.stdout).toMatch(new RegExp(`^ {2}${command} `, "m"))
    expect(run.stdout.replaceAll(/\s+/g, " ")).toContain("1 when in one of them members disagree, a member is lost or anything fails")
    for (const flag of ["--vary", "--profile", "--spec", "--policy", "--seed", "--jobs", "--json", "--html", "--plugin"]) {
      expect(run.stdout).toContain(flag)
    }
  })

  test("--version is the package's", async ({ expect }) => {
    const { code, stdout } = await lab(["--version"])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^lab v\d+\.\d+\.\d+\n$/)
  })
})

test("without a command the help is shown", async () => {
  const { code, stdout } = await lab([])
  expect(code).toBe(0)
  expect(stdout).toContain("SUBCOMMANDS")
})
