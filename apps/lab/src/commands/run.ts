import { Effect } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { NotSound } from "../badInput.ts"
import { environment } from "../run/environment.ts"
import { execute } from "../run/execute.ts"
import { checkOutputs, writeOutputs } from "../run/outputs.ts"
import { plan } from "../run/plan.ts"
import { makeProgress, progressKinds } from "../run/progress.ts"
import { complaints, resultOf } from "../run/result.ts"
import { defaultSuite } from "../run/tasks.ts"
import { isNamed } from "../run/workloads.ts"

const many = (name: string, metavar: string, description: string) =>
  Flag.String(name).pipe(Flag.withMetavar(metavar), Flag.withDescription(description), Flag.atLeast(0))
const maybe = (name: string, metavar: string, description: string) =>
  Flag.String(name).pipe(Flag.withMetavar(metavar), Flag.withDescription(description), Flag.optional)
const number = (name: string, value: number, description: string) =>
  Flag.Int(name).pipe(Flag.withDescription(description), Flag.withDefault(value))

/** What `lab run` takes. */
export const flags = {
  workload: Argument.String("workload").pipe(
    Argument.withDescription(
      "A named workload (see lab list), or a file: a workload in JSON Lines, or a trace of joins, messages and leaves"
    )
  ),
  vary: many("vary", "axis=a,b", "Compare every combination: cgka=treekem,art,flat (repeatable)"),
  profile: many("profile", "name,name", "Compare these named compositions (repeatable)"),
  spec: many("spec", "file.json", 'Compare the compositions of a file: {"axis":"part"}, or an array of such (repeatable)'),
  provider: maybe("provider", "node|noble", "Who computes: node (native, the default) or noble (JavaScript)"),
  suite: number("suite", defaultSuite, "Cipher suite (see lab list)"),
  policy: many("policy", "text", "When members rekey and who commits: a name, or rekey.every=1d,7d (repeatable; several are a sweep)"),
  set: many("set", "key=value", "A parameter of a named workload (repeatable)"),
  seed: Flag.String("seed").pipe(Flag.withDescription("Equal seeds give equal bytes"), Flag.withDefault("copath")),
  seeds: number("seeds", 1, "Repeats, each with a seed of its own"),
  jobs: number("jobs", 1, "Cells at once, each in a thread of its own; the figures are the same, but for times"),
  assume: many(
    "assume",
    "model,model",
    "Refuse what does not stand up to a threat model: lying-insiders, curious-server … (see lab list; repeatable)"
  ),
  plugin: many("plugin", "file|package", "Take in parts from outside (repeatable)"),
  json: maybe("json", "file|-", "Write the result as JSON; - is standard output, without the table"),
  html: maybe("html", "file|-", "Write a page with plots, complete in itself"),
  csv: maybe("csv", "file|-", "Write every number, one a line"),
  markdown: maybe("markdown", "file|-", "Write the tables as Markdown"),
  progress: Flag.Literals("progress", progressKinds).pipe(
    Flag.withDescription("On standard error: bars or lines, one JSON object a line, or nothing"),
    Flag.withDefault("auto" as const)
  )
}

export const run = Command.make(
  "run",
  flags,
  Effect.fnUntraced(function* (asked) {
    const { jobs, plugin, seed } = asked
    yield* checkOutputs(asked)
    const { catalog, tasks, workloads } = yield* plan(asked)
    const at = new Date()
    const began = performance.now()
    const progress = makeProgress(
      asked.progress,
      tasks.map((task) => task.name)
    )
    const outcomes = yield* Effect.ensuring(
      execute(catalog, plugin, tasks, jobs, progress),
      Effect.sync(() => progress.close())
    )
    const seconds = (performance.now() - began) / 1000
    const argv = ["lab", ...process.argv.slice(2)]
    const result = resultOf(tasks, outcomes, { at, seconds, seed, argv, environment: environment() })
    yield* writeOutputs(asked, result)
    const wrong = complaints(result, workloads, !isNamed(asked.workload))
    if (wrong.length > 0) return yield* new NotSound({ lines: wrong })
  })
).pipe(
  Command.withDescription(
    "Runs one workload over several compositions: real members exchange real bytes, and at the end all must hold the same epoch secret. " +
      "Exit code: 0 when every composition agrees and nothing failed; 1 when in one of them members disagree, a member is lost or anything fails " +
      "(standard error names composition, member, step and reason), or when all were refused; 2 for bad input."
  ),
  Command.withShortDescription("Compare compositions on one workload"),
  Command.withExamples([
    { command: "lab run team-50", description: "Four profiles on a team's month" },
    { command: "lab run trace.jsonl --vary cgka=treekem,art,flat --jobs 2", description: "Three key agreements on a real group's history" },
    { command: "lab run team-50 --set days=3 --policy rekey.everyMessages=2,10,never", description: "One sweep of the rekey policy" }
  ])
)
