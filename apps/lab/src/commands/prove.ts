import { prove as provePart } from "@copath/lab-kat"
import { Effect } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { NotSound } from "../badInput.ts"
import { print } from "../files.ts"
import { loadPlugins } from "../plugins.ts"

export const prove = Command.make(
  "prove",
  {
    plugin: Argument.String("file|package").pipe(Argument.withDescription("A module whose default export is a part, or an array of parts")),
    forwardSecrecy: Flag.Int("forward-secrecy").pipe(
      Flag.withMetavar("messages"),
      Flag.withDescription("What the part claims: how many messages before a seizure may fall"),
      Flag.withDefault(0)
    ),
    renewals: Flag.Int("renewals").pipe(
      Flag.withDescription("What it claims: after how many renewals of its keys a robbed member is healed"),
      Flag.withDefault(1)
    ),
    insidersForge: Flag.Boolean("insiders-forge").pipe(
      Flag.withDescription("It does not claim that members cannot write in each other's names"),
      Flag.withDefault(false)
    )
  },
  Effect.fnUntraced(function* ({ plugin, ...claims }) {
    const wrong: Array<string> = []
    for (const part of yield* loadPlugins([plugin])) {
      const breaches = yield* provePart(part, claims)
      const name = `${part.axis}=${part.id}`
      if (breaches.length === 0) yield* print(`${name} keeps what it promises\n`)
      else wrong.push(`${name} breaks ${breaches.length === 1 ? "a law" : `${breaches.length} laws`}`)
      for (const { counterexample, law } of breaches)
        yield* print(`${name} breaks a law: ${law}\n  ${counterexample.replaceAll("\n", "\n  ")}\n`)
    }
    if (wrong.length > 0) return yield* new NotSound({ lines: wrong })
  })
).pipe(
  Command.withDescription(
    "Asks the adversary whether a part keeps what it promises: it plays the canonical script and a group's life, and every seizure, every removed and every new member is " +
      "judged. A part that breaks a law is told which one, with a derivation that shows it. The other laws are tests: see @copath/conformance. Exit code 1 when one is broken."
  ),
  Command.withShortDescription("Hold a part against the laws that ask the adversary")
)
