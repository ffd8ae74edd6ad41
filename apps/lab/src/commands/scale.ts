import { isSuiteId, suiteIds } from "@copath/contracts"
import {
  defaultSuite,
  idleSetting,
  makeWorkload,
  namedWorkloads,
  parsePolicies,
  type Policy,
  type ScaleResult,
  type ScaleResultCell,
  scaleVersion,
  type Workload
} from "@copath/lab-core"
import {
  type Calibration,
  type Founded,
  mixedHistory,
  plainOf,
  scaleCell,
  type ScaleHistory,
  scaleRows,
  type ScaleRun
} from "@copath/lab-scale"
import { catalog, type Composed } from "@copath/profile-lab"
import { Effect, Option, Result } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { basename } from "node:path"
import { type BadInput, badInput, NotSound, orBadInput } from "../badInput.ts"
import { checkTarget, print, writeText } from "../files.ts"
import { loadPlugins } from "../plugins.ts"
import { contestants } from "../run/compositions.ts"
import { isNamed, workloadsOf } from "../run/workloads.ts"
import { makeProgress } from "../run/progress.ts"
import { aboutTimes, readCalibration } from "../scale/calibration.ts"
import { rowsText } from "../scale/text.ts"
import { many, maybe, maybeWhole, text as textFlag, whole } from "./flags.ts"
import { flags as runFlags } from "./run.ts"

/** A history of this program's own, for groups larger than any workload. */
const MIXED = "mixed"
const DEFAULT_POLICY = "default"
const SHARES = { rekeys: 0.6, adds: 0.2 }
/** Up to so many members, the first one creates the group unless it is said; a larger one is made up. */
const CREATED = 4096
const MOST = 1_000_000
/** A commit takes about as long as setting up so many members. */
const COMMIT = 50
/** A history is written down before it is counted, and a million commits are some hundred megabytes of it. */
const MOST_COMMITS = 1_000_000

const flags = {
  workload: Argument.String("workload").pipe(
    Argument.withDescription(
      `A named workload (see lab list), a file, or ${MIXED}: updates, adds and removes by lot, up to a million members`
    )
  ),
  vary: many("vary", "axis=a,b", "Compare every combination: cgka=treekem,art,flat (repeatable)"),
  profile: many("profile", "name,name", "Compare these named compositions (repeatable)"),
  policy: textFlag("policy", "text", DEFAULT_POLICY, "When members rekey and who commits"),
  suite: whole("suite", defaultSuite, "Cipher suite (see lab list): its sizes"),
  set: many("set", "key=value", "A parameter of a named workload (repeatable)"),
  members: maybe("members", "n,n", "Members at the beginning, of a named workload; several give slopes"),
  commits: whole("commits", 1000, "Commits after which a run ends"),
  founded: Flag.Literals("founded", ["auto", "created", "made-up", "filled"]).pipe(
    Flag.withDescription(
      `created: its first member adds all others; made-up: as it would be then, at no cost; filled: and every member has committed once (auto: created up to ${CREATED})`
    ),
    Flag.withDefault("auto" as const)
  ),
  observers: whole("observers", 16, "Members that open each text, and stand for all"),
  joiners: maybeWhole("joiners", "How many of those who join do so really (8; 1 above 10,000 members)"),
  plugin: many("plugin", "file|package", "Take in parts from outside; lab new begins one (repeatable)"),
  calibration: maybe("calibration", "file", "What a device takes for what (lab calibrate): gives times"),
  seed: textFlag("seed", "text", "copath", "Equal seeds give equal figures"),
  progress: runFlags.progress,
  json: maybe("json", "file|-", "Write every figure as JSON; - is standard output, without the table")
}

const numbers = Effect.fnUntraced(function* (text: string) {
  const sizes = text.split(",").map(Number)
  if (sizes.every((n) => Number.isInteger(n) && n >= 2 && n <= MOST)) return [...new Set(sizes)]
  return yield* badInput(`--members ${text}: whole numbers from 2 to ${MOST} are expected`)
})

/** The histories of a run, by their size at the beginning. */
const histories = Effect.fnUntraced(function* (
  name: string,
  sizes: ReadonlyArray<number> | undefined,
  { commits, seed, set }: { readonly commits: number; readonly seed: string; readonly set: ReadonlyArray<string> }
) {
  if (name === MIXED) {
    if (set.length > 0) return yield* badInput(`--set ${set[0]}: ${MIXED} has no parameters but --members and --commits`)
    return (sizes ?? [50_000]).map((members): ScaleHistory => mixedHistory({ members, commits, ...SHARES, seed }))
  }
  if (!isNamed(name)) {
    if (sizes !== undefined)
      return yield* badInput(
        `--members: only named workloads (${namedWorkloads.map((one) => one.name).join(", ")}) and ${MIXED} have a size to choose`
      )
    return yield* workloadsOf(name, set, seed, 1)
  }
  const settings = sizes === undefined ? [set] : sizes.map((members) => [...set, `members=${members}`])
  return yield* Effect.forEach(settings, (one) =>
    Effect.fromResult(Result.mapError(makeWorkload(name, seed, one), (error) => badInput(`${error.text}: ${error.detail}`)))
  )
})

/** Who is there at the beginning; of a workload, whoever is ever there. */
const sizeOf = (history: Workload | ScaleHistory): number => {
  if (!("steps" in history)) return history.header.members.length
  const [first] = history.steps
  return first?.do === "create" ? first.with.length + 1 : 0
}

const foundedAs = (asked: Founded | "auto", history: Workload | ScaleHistory): Founded =>
  asked !== "auto" ? asked : sizeOf(history) > CREATED ? "made-up" : "created"

/** The one policy of a run. */
const policyOf = Effect.fnUntraced(function* (text: string, workload: string): Effect.fn.Return<Policy, BadInput> {
  const policies = yield* orBadInput(parsePolicies(text), "--")
  const [first, ...others] = policies
  if (first === undefined || others.length > 0)
    return yield* badInput(`--policy ${text}: ${policies.length} policies; one is expected, and a run of its own for each`)
  const idle = idleSetting(text, first)
  if (idle !== undefined) return yield* badInput(`--policy ${text}: ${idle}`)
  if (workload === MIXED && text !== DEFAULT_POLICY)
    return yield* badInput(
      `--policy ${text}: has no effect with ${MIXED}, whose commits are drawn by lot; leave it out, or name a workload`
    )
  return first.policy
})

/** A composition's name, but for the provider, which here is always the same. */
const nameOf = ({ name }: Composed): string => name.replace(/,?provider=counting$/, "")

/** One cell, with what it took. */
const runOne = Effect.fnUntraced(function* (input: Parameters<typeof scaleCell>[0]) {
  const began = performance.now()
  const cell = yield* scaleCell(input)
  const run: ScaleRun = { cell, seconds: (performance.now() - began) / 1000, memory: process.resourceUsage().maxRSS * 1024 }
  return run
})

const text = (composed: Composed, runs: ReadonlyArray<ScaleRun>, calibration: Calibration | undefined): string => {
  const own = runs.map(({ cell, memory, seconds }) => {
    const { commits, creations, messages } = cell.counts
    return `  n = ${cell.members[0]}: ${commits - creations} commits and ${messages} texts counted in ${seconds.toFixed(1)} s; ${Math.round(memory / 1e6)} MB at most`
  })
  const notices = [...new Set(runs.flatMap(({ cell }) => cell.notices))].map((notice) => `  note: ${notice}`)
  const rows = scaleRows(runs, calibration)
  const sizes = runs.map(({ cell }) => cell.members[0])
  return `${[rowsText(nameOf(composed), sizes, rows), ...own, ...notices].join("\n")}\n`
}

const fileOf = (
  workload: string,
  seed: string,
  calibration: Calibration | undefined,
  cells: ReadonlyArray<ScaleResultCell>,
  refused: ReadonlyArray<string>
): ScaleResult => ({
  lab: scaleVersion,
  workload: isNamed(workload) || workload === MIXED ? workload : basename(workload).replace(/\.jsonl?$/, ""),
  seed,
  argv: ["lab", ...process.argv.slice(2)],
  ...(calibration === undefined
    ? {}
    : { calibration: { device: calibration.device, suite: calibration.suite, provider: calibration.provider } }),
  cells,
  refused
})

export const scale = Command.make(
  "scale",
  flags,
  Effect.fnUntraced(function* (asked) {
    const { commits, founded, observers, seed, suite } = asked
    const joiners = Option.getOrUndefined(asked.joiners)
    if (!isSuiteId(suite)) return yield* badInput(`--suite ${suite}: no such cipher suite; there is: ${suiteIds.join(", ")}`)
    if (commits < 1 || commits > MOST_COMMITS)
      return yield* badInput(`--commits ${commits}: a whole number from 1 to ${MOST_COMMITS} is expected`)
    if (observers < 1) return yield* badInput(`--observers ${observers}: at least one is expected`)
    if ((joiners ?? 0) < 0) return yield* badInput(`--joiners ${joiners}: a whole number from 0 is expected`)
    const json = Option.getOrUndefined(asked.json)
    if (json !== undefined) yield* checkTarget("--json", json)
    const sizes = Option.isNone(asked.members) ? undefined : yield* numbers(asked.members.value)
    const found = yield* histories(asked.workload, sizes, asked)
    const policy = yield* policyOf(asked.policy, asked.workload)
    const nothing = asked.profile.length === 0 && asked.vary.length === 0
    const wanted = { vary: asked.vary, specs: [], profiles: nothing ? ["rfc9420"] : asked.profile, provider: "counting" }
    const parts = catalog(yield* loadPlugins(asked.plugin))
    const compared = yield* Effect.fromResult(contestants(parts, wanted))
    const file = Option.getOrUndefined(asked.calibration)
    const calibration = file === undefined ? undefined : yield* readCalibration(file, compared, suite)
    const progress = makeProgress(
      asked.progress,
      compared.flatMap(({ composed }) =>
        found.map((history) => ({ name: `${nameOf(composed)}, n = ${sizeOf(history)}`, work: sizeOf(history) + COMMIT * commits }))
      )
    )
    let index = 0
    const cells: Array<ScaleResultCell> = []
    const refused: Array<string> = []
    const counted: Array<ScaleRun> = []
    for (const { composed } of compared) {
      const runs: Array<ScaleRun> = []
      const own = calibration?.fits(composed) === true ? calibration.made : undefined
      for (const history of found) {
        const made = foundedAs(founded, history)
        const here = index++
        const onProgress = (done: number, total: number): void => progress.update(here, done, total)
        const input = {
          composed,
          suite,
          seed,
          founded: made,
          observers,
          commits,
          onProgress,
          ...(joiners === undefined ? {} : { joiners })
        }
        const run = yield* Effect.result(runOne({ ...input, history: "steps" in history ? history : { workload: history, policy } }))
        progress.finish(here, Result.isFailure(run))
        if (Result.isSuccess(run)) runs.push(run.success)
        else refused.push(`${nameOf(composed)}: ${run.failure.message}`)
      }
      cells.push(...runs.map((run) => plainOf(run, { id: composed.id, name: nameOf(composed) }, own)))
      counted.push(...runs)
      if (json !== "-" && runs.length > 0) yield* print(`${text(composed, runs, own)}\n`)
    }
    if (json !== "-" && calibration !== undefined) yield* print(`${aboutTimes(calibration, counted).join("\n")}\n`)
    if (json !== undefined)
      yield* writeText(json, `${JSON.stringify(fileOf(asked.workload, seed, calibration?.made, cells, refused), null, 1)}\n`)
    if (refused.length > 0) return yield* new NotSound({ lines: refused })
  })
).pipe(
  Command.withDescription(
    "Counts groups of up to a million: the protocol's own code runs on a provider that hardly computes, for one member where many do the same, so figures are of operations " +
      "and bytes, and exact where no ~ stands. Times are foretold from a calibration. Exit code: 0; 1 when a composition cannot be counted (standard error says why); 2 for bad input."
  ),
  Command.withShortDescription("Count groups of up to a million"),
  Command.withExamples([
    { command: "lab scale channel-50k --commits 100", description: "A broadcast channel's first hundred commits" },
    {
      command: "lab scale churn --members 256,1024,4096 --vary cgka=treekem,art",
      description: "Growth with the size of the group, and its slopes"
    },
    {
      command: "lab scale mixed --members 1000000 --founded filled --calibration phone.json",
      description: "A million members, and how long a phone would take"
    }
  ])
)
