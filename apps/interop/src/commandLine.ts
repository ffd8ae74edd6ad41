import { NodeRuntime, NodeServices } from "@effect/platform-node"
import { Console, Effect } from "effect"
import { type CliError, CliOutput, Command } from "effect/cli"

/** Wrong arguments are answered with one line instead of the whole help. */
const oneLine = (name: string, usage: string) =>
  CliOutput.layerPresenter({
    present: (event) =>
      event._tag === "InvalidInvocation"
        ? Console.error(`${name}: ${event.errors.map(({ message }) => message.split("\n")[0]).join("; ")} (${usage})`)
        : CliOutput.defaultPresenter.present(event)
  })

/** Ends the program with this exit code, once all that it waits for is over. */
export const endWith = (code: number): Effect.Effect<void> =>
  Effect.sync(() => {
    process.exitCode = code
  })

/** Runs a command on the program's arguments. Exit code 2 for wrong ones; a handler gives its own by {@link endWith}. */
export const runCommand = <Name extends string, Input, Given>(command: Command.Command<Name, Input, Given>, usage: string): void =>
  Command.runWith(command, { version: "0.0.0" })(process.argv.slice(2)).pipe(
    Effect.catchTag("ShowHelp", ({ errors }: CliError.ShowHelp) => endWith(errors.length > 0 ? 2 : 0)),
    Effect.provide(oneLine(command.name, usage)),
    Effect.provide(NodeServices.layer),
    NodeRuntime.runMain
  )

/** What is wrong, in a sentence. */
export const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Values out of a list with commas between. Throws a sentence for the user about the first that `is` denies. */
export const listOf =
  <A>(what: string, read: (text: string) => A | undefined) =>
  (text: string): ReadonlyArray<A> =>
    text.split(",").map((part) => {
      const found = read(part.trim())
      if (found !== undefined) return found
      throw new Error(`"${part}" is no ${what}`)
    })
