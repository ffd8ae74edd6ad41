import type { LabConfig } from "@copath/profile-lab"
import { Effect } from "effect"
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { badInput } from "../src/badInput.ts"
import { flags } from "../src/commands/run.ts"
import { completed } from "../src/config.ts"
import { clone } from "../src/new/workspace.ts"
import { folder, lab, smallWorkload } from "./kit.ts"

/** A folder with a small workload, a plug-in and a configuration. */
const withConfig = (text: string, name = "lab.config.mjs"): string => {
  const path = folder()
  for (const one of ["contracts", "profile-lab"]) {
    mkdirSync(join(path, "node_modules/@copath"), { recursive: true })
    symlinkSync(join(clone, "packages", one), join(path, "node_modules/@copath", one))
  }
  symlinkSync(join(clone, "apps/lab/node_modules/effect"), join(path, "node_modules/effect"))
  writeFileSync(join(path, "package.json"), '{ "type": "module" }\n')
  cpSync(join(import.meta.dirname, "fixtures/plugin.ts"), join(path, "outside.ts"))
  writeFileSync(join(path, "small.jsonl"), smallWorkload)
  writeFileSync(join(path, name), text)
  return path
}
const json = (config: unknown): string => JSON.stringify(config)
const plugged = { plugins: ["./outside.ts"], vary: ["signature=static,outside"], progress: "none" }

/** Fields that are flags of the same name. */
type Settable = Exclude<keyof LabConfig, "plugins">
const fields: { readonly [F in Settable]: keyof typeof flags } = {
  vary: "vary",
  profile: "profile",
  spec: "spec",
  provider: "provider",
  suite: "suite",
  policy: "policy",
  set: "set",
  sweep: "sweep",
  resume: "resume",
  seed: "seed",
  seeds: "seeds",
  jobs: "jobs",
  assume: "assume",
  json: "json",
  html: "html",
  csv: "csv",
  markdown: "markdown",
  progress: "progress"
}

describe("a configuration", { timeout: 120_000 }, () => {
  test("in TypeScript, with defineConfig, brings plug-ins and defaults; flags win", async () => {
    const text = `import { defineConfig } from "@copath/profile-lab"\nexport default defineConfig(${json({ ...plugged, seed: "mine", suite: 1 })})\n`
    const cwd = withConfig(text, "lab.config.ts")
    const [plain, other] = [
      await lab(["run", "small.jsonl", "--json"], { cwd }),
      await lab(["run", "small.jsonl", "--json", "--seed", "yours"], { cwd })
    ]
    expect([plain.stderr, other.stderr]).toEqual(["", ""])
    expect(plain.stdout).toContain('"signature": "outside"')
    expect(plain.stdout).toMatch(/"seed": "mine"/)
    expect(other.stdout).toMatch(/"seed": "yours"/)
    expect(other.stdout).not.toMatch(/"seed": "mine"/)
  })

  test("names all compositions or none: a profile on the command line leaves its vary aside, and its plug-in unused", async ({
    expect
  }) => {
    const cwd = withConfig(json(plugged), "lab.config.json")
    const { code, stderr, stdout } = await lab(["run", "small.jsonl", "--profile", "rfc9420", "--json"], { cwd })
    expect(stderr).toBe("")
    expect(code).toBe(0)
    expect(stdout).not.toContain('"signature": "outside"')
  })

  test("gives a parameter to --set or --sweep: one that the command line names in either is not the configuration's too", async ({
    expect
  }) => {
    const cwd = withConfig(json({ set: ["members=8", "days=3"], sweep: "messages=1,2", resume: "cells.jsonl" }), "lab.config.json")
    const argsOf = async (args: ReadonlyArray<string>) => (await Effect.runPromise(completed(args, cwd))).args.slice(args.length)
    expect(await argsOf(["run", "team-50"])).toEqual(["--set=members=8", "--set=days=3", "--sweep=messages=1,2", "--resume=cells.jsonl"])
    expect(await argsOf(["run", "team-50", "--sweep", "members=8,16"])).toEqual(["--set=days=3", "--resume=cells.jsonl"])
    expect(await argsOf(["run", "team-50", "--set=messages=3", "--resume", "mine.jsonl"])).toEqual([])
  })

  test("is left aside with --no-config, and told in lab list with its path", async () => {
    const cwd = withConfig(`export default ${json(plugged)}\n`)
    const [listed, aside, machine] = await Promise.all([
      lab(["list"], { cwd }),
      lab(["list", "--no-config"], { cwd }),
      lab(["list", "--json"], { cwd })
    ])
    expect(listed.stdout.replaceAll(/\s+/g, " ")).toContain("plug-in ./outside.ts of lab.config.mjs")
    expect(aside.code).toBe(0)
    expect(aside.stdout).not.toContain("outside.ts")
    expect(machine.stdout).toContain('"from": "./outside.ts of lab.config.mjs"')
  })

  test("that is broken does not keep anybody from the help", async () => {
    const cwd = withConfig("export default 7\n")
    expect((await lab(["run", "--help"], { cwd })).code).toBe(0)
    expect((await lab(["list", "--no-config"], { cwd })).code).toBe(0)
  })
})

describe("a mistake in a configuration names file and field", { timeout: 120_000 }, () => {
  test.for([
    [
      "an unknown field",
      json({ varry: "cgka=art" }),
      /^lab\.config\.json, varry: no such field; vary is one; the fields are plugins, vary, /
    ],
    ["a value of another kind", json({ seeds: "4" }), /^lab\.config\.json, seeds: a whole number is expected, not "4"$/],
    [
      "a list with something else in it",
      json({ plugins: ["./outside.ts", 7] }),
      /^lab\.config\.json, plugins: a text or a list of texts is expected/
    ],
    ["a kind of progress that is none", json({ progress: "loud" }), /^lab\.config\.json, progress: one of auto, json, none is expected/],
    ["no object", "[]", /^lab\.config\.json: an object is expected/],
    ["no JSON", "{", /^lab\.config\.json: not JSON: /]
  ] as const)("%s", async ([, text, says]) => {
    const error = await Effect.runPromise(Effect.flip(completed(["run", "small.jsonl"], withConfig(text, "lab.config.json"))))
    expect(error.message).toMatch(says)
  })

  test.for([
    ["vary", { vary: "cgka=artt" }, '--vary cgka=artt: "artt" is no cgka'],
    ["policy", { policy: "often" }, '--policy "often": no such policy'],
    ["plugins", { plugins: ["./none.ts"] }, "--plugin ./none.ts: there is no such file"]
  ] as const)("%s: also where what it names is found wanting later, and only then", async ([field, config, message]) => {
    const { blamed } = await Effect.runPromise(completed(["run", "small.jsonl"], withConfig(json(config), "lab.config.json")))
    expect(blamed(badInput(message)).message).toBe(`lab.config.json, ${field}: ${message}`)
    expect(blamed(badInput("--suite 8: no such cipher suite")).message).toBe("--suite 8: no such cipher suite")
  })

  test("on standard error, in one line, with code 2", async () => {
    const { code, stderr, stdout } = await lab(["run", "small.jsonl"], { cwd: withConfig(json({ set: ["days=1"] }), "lab.config.json") })
    expect(stderr).toMatch(/^lab: lab\.config\.json, set: --set days=1: only named workloads[^\n]+\n$/)
    expect(stdout).toBe("")
    expect(code).toBe(2)
  })

  test("also where the module cannot be loaded, has no default export, or is one of two", async () => {
    const said = async (cwd: string) => (await lab(["list"], { cwd })).stderr
    expect(await said(withConfig("throw new Error('not today')\n"))).toMatch(
      /^lab: lab\.config\.mjs: it throws when it is imported: not today \(\S+lab\.config\.mjs:1:7\)\n$/
    )
    expect(await said(withConfig('import "@copath/none"\n'))).toMatch(
      /^lab: lab\.config\.mjs: it imports @copath\/none, which cannot be found/
    )
    expect(await said(withConfig("export const config = {}\n"))).toMatch(/^lab: lab\.config\.mjs: it has no default export; defineConfig/)
    const two = withConfig("export default {}\n")
    writeFileSync(join(two, "lab.config.json"), "{}")
    expect(await said(two)).toBe("lab: lab.config.mjs and lab.config.json: only one of them can be the configuration\n")
  })
})

test("every field is a flag of lab run", () => {
  for (const [field, flag] of Object.entries(fields)) expect([flag, Object.keys(flags)]).toEqual([field, expect.arrayContaining([flag])])
})

test("arguments of other commands stay what they are", async () => {
  const args = ["import", "trace.jsonl", "--as", "trace"]
  expect((await Effect.runPromise(completed(args))).args).toEqual(args)
})
