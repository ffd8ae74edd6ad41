import { NodeServices } from "@effect/platform-node"
import { Effect, Layer } from "effect"
import { CliConfig, CliOutput, Command, GlobalFlag } from "effect/cli"
import { BadInput, NotSound, oneLine } from "./badInput.ts"
import { attack } from "./commands/attack.ts"
import { calibrate } from "./commands/calibrate.ts"
import { diff } from "./commands/diff.ts"
import { fit } from "./commands/fit.ts"
import { explore } from "./commands/explore.ts"
import { importCommand } from "./commands/import.ts"
import { kat } from "./commands/kat.ts"
import { list } from "./commands/list.ts"
import { newCommand } from "./commands/new.ts"
import { probe } from "./commands/probe.ts"
import { prove } from "./commands/prove.ts"
import { report } from "./commands/report.ts"
import { run } from "./commands/run.ts"
import { scale } from "./commands/scale.ts"
import { vectors } from "./commands/vectors.ts"
import { type Completed, completed, Configuration } from "./config.ts"
import { reportingDefects } from "./defect.ts"
import { Ended } from "./ended.ts"
import { withBareJson } from "./run/bareJson.ts"
import { version } from "./run/environment.ts"

const lab = Command.make("lab").pipe(
  Command.withDescription("Compares secure group messaging protocols: one history, any composition of parts, what each costs."),
  Command.withSubcommands([
    run,
    scale,
    calibrate,
    report,
    diff,
    attack,
    probe,
    list,
    importCommand,
    fit,
    newCommand,
    prove,
    explore,
    kat,
    vectors
  ])
)

const complain = (line: string): Effect.Effect<void> => Effect.sync(() => void process.stderr.write(`lab: ${line}\n`))

/** The command line's own words, in ours. */
const plainly = (text: string): string =>
  oneLine(text)
    .replaceAll("a string representing a finite number", "a whole number")
    .replaceAll(/\s*Did you mean this\? (\S+)/g, "; did you mean $1?")

/** Bad arguments are one line on standard error; asked-for help goes where it always goes. */
const presenter = CliOutput.layerPresenter({
  present: (event) =>
    event._tag === "InvalidInvocation"
      ? complain(`${plainly(event.errors.map((error) => error.message).join("; "))} (${event.commandPath.join(" ")} --help tells more)`)
      : CliOutput.defaultPresenter.present(event)
})

const withServices = Effect.provide(
  Layer.mergeAll(
    NodeServices.layer,
    presenter,
    CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version, GlobalFlag.Completions] })
  )
)

/** The program with these arguments and what a configuration adds to them. */
const commanded = ({ args, blamed, brought }: Completed) =>
  Command.runWith(lab, { version })(args).pipe(
    Effect.mapError((error) => (error instanceof BadInput ? blamed(error) : error)),
    Effect.as(0),
    Effect.provideService(Configuration, brought),
    Effect.catch((error) => {
      if (error instanceof BadInput) return Effect.as(complain(error.message), 2)
      if (error instanceof NotSound) return Effect.as(Effect.forEach(error.lines, complain), 1)
      if (error instanceof Ended) return Effect.as(Effect.forEach(error.lines, complain), error.code)
      // Only errors of the arguments are left; the presenter has shown them.
      return Effect.succeed(error._tag === "ShowHelp" && error.errors.length === 0 ? 0 : 2)
    }),
    withServices,
    reportingDefects(brought.said ?? args)
  )

/** The program with these arguments, as its exit code: 0 all well, 1 an outcome that is not or a defect of the lab, 2 bad input. */
export const cli = (args: ReadonlyArray<string>): Effect.Effect<number> =>
  completed(withBareJson(args)).pipe(
    Effect.matchEffect({ onFailure: (error) => Effect.as(complain(error.message), 2), onSuccess: commanded })
  )
