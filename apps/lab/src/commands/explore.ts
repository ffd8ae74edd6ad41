import { type Change, explore as exploreAll } from "@copath/lab-kat"
import { catalog, type Composed } from "@copath/profile-lab"
import { Effect } from "effect"
import { Command, Flag } from "effect/cli"
import { badInput, NotSound } from "../badInput.ts"
import { print } from "../files.ts"
import { loadPlugins } from "../plugins.ts"
import { contestants } from "../run/compositions.ts"

const told = (change: Change): string =>
  change.do === "rekey" ? `${change.by} renews its keys` : `${change.by} ${change.do}s ${change.who}`

/** The first axis and value on which two compositions differ is not asked here: one composition at a time is. */
const specOf = ({ parts }: Composed): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(parts).flatMap(([axis, { id }]) => (axis === "provider" ? [] : [[axis, id]])))

export const explore = Command.make(
  "explore",
  {
    vary: Flag.String("vary").pipe(
      Flag.withMetavar("axis=part"),
      Flag.withDescription("Parts other than RFC 9420's; several values are explored one after the other (repeatable)"),
      Flag.atLeast(0)
    ),
    members: Flag.Int("members").pipe(Flag.withDescription("Members at the beginning"), Flag.withDefault(3)),
    epochs: Flag.Int("epochs").pipe(Flag.withDescription("Changes after that"), Flag.withDefault(2)),
    plugin: Flag.String("plugin").pipe(
      Flag.withMetavar("file|package"),
      Flag.withDescription("Take in parts from outside (repeatable)"),
      Flag.atLeast(0)
    )
  },
  Effect.fnUntraced(function* ({ epochs, members, plugin, vary }) {
    if (members < 2 || members > 8) return yield* badInput(`--members ${members}: from 2 to 8 can be explored`)
    if (epochs < 1 || epochs > 6) return yield* badInput(`--epochs ${epochs}: from 1 to 6 can be explored`)
    const plugins = yield* loadPlugins(plugin)
    const wanted = vary.length === 0 ? ["cgka=treekem9420"] : vary
    const compared = yield* Effect.fromResult(contestants(catalog(plugins), { vary: wanted, specs: [], profiles: [], provider: undefined }))
    const wrong: Array<string> = []
    for (const { composed } of compared) {
      const found = yield* exploreAll(specOf(composed), { members, epochs }, { plugins })
      yield* print(
        `${composed.name}: ${found.histories} histories of ${members} members and up to ${epochs} changes, ${found.states} states, ${found.seizures} seizures\n`
      )
      if (found.broken === undefined) continue
      const { breaches, history } = found.broken
      wrong.push(`${composed.name} breaks a promise`)
      yield* print(`  ${history.map(told).join(", then ")}\n`)
      for (const { counterexample, law } of breaches) yield* print(`  broken: ${law}\n    ${counterexample.replaceAll("\n", "\n    ")}\n`)
    }
    if (wrong.length > 0) return yield* new NotSound({ lines: wrong })
  })
).pipe(
  Command.withDescription(
    "Plays every history within bounds, shortest first: in each epoch any member renews its keys, removes any other or adds somebody, and everybody speaks once. Every " +
      "seizure, every removed and every new member is judged, and the first history that breaks a promise is shown, with the derivation. Exit code 1 when one was found."
  ),
  Command.withShortDescription("Search small groups for a history that breaks a promise")
)
