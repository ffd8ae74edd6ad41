import { countWorkload, defaultSuite, mostLeaves } from "@copath/lab-core"
import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { badInput, NotSound } from "../badInput.ts"
import { configFlag, Configuration } from "../config.ts"
import { many, maybe, maybeWhole, toggle, whole } from "./flags.ts"
import { again } from "../run/again.ts"
import { environment } from "../run/environment.ts"
import { execute } from "../run/execute.ts"
import { journalKeys, noJournal, openJournal } from "../run/journal.ts"
import { checkOutputs, writeOutputs } from "../run/outputs.ts"
import { plan } from "../run/plan.ts"
import { deletionForms, takingNames } from "../run/seizing.ts"
import { makeProgress, progressKinds } from "../run/progress.ts"
import { complaints, resultOf, scriptLines } from "../run/result.ts"
import { workOf } from "../run/work.ts"
import { isNamed } from "../run/workloads.ts"

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
  provider: maybe("provider", "id", "Who computes: node (native, the default), noble (JavaScript), or the stand-ins symbolic and counting"),
  suite: whole("suite", defaultSuite, "Cipher suite (see lab list)"),
  policy: many("policy", "text", "When members rekey and who commits: a name, or rekey.every=1d,7d (repeatable; several are a sweep)"),
  set: many("set", "key=value", "A parameter of a named workload (repeatable)"),
  sweep: many("sweep", "key=a,b,c", "Several values of such a parameter, each a workload of its own: members=8,16,32 (repeatable)"),
  seed: Flag.String("seed").pipe(Flag.withDescription("Equal seeds give equal bytes"), Flag.withDefault("copath")),
  seeds: whole("seeds", 1, "Repeats, each with a seed of its own"),
  only: maybeWhole("only", "Run only the cell with this number, of those that the other flags ask for: what failed, again"),
  jobs: whole("jobs", 1, "Cells at once, each in a thread of its own; the figures are the same, but for times"),
  assume: many(
    "assume",
    "model,model",
    "Refuse what does not stand up to a threat model: lying-insiders, curious-server … (see lab list; repeatable)"
  ),
  adversary: toggle(
    "adversary",
    "Also measure what an attacker learns who seizes any device at any time, in a second run that is looked upon; and what the server reads"
  ),
  takes: Flag.Literals("takes", takingNames).pipe(
    Flag.withDescription(
      "What the adversary takes of a state; without signature keys where they are in hardware, those alone from a stolen backup"
    ),
    Flag.optional
  ),
  deletion: maybe("deletion", "how", `How well members delete what they drop: ${deletionForms}. Tells how much rests on erasure`),
  probes: toggle(
    "probes",
    "Also let the delivery service lie to each composition, in small runs of their own, and see who notices; and what a stolen copy of a state can still do (see lab probe)"
  ),
  trees: Flag.Boolean("trees").pipe(
    Flag.withDescription(
      `Also keep the public tree at each of its changes, for the page's tree player; groups of up to ${mostLeaves} leaves. Follows --adversary, unless it is said`
    ),
    Flag.optional
  ),
  plugin: many("plugin", "file|package", "Take in parts from outside; lab new begins one (repeatable)"),
  config: configFlag,
  resume: maybe("resume", "file.jsonl", "Write cells there as they finish; named again after an interruption, go on where it was"),
  json: maybe("json", "file|-", "Write the result as JSON; - is standard output, without the table").pipe(Flag.withAlias("out")),
  html: maybe("html", "file|-", "Write a page with plots, complete in itself"),
  csv: maybe("csv", "file|-", "Write every number, one a line; lab report --csv writes heatmaps (exposure.csv) and samples of plots too"),
  markdown: maybe("markdown", "file|-", "Write the tables as Markdown").pipe(Flag.withAlias("md")),
  progress: Flag.Literals("progress", progressKinds).pipe(
    Flag.withDescription("On standard error: bars or lines, one JSON object a line, or nothing"),
    Flag.withDefault("auto" as const)
  )
}

/** What somebody is told who does not wait for the end. */
const interrupted = (resume: string | undefined): string =>
  `lab: interrupted; ${resume === undefined ? "with --resume cells.jsonl the cells that are finished would be kept for another time" : "the same command again runs what is missing"}\n`

export const run = Command.make(
  "run",
  flags,
  Effect.fnUntraced(function* (asked) {
    const { jobs, plugin, seed } = asked
    const { plugins: ambient, said } = yield* Configuration
    const resume = Option.getOrUndefined(asked.resume)
    if (resume === "-") return yield* badInput("--resume -: a file is expected")
    yield* checkOutputs(asked, resume === undefined ? [] : [{ form: "resume", to: resume }])
    const trees = Option.orElseSome(asked.trees, () => asked.adversary)
    const { catalog, tasks, workloads } = yield* plan({ ...asked, ambient, trees })
    const sizes = workloads.map((workload) => countWorkload(workload).atOnce)
    if (Option.contains(asked.trees, true) && Math.min(...sizes) > mostLeaves) {
      const least = Math.min(...sizes)
      return yield* badInput(
        `--trees: trees of up to ${mostLeaves} leaves are kept, and there are ${least} members at once; leave it out, or run a smaller group`
      )
    }
    const machine = environment([...ambient, ...plugin])
    const journal = resume === undefined ? noJournal : yield* openJournal(resume, journalKeys(tasks, [...ambient, ...plugin], machine))
    const at = new Date()
    const began = performance.now()
    const progress = makeProgress(
      asked.progress,
      tasks.map(({ name, workload }) => ({ name, work: workOf(workload) }))
    )
    const outcomes = yield* Effect.ensuring(
      execute(catalog, [...ambient, ...plugin], tasks, jobs, progress, journal),
      Effect.sync(() => progress.close())
    ).pipe(Effect.onInterrupt(() => Effect.sync(() => void process.stderr.write(interrupted(resume)))))
    const seconds = (performance.now() - began) / 1000
    const argv = ["lab", ...(said ?? process.argv.slice(2))]
    const result = resultOf(tasks, outcomes, { at, seconds, seed, argv, environment: machine })
    const inFile = !isNamed(asked.workload)
    yield* writeOutputs(asked, result, scriptLines(result, workloads, inFile))
    const numbers = outcomes.flatMap((outcome, i) => (outcome._tag === "cell" ? [i + 1] : []))
    const command = (i: number): string => again(said ?? process.argv.slice(2), numbers[i] ?? 1)
    const wrong = complaints(result, workloads, { lines: inFile, command })
    const hint =
      plugin.length + ambient.length > 0 ? ["a plug-in took part; its laws say by what smallest input it fails: docs/experiments.md"] : []
    if (wrong.length > 0) return yield* new NotSound({ lines: [...wrong, ...hint] })
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
    {
      command: "lab run churn --sweep members=8,16,32,64 --seeds 8 --resume sweep.jsonl",
      description: "Growth with the size of the group"
    },
    { command: "lab run team-50 --set days=3 --policy rekey.everyMessages=2,10,never", description: "One sweep of the rekey policy" }
  ])
)
