import { Cgka, CipherSuite, KeySchedule, MessageProtection, SignatureScheme, TreeIntegrity } from "@copath/contracts"
import { applyPolicy, defaultStart, type Policy, seeded, startOf, type Step, type Workload } from "@copath/lab-core"
import type { Composed } from "@copath/profile-lab"
import * as Effect from "effect/Effect"
import { countable } from "./countable.ts"
import { type Activity, Costs, type CountedCosts, type RoleWork } from "./costs.ts"
import type { Counting } from "./countedGroup.ts"
import { History, type HistoryCounts } from "./history.ts"
import { refused, type ScaleRefused } from "./refused.ts"
import { seamOf } from "./seam.ts"
import { ScaleWorld } from "./world.ts"

/** How a group comes to be there. */
export type Founded =
  /** Its first member creates it, by the engine: all that costs is counted. */
  | "created"
  /** It is made up as it would be then; what creating it costs is not in the figures. */
  | "made-up"
  /** It is made up, and every member has committed once. */
  | "filled"

/** One cell of a comparison at scale. */
export interface ScaleInput {
  /** The parts, with the provider `counting`. */
  readonly composed: Composed
  /** A cipher suite by number: its sizes. */
  readonly suite: number
  /** What people do, as {@link applyPolicy} turns it into steps; or the steps. */
  readonly history: { readonly workload: Workload; readonly policy: Policy } | ScaleHistory
  /** Fixes all randomness of the run. */
  readonly seed: string
  /** How its first group comes to be there; `created` unless it is said. */
  readonly founded?: Founded
  /** Members among whom the one goes round that takes in each commit whole, and who all take in each text; 16 unless it is said. Where the key agreement tells no routes, so many are drawn by lot for each commit. */
  readonly observers?: number
  /** How many of those who join do so really, the first ones: 8, and 1 in a group of more than ten thousand, unless it is said. What others did with theirs is told from them. */
  readonly joiners?: number
  /** Whether receivers are counted; they are unless it is said. */
  readonly receivers?: boolean
  /** Commits after which the run ends, the creating ones not counted; all of the history's unless it is said. */
  readonly commits?: number
  /** Called after each step, with steps done and in all, and how much has happened so far: the same object each time. */
  readonly onProgress?: (done: number, total: number, counts: HistoryCounts) => void
}

/** Steps that need no workload: for groups larger than any. */
export interface ScaleHistory {
  /** Names the group. */
  readonly name: string
  /** Everybody in the group at its beginning, in order; the first step creates it. */
  readonly steps: ReadonlyArray<Step>
  /** The moment of t = 0, in milliseconds since 1970. */
  readonly start?: number
}

/** What a run at scale came to. */
export interface ScaleCell {
  /** Parts by axis, and the composition's name. */
  readonly composition: string
  /** How the group began. */
  readonly founded: Founded
  /** How much happened. */
  readonly counts: HistoryCounts
  /** By metric and role, as in a cell of `lab run`. */
  readonly costs: CountedCosts
  /** What devices did in all, by activity, with the bytes that their primitives were over: what times are told from. */
  readonly work: ReadonlyMap<Activity, RoleWork>
  /** Members at the beginning, and at the end. */
  readonly members: readonly [first: number, last: number]
  /** What is not counted, in a sentence each. */
  readonly notices: ReadonlyArray<string>
}

/** A joiner looks at each member: in larger groups one that does so is enough. */
const MANY = 10_000

/**
 * Counts a group's history at any size: the engine and the composition's own parts run, on a provider that hardly computes, for one member where many do the same. With all
 * members as observers and joiners nothing is told from samples, and the figures are those of `runCell`.
 */
export const scaleCell: (input: ScaleInput) => Effect.Effect<ScaleCell, ScaleRefused> = Effect.fnUntraced(function* (input: ScaleInput) {
  const world = new ScaleWorld(input)
  return yield* world.run(counted(input, world))
})

const counted = Effect.fnUntraced(function* (input: ScaleInput, { clock, sealed, tally }: ScaleWorld) {
  const { composed, founded = "created", observers = 16 } = input
  const suite = yield* CipherSuite
  const seam = seamOf(yield* Cgka, yield* KeySchedule, tally)
  const { notices, steps } = stepsOf(input)
  if ("workload" in input.history && (input.history.workload.header.devices ?? 1) > 1)
    return yield* refused("Step", "members with several devices are not counted: take one each")
  const scheme = yield* SignatureScheme
  const protection = yield* MessageProtection
  yield* countable(composed, steps)
  const costs = new Costs()
  const at: Counting = {
    suite,
    scheme,
    protection,
    seam,
    tally,
    costs,
    choices: composed.choices,
    infoLength: () => sealed.info,
    observers,
    lots: seeded(input.seed, "observers"),
    receivers: input.receivers !== false
  }
  const name = "steps" in input.history ? input.history.name : input.history.workload.header.name
  const [first] = steps
  const joiners = input.joiners ?? (first?.do === "create" && first.with.length > MANY ? 1 : 8)
  const history = new History(at, yield* TreeIntegrity, { name, founded, joiners })
  const start = startOfHistory(input.history)
  const run = Effect.gen(function* () {
    for (const [i, step] of steps.entries()) {
      clock.now = Math.max(clock.now, start + step.t)
      yield* history.step(step)
      input.onProgress?.(i + 1, steps.length, history.counts)
    }
  })
  clock.now = start
  yield* run.pipe(Effect.provideService(Cgka, seam.cgka), Effect.provideService(KeySchedule, seam.schedule))
  const cell: ScaleCell = {
    composition: composed.name,
    founded,
    counts: history.counts,
    costs: costs.summaries(),
    work: costs.totals,
    members: [history.first, history.size],
    notices: [...notices, ...(seam.cgka.route === undefined ? [drawnNotice(seam.cgka.id, observers)] : []), ...history.notices]
  }
  return cell
})

const drawnNotice = (id: string, observers: number): string =>
  `${id} does not tell which members do equal work: ${observers} drawn by lot take in each commit, and stand for all`

const startOfHistory = (history: ScaleInput["history"]): number =>
  "steps" in history ? (history.start ?? defaultStart) : startOf(history.workload)

/** The steps up to the last commit that is wanted. */
const stepsOf = ({
  commits,
  history,
  seed
}: ScaleInput): { readonly steps: ReadonlyArray<Step>; readonly notices: ReadonlyArray<string> } => {
  const all = "steps" in history ? history.steps : applyPolicy(history.workload, history.policy, seed)
  let left = commits ?? Number.POSITIVE_INFINITY
  const end = all.findIndex((step) => isCommit(step) && --left === 0)
  const steps = end < 0 ? all : all.slice(0, end + 1)
  const away = steps.some((step) => step.do === "offline")
  return { steps, notices: away ? ["everybody is taken for online: what waits for those who are away is counted when it is sent"] : [] }
}

const isCommit = (step: Step): boolean => step.do === "add" || step.do === "remove" || step.do === "change" || step.do === "rekey"
