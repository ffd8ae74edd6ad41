import { suiteIds } from "@copath/contracts"
import { Console, Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { endWith, listOf, runCommand, sentence } from "./commandLine.ts"
import { configNames, isConfigName } from "./scripts/files.ts"
import { isBroken, meet, ourOwn, report, runProgram } from "./scripts/run.ts"

const suitesIn = listOf("cipher suite: give some of 1 to 7", (text) => suiteIds.find((id) => String(id) === text))
const configsIn = listOf(`file of scripts: give some of ${configNames.join(", ")}`, (text) => (isConfigName(text) ? text : undefined))
const addressesIn = listOf("address: give host:port", (text) => (/^\S+:\d+$/.test(text) ? text : undefined))

const flags = {
  suite: Flag.String("suite").pipe(
    Flag.withDescription("Cipher suites, with commas between; default: all"),
    Flag.withMetavar("1,2"),
    Flag.mapTryCatch(suitesIn, sentence),
    Flag.withDefault([])
  ),
  config: Flag.String("config").pipe(
    Flag.withDescription("The working group's files, without .json, with commas between; default: all"),
    Flag.withMetavar("commit,reinit"),
    Flag.mapTryCatch(configsIn, sentence),
    Flag.withDefault(configNames)
  ),
  public: Flag.Boolean("public").pipe(Flag.withDescription("Only with handshakes as public messages"), Flag.withDefault(false)),
  private: Flag.Boolean("private").pipe(Flag.withDescription("Only with handshakes as private messages"), Flag.withDefault(false)),
  steps: Flag.Int("steps").pipe(Flag.withDescription("At most so many steps of each script"), Flag.optional),
  client: Flag.String("client").pipe(
    Flag.withDescription("Clients to play with, with commas between; default: two of ours, by node:crypto and by noble"),
    Flag.withMetavar("host:port"),
    Flag.mapTryCatch(addressesIn, sentence),
    Flag.optional
  )
}

const command = Command.make(
  "interop:scripts",
  flags,
  Effect.fnUntraced(function* (given) {
    const handshakes = (["public", "private"] as const).filter((kind) => given[kind] || !(given.public || given.private))
    const meeting = yield* Effect.promise(() => Option.match(given.client, { onNone: ourOwn, onSome: meet }))
    for (const { name, suites } of meeting.players) yield* Console.log(`${name}: suites ${suites.join(", ")}`)
    const runs = yield* Effect.promise(() =>
      runProgram(meeting.players, {
        configs: given.config,
        suites: given.suite,
        handshakes,
        ...Option.match(given.steps, { onNone: () => ({}), onSome: (steps) => ({ steps }) }),
        progress: ({ config, failure, handshake, script, suite }) =>
          void process.stderr.write(
            `${config}/${script}, suite ${suite}, ${handshake}: ${failure === undefined ? "ok" : failure.message}\n`
          )
      })
    )
    meeting.close()
    yield* Console.log(report(runs))
    yield* endWith(runs.some(isBroken) ? 1 : 0)
  })
).pipe(Command.withDescription("Plays the working group's interop scripts through gRPC"))

runCommand(command, "choices: --suite 1,2 --config commit --public --private --steps <number> --client host:port --help")
