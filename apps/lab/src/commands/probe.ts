import { isSuiteId, type SuiteId, suiteIds } from "@copath/contracts"
import { type Probe, probes, runProbe, stolenCopy, stolenCopyName } from "@copath/lab-adversary"
import { neverPolicy, perhaps, type ProbeOutcome, runCell, type StolenCopy, workload } from "@copath/lab-core"
import { catalog, type Composed } from "@copath/profile-lab"
import { Effect, Result } from "effect"
import { Argument, Command } from "effect/cli"
import { type BadInput, badInput, NotSound } from "../badInput.ts"
import { print, readText } from "../files.ts"
import { loadNamed } from "../plugins.ts"
import { copyStoryOf } from "../probe/copyStory.ts"
import { storyOf } from "../probe/story.ts"
import { contestants } from "../run/compositions.ts"
import { toggle } from "./flags.ts"
import { flags as runFlags } from "./run.ts"

const { plugin, profile, seed, spec, suite, vary } = runFlags

/** What can be asked for by name: the lies, and the copy. */
const names = [...probes.map(({ name }) => name), stolenCopyName]

/** What is meant, of all or by its name: these lies, and whether a state is copied. */
interface Chosen {
  readonly lies: ReadonlyArray<Probe>
  readonly copies: boolean
}

const chosen = (name: string): Effect.Effect<Chosen, BadInput> =>
  name === "all" || names.includes(name)
    ? Effect.succeed({
        lies: probes.filter((one) => name === "all" || one.name === name),
        copies: name === "all" || name === stolenCopyName
      })
    : Effect.fail(badInput(`${name}: no such probe${perhaps(names, name)}. There is: ${names.join(", ")}, or all`))

const smallest = Result.getOrThrow(
  workload({ lab: "workload/1", name: "smallest", members: ["a", "b"] }, [{ t: 0, do: "create", by: "a", with: ["b"] }])
)

/** Why the parts of a composition cannot work together, if they cannot. */
const refusal = (composed: Composed, suite: SuiteId): Effect.Effect<string | undefined> =>
  Effect.map(runCell({ composed, suite, workload: smallest, policy: neverPolicy, seed: "", repeat: 0, stopwatch: () => 0 }), (outcome) =>
    outcome._tag === "refused" ? outcome.refused.reason : undefined
  )

export const probe = Command.make(
  "probe",
  {
    lie: Argument.String("lie").pipe(
      Argument.withDescription(
        `What the delivery service does: ${probes.map(({ name }) => name).join(", ")}; ${stolenCopyName}, what a copy of a member's state can still do; or all`
      )
    ),
    json: toggle("json", "As JSON, when all is done"),
    plugin,
    profile,
    seed,
    spec,
    suite,
    vary
  },
  Effect.fnUntraced(function* ({ json, lie, plugin: plugins, profile: named, seed: seeded, spec: files, suite: number, vary: varied }) {
    const { copies, lies } = yield* chosen(lie)
    if (!isSuiteId(number)) return yield* badInput(`--suite ${number}: no such cipher suite; there is: ${suiteIds.join(", ")}`)
    const parts = catalog((yield* loadNamed(plugins)).map(({ part }) => part))
    const specs = yield* Effect.forEach(files, (path) => Effect.map(readText(path), (content) => [`--spec ${path}`, content] as const))
    const nothing = named.length + varied.length + specs.length === 0
    // What a lie comes to hangs on what is said of what, not on the algorithms.
    const asked = { vary: varied, specs, profiles: nothing ? ["rfc9420"] : named, provider: "symbolic" }
    const compared = yield* Effect.fromResult(contestants(parts, asked))
    const outcomes: Array<ProbeOutcome | (StolenCopy & { readonly probe: string })> = []
    const tell = (lines: ReadonlyArray<string>) => (json ? Effect.void : print(`${outcomes.length === 0 ? "" : "\n"}${lines.join("\n")}\n`))
    for (const { composed } of compared) {
      const refused = yield* refusal(composed, number)
      if (refused !== undefined) return yield* badInput(`${composed.name}: ${refused}`)
      const shown = { ...composed, name: composed.name.replace(/,?provider=symbolic$/, "") }
      const input = { composed: shown, suite: number, seed: seeded }
      for (const one of lies) {
        const outcome = yield* runProbe(one, input)
        yield* tell(storyOf(outcome))
        outcomes.push(outcome)
      }
      if (copies) {
        const copy = yield* stolenCopy(input)
        yield* tell(copyStoryOf(copy))
        outcomes.push({ probe: stolenCopyName, ...copy })
      }
    }
    if (json) yield* print(`${JSON.stringify(outcomes, null, 1)}\n`)
    const wrong = outcomes.flatMap((outcome) => ("surprises" in outcome && outcome.surprises.length > 0 ? [outcome] : []))
    if (wrong.length > 0)
      return yield* new NotSound({
        lines: wrong.map(({ composition, probe: name, surprises }) => `${composition}, ${name}: not as declared: ${surprises.join("; ")}`)
      })
  })
).pipe(
  Command.withDescription(
    "Lets the delivery service tell a lie to six members and says who notices, when, and what it did: how long until it is found out is told in texts. Or copies the state " +
      "of one of them, lets all renew their keys, and says what the copy can still do in its name. Exit code: 0 when it comes " +
      "out as the composition's parts declare; 1 when it does not; 2 for bad input. lab run --probes does all of that to each composition of a comparison."
  ),
  Command.withShortDescription("Let the delivery service lie, and see who notices"),
  Command.withExamples([
    { command: "lab probe fork", description: "Two halves of an RFC 9420 group get a commit each" },
    { command: "lab probe all --vary insider=none,ack-quorum", description: "All lies, with and without acknowledged commits" },
    {
      command: "lab probe stolen-copy --vary signature=static,eph-certified",
      description: "What a thief can still do after its victim has renewed its keys"
    }
  ])
)
