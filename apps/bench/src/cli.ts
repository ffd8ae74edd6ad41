import { Console, Effect, Option } from "effect"
import { type CliError, CliOutput, Command, Flag } from "effect/cli"
import { writeFile } from "node:fs/promises"
import { fileIn, runsIn, sizesIn } from "./args.ts"
import { copath } from "./peers/copath.ts"
import { tsMls } from "./peers/tsMls.ts"
import { reportOf } from "./report.ts"
import { type Plan, runPlan } from "./run.ts"
import { render } from "./table.ts"

const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const flags = {
  n: Flag.String("n").pipe(
    Flag.withDescription("Group sizes: even numbers from 2, with commas between"),
    Flag.withMetavar("2,10,100"),
    Flag.withDefault("2,10,100,1000"),
    Flag.mapTryCatch(sizesIn, sentence)
  ),
  runs: Flag.String("runs").pipe(
    Flag.withDescription("At most so many samples of an operation; slow ones get fewer"),
    Flag.withMetavar("count"),
    Flag.withDefault("9"),
    Flag.mapTryCatch(runsIn, sentence)
  ),
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

const usage = "choices: --n <sizes>, --runs <count>, --json <file>, --help"

/** Wrong arguments are answered with one line instead of the whole help. */
const oneLine = CliOutput.layerPresenter({
  present: (event) =>
    event._tag === "InvalidInvocation"
      ? Console.error(`bench:peers: ${event.errors.map(({ message }) => message.split("\n")[0]).join("; ")} (${usage})`)
      : CliOutput.defaultPresenter.present(event)
})

/** The command; ends with the exit code, 2 for wrong arguments. */
export const cli = (args: ReadonlyArray<string>) =>
  Command.runWith(bench, { version: "0.0.0" })(args).pipe(
    Effect.as(0),
    Effect.catchTag("ShowHelp", ({ errors }: CliError.ShowHelp) => Effect.succeed(errors.length > 0 ? 2 : 0)),
    Effect.provide(oneLine)
  )
