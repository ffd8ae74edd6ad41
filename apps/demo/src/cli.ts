import { axes, type Axis, catalog } from "@copath/profile-lab"
import { Console, Effect, Option } from "effect"
import { type CliError, CliOutput, Command, Flag } from "effect/cli"
import { choose, list } from "./choose.ts"
import { type Scene, story } from "./story.ts"
import { cast, painter, tell, total } from "./telling.ts"

const usage = "see pnpm demo --help and --list"
const idsOf = (axis: Axis): string =>
  catalog()
    .of(axis)
    .map(({ id }) => id)
    .join(" | ")
const part = (axis: Axis) => Flag.String(axis).pipe(Flag.withDescription(idsOf(axis)), Flag.withMetavar("part"), Flag.optional)

const flags = {
  profile: Flag.String("profile").pipe(
    Flag.withDescription("A named composition; parts given beside it replace its own"),
    Flag.withMetavar("name"),
    Flag.optional
  ),
  cgka: part("cgka"),
  "double-join": part("double-join"),
  init: part("init"),
  shape: part("shape"),
  schedule: part("schedule"),
  protection: part("protection"),
  nonce: part("nonce"),
  "sender-data": part("sender-data"),
  channel: part("channel"),
  signature: part("signature"),
  position: part("position"),
  signed: part("signed"),
  algorithm: part("algorithm"),
  lengths: part("lengths"),
  aead: part("aead"),
  integrity: part("integrity"),
  insider: part("insider"),
  handshake: part("handshake"),
  state: part("state"),
  recovery: part("recovery"),
  devices: part("devices"),
  provider: part("provider"),
  delivery: part("delivery"),
  suite: Flag.String("suite").pipe(Flag.withDescription("Registered cipher suite, 1 to 7"), Flag.withMetavar("id"), Flag.withDefault("1")),
  seed: Flag.String("seed").pipe(
    Flag.withDescription("The same seed tells the same story to the byte, by --provider noble unless another is named; default: no seed"),
    Flag.withMetavar("text"),
    Flag.optional
  ),
  list: Flag.Boolean("list").pipe(Flag.withDescription("Every profile and part by name"), Flag.withDefault(false)),
  color: Flag.Boolean("color").pipe(
    Flag.withDescription("Colours, or none with --no-color; default: on a terminal, unless NO_COLOR is set"),
    Flag.optional
  )
}

const onTerminal = (): boolean => process.stdout.isTTY && (process.env["NO_COLOR"] ?? "") === ""

const demo = Command.make(
  "demo",
  flags,
  Effect.fnUntraced(function* (given) {
    if (given.list) return yield* Console.log(list())
    const parts = Object.fromEntries(
      axes.flatMap((axis) => Option.match(given[axis], { onNone: () => [], onSome: (id) => [[axis, id] as const] }))
    )
    const profile = Option.match(given.profile, { onNone: () => ({}), onSome: (name) => ({ profile: name }) })
    const seed = Option.match(given.seed, { onNone: () => ({}), onSome: (text) => ({ seed: text }) })
    const { name, world } = yield* Effect.fromResult(choose({ parts, suite: given.suite, ...profile, ...seed }))
    const paint = painter(Option.getOrElse(given.color, onTerminal))
    yield* Effect.provide(
      Effect.gen(function* () {
        yield* Console.log(yield* cast(name, paint))
        const scenes: Array<Scene> = []
        yield* Effect.orDie(story((scene) => Console.log(tell(scenes.push(scene), scene, paint))))
        yield* Console.log(total(scenes, paint))
      }),
      world
    )
  })
).pipe(Command.withDescription("A small group's story over any composition: who is in it, its tree, and what goes over the wire"))

/** Wrong arguments are answered with one line instead of the whole help. */
const oneLine = CliOutput.layerPresenter({
  present: (event) =>
    event._tag === "InvalidInvocation"
      ? Console.error(`demo: ${event.errors.map(({ message }) => message.split("\n")[0]).join("; ")} (${usage})`)
      : CliOutput.defaultPresenter.present(event)
})

/** The command; ends with the exit code, 2 for what cannot be followed. */
export const cli = (args: ReadonlyArray<string>) =>
  Command.runWith(demo, { version: "0.0.0" })(args).pipe(
    Effect.as(0),
    Effect.catchTag("ShowHelp", ({ errors }: CliError.ShowHelp) => Effect.succeed(errors.length > 0 ? 2 : 0)),
    Effect.catchTag(["BadChoice", "IncompatibleProfile"], ({ message }) => Effect.as(Console.error(`demo: ${message}`), 2)),
    Effect.provide(oneLine)
  )
