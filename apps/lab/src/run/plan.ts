import { isSuiteId, suiteIds } from "@copath/contracts"
import { asksForAdversary, idleSetting, type NamedPolicy, parsePolicies, type Task, type Workload } from "@copath/lab-core"
import { catalog, type Catalog, type Contestant, type Part, threatModels } from "@copath/profile-lab"
import { Effect, Option } from "effect"
import { availableParallelism } from "node:os"
import { type BadInput, badInput, orBadInput } from "../badInput.ts"
import { readText } from "../files.ts"
import { loadNamed } from "../plugins.ts"
import { contestants } from "./compositions.ts"
import { parseDeletion, takings } from "./seizing.ts"
import { swept } from "./sweep.ts"

/** What a person asked to be run, as the flags give it. */
export interface Asked {
  readonly workload: string
  readonly vary: ReadonlyArray<string>
  readonly profile: ReadonlyArray<string>
  readonly spec: ReadonlyArray<string>
  readonly provider: Option.Option<string>
  readonly suite: number
  readonly policy: ReadonlyArray<string>
  readonly set: ReadonlyArray<string>
  readonly sweep: ReadonlyArray<string>
  readonly seed: string
  readonly seeds: number
  readonly jobs: number
  /** The number of the one cell that is wanted, from 1; all, unless it is said. */
  readonly only?: Option.Option<number>
  readonly plugin: ReadonlyArray<string>
  /** Plug-ins that need not be used, such as a configuration's. */
  readonly ambient?: ReadonlyArray<string>
  readonly assume: ReadonlyArray<string>
  readonly adversary: boolean
  /** How much of a state the adversary takes; all of it, unless it is said. */
  readonly takes?: Option.Option<keyof typeof takings>
  /** How well members delete; at once, unless it is said. */
  readonly deletion?: Option.Option<string>
  /** Whether the delivery service lies to the compositions as well. */
  readonly probes?: boolean
  /** Whether trees are filmed; no, unless it is said. */
  readonly trees?: Option.Option<boolean>
}

/** What will be run: one task for each composition under each policy in each repeat, at each point of a sweep. */
export interface Plan {
  readonly catalog: Catalog
  readonly tasks: ReadonlyArray<Task>
  /** By repeat; those of a sweep one after the other. */
  readonly workloads: ReadonlyArray<Workload>
}

/** What to say when plug-ins were taken in and no composition has a part of them: the comparison would be another than the one meant. */
const unusedPlugins = (plugged: ReadonlyArray<Part>, compared: ReadonlyArray<Contestant>): string | undefined => {
  const [first] = plugged
  if (first === undefined || compared.some(({ composed }) => plugged.some((part) => composed.parts[part.axis] === part))) return undefined
  return `--plugin: no composition has any of its parts; name one, such as --vary ${first.axis}=${first.id}`
}

/** Policies in order, without doubles. */
const policiesOf = Effect.fnUntraced(function* (texts: ReadonlyArray<string>) {
  const found = new Map<string, NamedPolicy>()
  for (const text of texts.length === 0 ? ["default"] : texts) {
    for (const one of yield* orBadInput(parsePolicies(text), "--")) {
      const idle = idleSetting(text, one)
      if (idle !== undefined) return yield* badInput(`--policy ${text}: ${idle}`)
      found.set(one.name, one)
    }
  }
  return [...found.values()]
})

/** Names of threat models, from texts that each hold some. */
const assumed = Effect.fnUntraced(function* (texts: ReadonlyArray<string>) {
  const names = texts.flatMap((text) => text.split(",").map((name) => name.trim()))
  const known = threatModels.map(({ name }) => name)
  const unknown = names.find((name) => !known.includes(name))
  if (unknown !== undefined) return yield* badInput(`--assume ${unknown}: no such threat model; there is: ${known.join(", ")}`)
  return names
})

/** How states are seized; `undefined` where nothing is said of it. */
const seizingOf = Effect.fnUntraced(function* ({ deletion = Option.none(), takes = Option.none() }: Asked) {
  if (Option.isNone(deletion) && Option.isNone(takes)) return undefined
  return {
    takes: takings[Option.getOrElse(takes, () => "all" as const)],
    deletion: yield* Effect.fromResult(parseDeletion(Option.getOrElse(deletion, () => "ideal")))
  }
})

const inRange = (flag: string, value: number, least: number, most: number) =>
  value >= least && value <= most
    ? Effect.void
    : Effect.fail(badInput(`--${flag} ${value}: a whole number from ${least} to ${most} is expected`))

/** Reads and judges everything that a run needs; nothing is run yet. */
export const plan = Effect.fnUntraced(function* (asked: Asked): Effect.fn.Return<Plan, BadInput> {
  const { jobs, seed, seeds, suite } = asked
  if (!isSuiteId(suite)) return yield* badInput(`--suite ${suite}: no such cipher suite; there is: ${suiteIds.join(", ")}`)
  yield* inRange("seeds", seeds, 1, 1000)
  yield* inRange("jobs", jobs, 1, 4 * availableParallelism())
  const loaded = yield* loadNamed([...(asked.ambient ?? []), ...asked.plugin])
  const plugged = loaded.flatMap(({ from, part }) => (asked.plugin.includes(from) ? [part] : []))
  const parts = catalog(loaded.map(({ part }) => part))
  const specs = yield* Effect.forEach(asked.spec, (file) => Effect.map(readText(file), (text) => [`--spec ${file}`, text] as const))
  const named = { vary: asked.vary, specs, profiles: asked.profile, provider: Option.getOrUndefined(asked.provider) }
  const compared = yield* Effect.fromResult(contestants(parts, named))
  const unused = unusedPlugins(plugged, compared)
  if (unused !== undefined) return yield* badInput(unused)
  const assume = yield* assumed(asked.assume)
  const policies = yield* policiesOf(asked.policy)
  const seizing = yield* seizingOf(asked)
  const runs = yield* swept(asked.workload, asked.set, asked.sweep, seed, seeds)
  const tasks = runs.flatMap(({ repeat, workload }) =>
    policies.flatMap(({ name, policy }) =>
      compared.map(({ composed, spec }): Task => {
        const marks = [
          asked.sweep.length > 0 ? workload.header.name : "",
          policies.length > 1 ? name : "",
          seeds > 1 ? `seed ${repeat + 1}` : ""
        ].filter((mark) => mark !== "")
        return {
          spec,
          name: [composed.name, ...marks].join(", "),
          suite,
          workload,
          policy,
          seed,
          repeat,
          assume,
          adversary: asked.adversary || asksForAdversary(workload),
          ...(seizing === undefined ? {} : { seizing }),
          ...(asked.probes === true ? { probes: true } : {}),
          ...(asked.trees !== undefined && Option.contains(asked.trees, true) ? { trees: true } : {})
        }
      })
    )
  )
  if (seizing !== undefined && !tasks.some(({ adversary }) => adversary))
    return yield* badInput("--takes, --deletion: they say how states are seized, and nobody looks on; add --adversary")
  const only = Option.getOrUndefined(asked.only ?? Option.none())
  if (only !== undefined) yield* inRange("only", only, 1, tasks.length)
  const wanted = only === undefined ? tasks : tasks.slice(only - 1, only)
  return { catalog: parts, tasks: wanted, workloads: runs.map(({ workload }) => workload) }
})
