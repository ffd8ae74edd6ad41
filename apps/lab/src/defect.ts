import { Cause, Effect } from "effect"
import { arch, platform } from "node:os"
import { inspect } from "node:util"
import { again, commandLine } from "./run/again.ts"
import { CellDefect } from "./run/cells.ts"
import { version } from "./run/environment.ts"

/** What a person is told of a mistake that is the program's own: what happened, whom to tell, and the command that shows it again. */
export const defectReport = (cause: unknown, args: ReadonlyArray<string>): string => {
  // Only an error has a place; no colours, which would be noise in a report.
  const what = cause instanceof Error ? inspect(cause, { colors: false }) : `thrown: ${inspect(cause, { colors: false })}`
  const plugins = args.includes("--plugin") || args.some((arg) => arg.startsWith("--plugin="))
  return [
    "lab: a defect, not a mistake of yours",
    what,
    ...(plugins ? ["lab: a plug-in took part; if the lines above lead into it, tell its author"] : []),
    "lab: please report it to Copath, with all these lines",
    `lab: to reproduce: ${cause instanceof CellDefect ? again(args, cause.number) : commandLine(args)}`,
    `lab: version ${version}, Node.js ${process.versions.node}, ${platform()} ${arch()}`
  ]
    .map((line) => `${line}\n`)
    .join("")
}

/** Whatever a program dies of goes to standard error, and is exit code 1. Interruption stays what it is. */
export const reportingDefects =
  (args: ReadonlyArray<string>) =>
  (program: Effect.Effect<number>): Effect.Effect<number> =>
    Effect.catchCause(program, (cause) =>
      Cause.hasInterruptsOnly(cause)
        ? Effect.failCause(cause)
        : Effect.sync(() => {
            process.stderr.write(defectReport(Cause.squash(cause), args))
            return 1
          })
    )
