import { isSuiteId, suiteIds } from "@copath/contracts"
import { type NamedPolicy, parsePolicies } from "@copath/lab-core"
import { csv, html, markdown, table } from "@copath/lab-report"
import { catalog, type Part } from "@copath/profile-lab"
import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { availableParallelism } from "node:os"
import { badInput, NotSound, orBadInput } from "../badInput.ts"
import { print, readText, terminalWidth, writeText } from "../files.ts"
import { loadPlugins } from "../plugins.ts"
import { type Contestant, contestants } from "../run/compositions.ts"
import { environment } from "../run/environment.ts"
import { execute } from "../run/execute.ts"
import { makeProgress, progressKinds } from "../run/progress.ts"
import { complaints, resultOf } from "../run/result.ts"
import { defaultSuite, type Task } from "../run/tasks.ts"
import { isNamed, workloadsOf } from "../run/workloads.ts"

const many = (name: string, metavar: string, description: string) =>
  Flag.String(name).pipe(Flag.withMetavar(metavar), Flag.withDescription(description), Flag.atLeast(0))
const maybe = (name: string, metavar: string, description: string) =>
  Flag.String(name).pipe(Flag.withMetavar(metavar), Flag.withDescription(description), Flag.optional)
const number = (name: string, value: number, description: string) =>
  Flag.Int(name).pipe(Flag.withDescription(description), Flag.withDefault(value))

const flags = {
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
  plugin: many("plugin", "file|package", "Take in parts from outside (repeatable)"),
  json: maybe("json", "file|-", "Write the result as JSON; - is standard output, without the table"),
  html: maybe("html", "file", "Write a page with plots, complete in itself"),
  csv: maybe("csv", "file|-", "Write every number, one a line"),
  markdown: maybe("markdown", "file|-", "Write the tables as Markdown"),
  progress: Flag.Literals("progress", progressKinds).pipe(
    Flag.withDescription("On standard error: bars or lines, one JSON object a line, or nothing"),
    Flag.withDefault("auto" as const)
  )
}

/** What to say when plug-ins were taken in and no composition has a part of them: the comparison would be another than the one meant. */
const unusedPlugins = (plugged: ReadonlyArray<Part>, compared: ReadonlyArray<Contestant>): string | undefined => {
  const [first] = plugged
  if (first === undefined || compared.some(({ composed }) => plugged.some((part) => composed.parts[part.axis] === part))) return undefined
  return `--plugin: no composition has any of its parts; name one, such as --vary ${first.axis}=${first.id}`
}

/** Policies in order, without doubles. */
const policiesOf = Effect.fnUntraced(function* (texts: ReadonlyArray<string>) {
  const found = new Map<string, NamedPolicy>()
  for (const text of texts.length === 0 ? ["default"] : texts) {
    for (const one of yield* orBadInput(parsePolicies(text), "--")) {
      const { batchMs, who } = one.policy.commit
      if (batchMs > 0 && who === "next-speaker") {
        return yield* badInput(
          `--policy ${text}: commit.batch has no effect with commit.who=next-speaker, which collects until the next message; leave one out`
        )
      }
      found.set(one.name, one)
    }
  }
  return [...found.values()]
})

const inRange = (flag: string, value: number, least: number, most: number) =>
  value >= least && value <= most
    ? Effect.void
    : Effect.fail(badInput(`--${flag} ${value}: a whole number from ${least} to ${most} is expected`))

export const run = Command.make(
  "run",
  flags,
  Effect.fnUntraced(function* (asked) {
    const { jobs, seed, seeds, suite } = asked
    if (!isSuiteId(suite)) return yield* badInput(`--suite ${suite}: no such cipher suite; there is: ${suiteIds.join(", ")}`)
    yield* inRange("seeds", seeds, 1, 1000)
    yield* inRange("jobs", jobs, 1, 4 * availableParallelism())
    const outputs = { json: asked.json, csv: asked.csv, markdown: asked.markdown }
    const toStdout = Object.entries(outputs).flatMap(([name, to]) => (Option.getOrUndefined(to) === "-" ? [`--${name} -`] : []))
    if (toStdout.length > 1) return yield* badInput(`${toStdout.join(" and ")}: only one of them can go to standard output`)

    const plugged = yield* loadPlugins(asked.plugin)
    const parts = catalog(plugged)
    const specs = yield* Effect.forEach(asked.spec, (file) => Effect.map(readText(file), (text) => [`--spec ${file}`, text] as const))
    const wanted = { vary: asked.vary, specs, profiles: asked.profile, provider: Option.getOrUndefined(asked.provider) }
    const compared = yield* Effect.fromResult(contestants(parts, wanted))
    const unused = unusedPlugins(plugged, compared)
    if (unused !== undefined) return yield* badInput(unused)
    const policies = yield* policiesOf(asked.policy)
    const workloads = yield* workloadsOf(asked.workload, asked.set, seed, seeds)

    const tasks = workloads.flatMap((workload, repeat) =>
      policies.flatMap(({ name, policy }) =>
        compared.map(({ composed, spec }): Task => {
          const marks = [policies.length > 1 ? name : "", seeds > 1 ? `seed ${repeat + 1}` : ""].filter((mark) => mark !== "")
          return { spec, name: [composed.name, ...marks].join(", "), suite, workload, policy, seed, repeat }
        })
      )
    )
    const at = new Date()
    const began = performance.now()
    const progress = makeProgress(
      asked.progress,
      tasks.map((task) => task.name)
    )
    const outcomes = yield* Effect.ensuring(
      execute(parts, asked.plugin, tasks, jobs, progress),
      Effect.sync(() => progress.close())
    )
    const seconds = (performance.now() - began) / 1000
    const argv = ["lab", ...process.argv.slice(2)]
    const result = resultOf(tasks, outcomes, { at, seconds, seed, argv, environment: environment() })

    if (toStdout.length === 0) yield* print(table(result, { width: terminalWidth(), colour: process.stdout.isTTY }))
    const write = (to: Option.Option<string>, text: () => string) => (Option.isNone(to) ? Effect.void : writeText(to.value, text()))
    yield* write(asked.json, () => `${JSON.stringify(result, null, 1)}\n`)
    yield* write(asked.html, () => html(result))
    yield* write(asked.csv, () => csv(result))
    yield* write(asked.markdown, () => markdown(result))
    const wrong = complaints(result, workloads, !isNamed(asked.workload))
    if (wrong.length > 0) return yield* new NotSound({ lines: wrong })
  })
).pipe(
  Command.withDescription(
    "Runs one workload over several compositions: real members exchange real bytes, and at the end all must hold the same epoch secret. " +
      "Exit code: 0 when every composition agrees, 1 when one does not, loses a member, or all were refused, 2 for bad input."
  ),
  Command.withShortDescription("Compare compositions on one workload"),
  Command.withExamples([
    { command: "lab run team-50", description: "The four profiles on a team's month" },
    { command: "lab run trace.jsonl --vary cgka=treekem,art,flat --jobs 2", description: "Three key agreements on a real group's history" },
    { command: "lab run churn --set start=16 --policy rekey.everyMessages=5,25,never", description: "One sweep of the rekey policy" }
  ])
)
