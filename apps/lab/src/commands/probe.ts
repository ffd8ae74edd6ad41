import { isSuiteId, type SuiteId, suiteIds } from "@copath/contracts"
import { type Probe, probes, runProbe } from "@copath/lab-adversary"
import { neverPolicy, type ProbeOutcome, runCell, workload } from "@copath/lab-core"
import { catalog, type Composed } from "@copath/profile-lab"
import { Effect, Result } from "effect"
import { Argument, Command } from "effect/cli"
import { type BadInput, badInput, NotSound } from "../badInput.ts"
import { print, readText } from "../files.ts"
import { distance } from "../nearest.ts"
import { loadNamed } from "../plugins.ts"
import { storyOf } from "../probe/story.ts"
import { contestants } from "../run/compositions.ts"
import { toggle } from "./flags.ts"
import { flags as runFlags } from "./run.ts"

const { plugin, profile, seed, spec, suite, vary } = runFlags

/** The probes that are meant: one by its name, or all. */
const chosen = (name: string): Effect.Effect<ReadonlyArray<Probe>, BadInput> => {
  if (name === "all") return Effect.succeed(probes)
  const found = probes.filter((one) => one.name === name)
  if (found.length > 0) return Effect.succeed(found)
  const names = probes.map((one) => one.name)
  const near = names.find((one) => distance(one, name) <= 2)
  return Effect.fail(badInput(`${name}: no such lie${near === undefined ? "" : `; ${near} is one`}. There is: ${names.join(", ")}, or all`))
}

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
      Argument.withDescription(`What the delivery service does: ${probes.map(({ name }) => name).join(", ")}; or all`)
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
    const wanted = yield* chosen(lie)
    if (!isSuiteId(number)) return yield* badInput(`--suite ${number}: no such cipher suite; there is: ${suiteIds.join(", ")}`)
    const parts = catalog((yield* loadNamed(plugins)).map(({ part }) => part))
    const specs = yield* Effect.forEach(files, (path) => Effect.map(readText(path), (content) => [`--spec ${path}`, content] as const))
    const nothing = named.length + varied.length + specs.length === 0
    // What a lie comes to hangs on what is said of what, not on the algorithms.
    const asked = { vary: varied, specs, profiles: nothing ? ["rfc9420"] : named, provider: "symbolic" }
    const compared = yield* Effect.fromResult(contestants(parts, asked))
    const outcomes: Array<ProbeOutcome> = []
    for (const { composed } of compared) {
      const refused = yield* refusal(composed, number)
      if (refused !== undefined) return yield* badInput(`${composed.name}: ${refused}`)
      const shown = { ...composed, name: composed.name.replace(/,?provider=symbolic$/, "") }
      for (const one of wanted) {
        const outcome = yield* runProbe(one, { composed: shown, suite: number, seed: seeded })
        if (!json) yield* print(`${outcomes.length === 0 ? "" : "\n"}${storyOf(outcome).join("\n")}\n`)
        outcomes.push(outcome)
      }
    }
    if (json) yield* print(`${JSON.stringify(outcomes, null, 1)}\n`)
    const wrong = outcomes.filter(({ surprises }) => surprises.length > 0)
    if (wrong.length > 0)
      return yield* new NotSound({
        lines: wrong.map(({ composition, probe: name, surprises }) => `${composition}, ${name}: not as declared: ${surprises.join("; ")}`)
      })
  })
).pipe(
  Command.withDescription(
    "Lets the delivery service tell a lie to six members and says who notices, when, and what it did: how long until it is found out is told in texts. Exit code: 0 when it comes " +
      "out as the composition's parts declare; 1 when it does not; 2 for bad input. lab run --probes tells all of them to each composition of a comparison."
  ),
  Command.withShortDescription("Let the delivery service lie, and see who notices"),
  Command.withExamples([
    { command: "lab probe fork", description: "Two halves of an RFC 9420 group get a commit each" },
    { command: "lab probe all --vary insider=none,ack-quorum", description: "All lies, with and without acknowledged commits" }
  ])
)
