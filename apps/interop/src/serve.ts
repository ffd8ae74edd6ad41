import { Console, Effect } from "effect"
import { Command, Flag } from "effect/cli"
import { makeClient } from "./client/client.ts"
import { runCommand, sentence } from "./commandLine.ts"
import { listen } from "./service/server.ts"

const flags = {
  port: Flag.Int("port").pipe(Flag.withDescription("Where to listen; 0 takes a free port"), Flag.withDefault(50_051)),
  host: Flag.String("host").pipe(Flag.withDescription("Which of this machine's addresses to listen on"), Flag.withDefault("127.0.0.1")),
  provider: Flag.Literals("provider", ["node", "noble"]).pipe(
    Flag.withDescription("Who computes the primitives: node:crypto, with noble where that lacks a curve, or noble alone"),
    Flag.withDefault("node")
  ),
  grease: Flag.Boolean("grease").pipe(
    Flag.withDescription("Send random reserved values, which peers are to ignore; --no-grease for peers that do not"),
    Flag.withDefault(true)
  )
}

const command = Command.make(
  "interop:serve",
  flags,
  Effect.fnUntraced(function* ({ grease, host, port, provider }) {
    const client = makeClient(provider, grease)
    const { address } = yield* Effect.tryPromise(() => listen(client, port, host)).pipe(
      Effect.catch(({ cause }) => Effect.die(new Error(`interop:serve: ${sentence(cause)}`)))
    )
    yield* Console.log(`${client.name}, suites ${client.suites.ids.join(", ")}, listens at ${address}`)
    return yield* Effect.never
  })
).pipe(Command.withDescription("Copath as a client of the working group's interop runner: mls_client over gRPC, without TLS"))

runCommand(command, "choices: --port <number>, --host <address>, --provider node|noble, --no-grease, --help")
