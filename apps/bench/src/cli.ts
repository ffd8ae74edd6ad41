import { Console, Effect, Option } from "effect"
import { type CliError, CliOutput, Command, Flag } from "effect/cli"
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { fileIn, runsIn, sizesIn } from "./args.ts"
import { copath } from "./peers/copath.ts"
import { tsMls } from "./peers/tsMls.ts"
import { reportOf } from "./report.ts"
import { type Plan, runPlan } from "./run.ts"
import { measureFlatness } from "./scale/flat.ts"
import { measureSize, type Size } from "./scale/measureScale.ts"
import { scalePage } from "./scale/scaleTable.ts"
import { render } from "./table.ts"

const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const sizesFlag = (usual: string) =>
  Flag.String("n").pipe(
    Flag.withDescription("Group sizes: even numbers from 2, with commas between"),
    Flag.withMetavar("2,10,100"),
    Flag.withDefault(usual),
    Flag.mapTryCatch(sizesIn, sentence)
  )

const runsFlag = (usual: string) =>
  Flag.String("runs").pipe(
    Flag.withDescription("At most so many samples of an operation; slow ones get fewer"),
    Flag.withMetavar("count"),
    Flag.withDefault(usual),
    Flag.mapTryCatch(runsIn, sentence)
  )

const flags = {
  n: sizesFlag("2,10,100,1000"),
  runs: runsFlag("9"),
  json: Flag.String("json").pipe(
    Flag.withDescription("Also write the figures and the environment to this file"),
    Flag.withMetavar("file"),
    Flag.mapTryCatch(fileIn, sentence),
    Flag.optional
  )
}

const bench = Command.make(
  "bench:peers",
  flags,
  Effect.fnUntraced(function* ({ json, n, runs }) {
    const builder = copath()
    const plan: Plan = {
      peers: [yield* Effect.promise(tsMls), builder],
      builder,
      sizes: n,
      runs,
      secondsPerOperation: 4,
      progress: (line) => void process.stderr.write(`${line}\n`)
    }
    const report = reportOf(plan, yield* Effect.promise(() => runPlan(plan)))
    yield* Console.log(render(report))
    if (Option.isSome(json)) yield* Effect.promise(() => writeFile(json.value, `${JSON.stringify(report, null, 2)}\n`))
  })
).pipe(Command.withDescription("What group operations cost in Copath and in ts-mls, in one run on this machine"))

/** The page in the documents, before the part of it that is about counted groups: that stays. */
const written = async (page: string): Promise<void> => {
  const path = join(import.meta.dirname, "../../../docs/scale.md")
  const before = await readFile(path, "utf8")
  const counted = before.indexOf("\n## Counted")
  await writeFile(path, page + (counted < 0 ? "" : before.slice(counted)))
}

const scale = Command.make(
  "bench:scale",
  {
    n: sizesFlag("2,10,100,1000,10000,50000"),
    runs: runsFlag("60"),
    docs: Flag.Boolean("docs").pipe(Flag.withDescription("Also write the tables to docs/scale.md"), Flag.withDefault(false))
  },
  Effect.fnUntraced(function* ({ docs, n, runs }) {
    const began = performance.now()
    const sizes: Array<Size> = []
    for (const size of n) sizes.push(yield* Effect.promise(() => measureSize(size, runs, (line) => void process.stderr.write(`${line}\n`))))
    const page = scalePage(sizes, (performance.now() - began) / 60_000)
    yield* Console.log(page)
    if (docs) yield* Effect.promise(() => written(page))
  })
).pipe(Command.withDescription("What group operations and states cost from 2 members to 50,000"))

const flat = Command.make(
  "bench:flat",
  { n: sizesFlag("100,10000") },
  Effect.fnUntraced(function* ({ n }) {
    const [small = 100, large = 10_000] = n
    const { microseconds } = yield* Effect.promise(() => measureFlatness([small, large]))
    const [one, other] = microseconds.map((value) => `${Math.round(value)} µs`)
    const times = (microseconds[1] / microseconds[0]).toFixed(2)
    yield* Console.log(
      `process a path commit, filled, by the committer's neighbour: n = ${small}: ${one}; n = ${large}: ${other}; ${times}×`
    )
  })
).pipe(Command.withDescription("What processing a commit costs in a small and a large group, sampled in turns"))

const usage = {
  "bench:peers": "choices: --n <sizes>, --runs <count>, --json <file>, --help",
  "bench:scale": "choices: --n <sizes>, --runs <count>, --docs, --help",
  "bench:flat": "choices: --n <small>,<large>, --help"
}

/** Wrong arguments are answered with one line instead of the whole help. */
const oneLine = (name: keyof typeof usage) =>
  CliOutput.layerPresenter({
    present: (event) =>
      event._tag === "InvalidInvocation"
        ? Console.error(`${name}: ${event.errors.map(({ message }) => message.split("\n")[0]).join("; ")} (${usage[name]})`)
        : CliOutput.defaultPresenter.present(event)
  })

const ending = <R>(name: keyof typeof usage, run: Effect.Effect<void, CliError.CliError, R>) =>
  run.pipe(
    Effect.as(0),
    Effect.catchTag("ShowHelp", ({ errors }: CliError.ShowHelp) => Effect.succeed(errors.length > 0 ? 2 : 0)),
    Effect.provide(oneLine(name))
  )

/** The commands, by the first argument: `scale`, `flat`, and without either the comparison with peers. Ends with the exit code, 2 for wrong arguments. */
export const cli = (args: ReadonlyArray<string>) => {
  const [first, ...rest] = args
  if (first === "scale") return ending("bench:scale", Command.runWith(scale, { version: "0.0.0" })(rest))
  if (first === "flat") return ending("bench:flat", Command.runWith(flat, { version: "0.0.0" })(rest))
  return ending("bench:peers", Command.runWith(bench, { version: "0.0.0" })(args))
}
