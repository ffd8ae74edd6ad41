import { applyPolicy } from "@copath/lab-core"
import { NodeServices } from "@effect/platform-node"
import { Effect } from "effect"
import { Command } from "effect/cli"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { flags } from "../src/commands/run.ts"
import { type Plan, plan } from "../src/run/plan.ts"
import { file, folder, lab, smallTrace } from "./kit.ts"

/** The command lines of a text, without `lab`, comments and line ends that are escaped. */
const commandLines = (text: string): ReadonlyArray<string> =>
  [...text.replaceAll(/\\\n\s*/g, "").matchAll(/^\s*(?:pnpm )?lab ((?:run|import|list|vectors)\b[^#\n]*)/gm)].map(([, line = ""]) =>
    line.trim()
  )

const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8")
const fences = [...readme.matchAll(/^```sh\n([^]*?)^```/gm)].map(([, text = ""]) => text).join("")
const helps = (await Promise.all(["run", "import", "list", "vectors"].map((command) => lab([command, "--help"])))).map(
  ({ stdout }) => stdout
)
const examples = helps.map((help) => (help.includes("EXAMPLES") ? help.slice(help.indexOf("EXAMPLES")) : "")).join("\n")
const lines = [...new Set([...commandLines(fences), ...commandLines(examples)])]

/** Files that only the reader has. */
const trace = file("trace.jsonl", smallTrace)
const nowhere = join(folder(), "none")
const argsOf = (line: string): ReadonlyArray<string> =>
  line.split(/\s+/).map((arg) => (arg === "trace.jsonl" ? trace : arg.startsWith("../") ? nowhere : arg))

/** The arguments after `run`, read by the program's own flags and planned, not run. */
const planned = async (args: ReadonlyArray<string>): Promise<Plan> => {
  const plans: Array<Plan> = []
  const only = Command.make("run", flags, (asked) => Effect.map(plan(asked), (one) => void plans.push(one)))
  await Effect.runPromise(Effect.provide(Command.runWith(only, { version: "0" })(args), NodeServices.layer))
  const [one] = plans
  if (one === undefined) throw new Error("no plan")
  return one
}

test("README and help have examples", () => {
  expect(commandLines(fences).length).toBeGreaterThanOrEqual(6)
  expect(commandLines(examples).length).toBeGreaterThanOrEqual(4)
})

test.for(lines.filter((line) => line.startsWith("run ")))(
  "lab %s: workload, parts, policies and parameters are what there is",
  async (line) => {
    const { tasks } = await planned(argsOf(line).slice(1))
    expect(tasks.length).toBeGreaterThan(0)
    // A sweep of which the workload takes no notice would compare nothing.
    const policies = new Set(tasks.map(({ policy }) => policy))
    const steps = new Set(tasks.map(({ policy, workload }) => JSON.stringify(applyPolicy(workload, policy))))
    const workloads = new Set(tasks.map(({ workload }) => workload))
    expect(steps.size).toBe(policies.size * workloads.size)
  }
)

test.for(lines.filter((line) => !line.startsWith("run ")))("lab %s: the arguments are read", async (line) => {
  // What the reader alone has is missed; a word that the program does not know would send it to the help.
  expect((await lab(argsOf(line))).stderr).not.toContain("--help tells more")
})
