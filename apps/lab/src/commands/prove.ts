import { type Claims, prove as provePart, UnfitParts } from "@copath/lab-kat"
import { catalog, type Spec } from "@copath/profile-lab"
import { Effect } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { type BadInput, badInput, NotSound } from "../badInput.ts"
import { print } from "../files.ts"
import { loadPlugins } from "../plugins.ts"
import { parseVary } from "../run/compositions.ts"

/** A claim about the past as it is written on the command line. */
const depthOf = (text: string): Effect.Effect<NonNullable<Claims["forwardSecrecy"]>, BadInput> => {
  if (text === "epoch" || text === "renewal") return Effect.succeed(text)
  if (text === "any") return Effect.succeed(Number.POSITIVE_INFINITY)
  return /^\d+$/.test(text)
    ? Effect.succeed(Number(text))
    : badInput(`--forward-secrecy ${text}: a number of messages, "epoch", "renewal" or "any"`)
}

/** The parts that the one in question is composed with. */
const besideOf = Effect.fnUntraced(function* (texts: ReadonlyArray<string>): Effect.fn.Return<Spec, BadInput> {
  const spec: Record<string, string> = {}
  for (const text of texts) {
    const { axis, ids } = yield* Effect.fromResult(parseVary(catalog(), text, "beside"))
    const [id = "", more] = ids
    if (more !== undefined) return yield* badInput(`--beside ${text}: one part is expected`)
    spec[axis] = id
  }
  return spec
})

/** Parts that do not go together are the caller's to choose. */
const fitting = <A>(proving: Effect.Effect<A>): Effect.Effect<A, BadInput> =>
  Effect.catchDefect(proving, (defect) =>
    defect instanceof UnfitParts
      ? Effect.fail(
          badInput(`${defect.message}; --beside axis=part names what it is composed with instead, such as --beside aead=aes-gcm-siv`)
        )
      : Effect.die(defect)
  )

export const prove = Command.make(
  "prove",
  {
    plugin: Argument.String("file|package").pipe(Argument.withDescription("A module whose default export is a part, or an array of parts")),
    forwardSecrecy: Flag.String("forward-secrecy").pipe(
      Flag.withMetavar("messages|epoch|renewal"),
      Flag.withDescription(
        "What the part claims: what of the past may fall to a seizure. So many messages of the scripts; the running epoch; all since the victim last renewed its keys; any"
      ),
      Flag.withDefault("0")
    ),
    renewals: Flag.Int("renewals").pipe(
      Flag.withDescription("What it claims: after how many renewals of its keys a robbed member is healed"),
      Flag.withDefault(1)
    ),
    unchained: Flag.Boolean("unchained").pipe(
      Flag.withDescription("It does not claim that an epoch's secrets need those of the epoch before"),
      Flag.withDefault(false)
    ),
    insidersForge: Flag.Boolean("insiders-forge").pipe(
      Flag.withDescription("It does not claim that members cannot write in each other's names"),
      Flag.withDefault(false)
    ),
    beside: Flag.String("beside").pipe(
      Flag.withMetavar("axis=part"),
      Flag.withDescription("What it is composed with, where RFC 9420's parts do not do (repeatable)"),
      Flag.atLeast(0)
    ),
    runs: Flag.Int("runs").pipe(Flag.withDescription("Histories drawn by lot, beside the scripted ones"), Flag.withDefault(2)),
    members: Flag.Int("members").pipe(Flag.withDescription("Members with which these begin"), Flag.withDefault(4)),
    steps: Flag.Int("steps").pipe(Flag.withDescription("Events in each"), Flag.withDefault(12)),
    seed: Flag.String("seed").pipe(Flag.withDescription("Of what is drawn by lot"), Flag.withDefault("prove"))
  },
  Effect.fnUntraced(function* ({ beside, forwardSecrecy, insidersForge, members, plugin, renewals, runs, seed, steps, unchained }) {
    if (members < 2 || members > 64) return yield* badInput(`--members ${members}: from 2 to 64 can begin a history`)
    if (runs < 0 || runs > 1000 || steps < 0 || steps > 1000)
      return yield* badInput(`--runs ${runs}, --steps ${steps}: from 0 to 1000 of each`)
    const claims = { forwardSecrecy: yield* depthOf(forwardSecrecy), pcs: { ownCommits: renewals }, chained: !unchained, insidersForge }
    const wrong: Array<string> = []
    const parts = yield* Effect.mapError(loadPlugins([plugin]), ({ message }) => badInput(message.replace(/^--plugin /, "")))
    const others = yield* besideOf(beside)
    for (const part of parts) {
      const breaches = yield* fitting(provePart(part, claims, { beside: others, runs, members, steps, seed }))
      const name = `${part.axis}=${part.id}`
      if (breaches.length === 0) yield* print(`${name} keeps what it promises\n`)
      else wrong.push(`${name} breaks ${breaches.length === 1 ? "a law" : `${breaches.length} laws`}`)
      for (const { counterexample, history, law } of breaches) {
        const lines = history.map((line) => `    ${line}\n`).join("")
        yield* print(`${name} breaks a law: ${law}\n  the smallest history:\n${lines}  ${counterexample.replaceAll("\n", "\n  ")}\n`)
      }
    }
    if (wrong.length > 0) return yield* new NotSound({ lines: wrong })
  })
).pipe(
  Command.withDescription(
    "Asks the adversary whether a part keeps what it promises: it plays the canonical script, a group's life and histories drawn by lot, and every seizure, every removed and " +
      "every new member is judged. A part that breaks a law is told which one, with the smallest history and a derivation that shows it. @copath/conformance-security asks the " +
      "same laws as tests; the others are @copath/conformance's. Exit code 1 when one is broken."
  ),
  Command.withShortDescription("Hold a part against the laws that ask the adversary")
)
