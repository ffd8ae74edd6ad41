import { NodeServices } from "@effect/platform-node"
import { Effect, Layer } from "effect"
import { CliConfig, CliOutput, Command, GlobalFlag } from "effect/cli"
import { BadInput, NotSound, oneLine } from "./badInput.ts"
import { importCommand } from "./commands/import.ts"
import { list } from "./commands/list.ts"
import { run } from "./commands/run.ts"
import { vectors } from "./commands/vectors.ts"
import { reportingDefects } from "./defect.ts"
import { version } from "./run/environment.ts"

const lab = Command.make("lab").pipe(
  Command.withDescription("Compares secure group messaging protocols: one history, any composition of parts, what each costs."),
  Command.withSubcommands([run, list, importCommand, vectors])
)

const complain = (line: string): Effect.Effect<void> => Effect.sync(() => void process.stderr.write(`lab: ${line}\n`))

/** Bad arguments are one line on standard error; asked-for help goes where it always goes. */
const presenter = CliOutput.layerPresenter({
  present: (event) =>
    event._tag === "InvalidInvocation"
      ? complain(`${oneLine(event.errors.map((error) => error.message).join("; "))} (${event.commandPath.join(" ")} --help tells more)`)
      : CliOutput.defaultPresenter.present(event)
})

/** `--json` alone is `--json -`, in `lab run`: its value may be left out before another flag and at the end. */
const withBareJson = (args: ReadonlyArray<string>): ReadonlyArray<string> =>
  args[0] !== "run"
    ? args
    : args.flatMap((arg, i) =>
        arg === "--json" && (args[i + 1] === undefined || args[i + 1]?.startsWith("--") === true) ? [arg, "-"] : [arg]
      )

/** The program with these arguments, as its exit code: 0 all well, 1 an outcome that is not or a defect of the lab, 2 bad input. */
export const cli = (args: ReadonlyArray<string>): Effect.Effect<number> =>
  Command.runWith(lab, { version })(withBareJson(args)).pipe(
    Effect.as(0),
    Effect.catch((error) => {
      if (error instanceof BadInput) return Effect.as(complain(error.message), 2)
      if (error instanceof NotSound) return Effect.as(Effect.forEach(error.lines, complain), 1)
      // Only errors of the arguments are left; the presenter has shown them.
      return Effect.succeed(error._tag === "ShowHelp" && error.errors.length === 0 ? 0 : 2)
    }),
    Effect.provide(
      Layer.mergeAll(
        NodeServices.layer,
        presenter,
        CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version, GlobalFlag.Completions] })
      )
    ),
    reportingDefects(args)
  )
