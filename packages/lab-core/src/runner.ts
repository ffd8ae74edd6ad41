import { Seats } from "@copath/client"
import { GroupOptions } from "@copath/group"
import { Assumed, axes, type Composed, type IncompatibleProfile, repeatable, threatModels } from "@copath/profile-lab"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import type { CopyServices } from "./copy/copy.ts"
import { agreement as agreementAmong, present, restart, stateSizes } from "./simulation/inventory.ts"
import { Ledger, type Stopwatch } from "./costs/ledger.ts"
import { Meter } from "./costs/meter.ts"
import type { Policy } from "./policy/policy.ts"
import type { Step } from "./policy/step.ts"
import { applyPolicy } from "./policy/steps.ts"
import { formatPolicy, policyValues } from "./policy/text.ts"
import { fingerprint } from "./randomness.ts"
import { summarize } from "./costs/costSheet.ts"
import type { Agreement, Cell, Parts, PerMember, Refused } from "./result/result.ts"
import { Seating } from "./simulation/seating.ts"
import { Simulation } from "./simulation/simulation.ts"
import { secretBytes } from "./costs/stateSize.ts"
import { TreeFilm } from "./simulation/treeFilm.ts"
import { startOf, type Workload } from "./workload/workload.ts"
import type { Watch } from "./simulation/watch.ts"
import { countWorkload } from "./workload/count.ts"
import { formatWorkload } from "./workload/file.ts"
import { providers, World } from "./simulation/world.ts"

/** One cell of a comparison. */
export interface CellInput {
  /** The parts that every device runs. */
  readonly composed: Composed
  /** A registered cipher suite (RFC 9420, 17.1). */
  readonly suite: number
  /** What people do. */
  readonly workload: Workload
  /** When clients renew keys, and who commits. */
  readonly policy: Policy
  /** Fixes all randomness of the run: equal inputs give equal bytes. */
  readonly seed: string
  /** Counts runs of one cell; mixed into the seed, so that each draws anew. */
  readonly repeat: number
  /** The source of all times in the figures. */
  readonly stopwatch: Stopwatch
  /** Called every few steps, and after the last, with steps done and steps in all. */
  readonly onProgress?: (done: number, total: number) => void
  /** After each step every device writes its state down and reads it back. It must change nothing but the time. */
  readonly restart?: boolean
  /** Whoever is removed goes on reading along, and whatever it opens is a failure (`OpenedByRemoved`). It must change nothing but the time. */
  readonly shadowed?: boolean
  /** Whether signatures are made as the provider makes them, at random where it does so: such a run does not repeat byte for byte, and may be much faster. */
  readonly native?: boolean
  /** Names of threat models that the composition must stand up to, or be refused. */
  readonly assume?: ReadonlyArray<string>
  /** Milliseconds of virtual time from the delivery service to each member; 0 unless it is said. */
  readonly delayMs?: number
  /** Looks on. */
  readonly watch?: Watch
  /** Whether the public tree is filmed, where it has few enough leaves. */
  readonly trees?: boolean
  /** Whether states are written down now and then to be measured, unless it is said otherwise: then their sizes are 0 in the figures. */
  readonly stateSizes?: boolean
  /** How many epochs back members still open late texts, and keep keys for them; the engine's default unless it is said. */
  readonly pastEpochs?: number
  /** Done when the run is over, before its parts are let go: whatever lies outside the members is still there. It must not touch their figures. */
  readonly afterwards?: Effect.Effect<void, never, CopyServices>
}

/** What a cell came to: figures, or the reason why its parts cannot work together. */
export type CellOutcome = { readonly _tag: "cell"; readonly cell: Cell } | { readonly _tag: "refused"; readonly refused: Refused }

/** Samples of the plots, each of which writes every member's state. */
const SAMPLES = 48
/** Steps between two looks at the clock of whoever waits. */
const PROGRESS_EVERY = 8

/** Runs one workload over one composition: real members, real bytes, a virtual clock and seeded randomness. */
export const runCell: (input: CellInput) => Effect.Effect<CellOutcome> = Effect.fnUntraced(function* (input: CellInput) {
  const { composed } = input
  const world = new World(`${input.seed}/${input.repeat}`, input.watch)
  const meter = new Meter()
  const ledger = new Ledger(meter, input.stopwatch)
  const suite = composed.suite(input.suite)
  const base = Layer.mergeAll(Layer.provide(providers(world, meter), input.native === true ? suite : repeatable(suite)), composed.delivery)
  const services = Layer.provideMerge(composed.protocol, base)
  const outcome = yield* Effect.result(
    simulate(input, world, ledger).pipe(
      // A device's failures are data; whatever fails here is the lab's own mistake.
      Effect.orDie,
      Effect.provide(services, { local: true }),
      Effect.provideService(GroupOptions, { ...composed.choices, pastEpochs: input.pastEpochs ?? composed.choices.pastEpochs }),
      Effect.provideService(
        Assumed,
        threatModels.filter(({ name }) => input.assume?.includes(name) === true)
      ),
      Effect.provideService(Clock.Clock, world.clock),
      Effect.scoped
    )
  )
  if (Result.isSuccess(outcome)) return { _tag: "cell", cell: outcome.success }
  return { _tag: "refused", refused: refusal(composed, outcome.failure) }
})

const refusal = (composed: Composed, error: IncompatibleProfile): Refused => ({
  name: composed.name,
  parts: partIds(composed),
  rule: error.rule,
  reason: error.message
})

const partIds = ({ parts }: Composed): Parts => Object.fromEntries(axes.map((axis) => [axis, parts[axis].id]))

const simulate = Effect.fnUntraced(function* (input: CellInput, world: World, ledger: Ledger) {
  const { composed, policy, workload } = input
  const steps = applyPolicy(workload, policy, input.seed)
  const start = startOf(workload)
  const devices = workload.header.devices ?? 1
  const seating = new Seating(devices, (yield* Seats).perUser(devices))
  const { handshake } = composed.choices
  const simulation = new Simulation(world, ledger, {
    name: workload.header.name,
    seating,
    handshake,
    shadowed: input.shadowed === true,
    delayMs: input.delayMs ?? workload.header.delay ?? 0,
    tries: policy.retry.onReject === "drop" ? 1 : policy.retry.maxTries
  })
  const film = input.trees === true ? new TreeFilm(input.watch?.planted) : undefined
  const began = input.stopwatch()
  const every = Math.max(1, Math.ceil(steps.length / SAMPLES))
  let agreement: Agreement | undefined
  for (const [i, step] of steps.entries()) {
    yield* simulation.until(start + step.t)
    // A group that everybody leaves is asked for its agreement while it still stands.
    if (step.do === "end" || (step.do === "create" && i > 0)) agreement = worse(agreement, yield* agreementOf(simulation, step.event))
    yield* simulation.step(step)
    if (input.restart === true) yield* restart(simulation.members.values())
    const { event, t } = step
    const committers = simulation.committers()
    if (film !== undefined) yield* film.look({ step: i, event, t, did: step.do, state: simulation.front, committers })
    if (input.watch !== undefined) yield* show(input.watch, simulation, ledger, step, i)
    if ((i + 1) % every === 0 || i === steps.length - 1) {
      const sizes = input.stateSizes === false ? [] : yield* stateSizes(simulation.members.values())
      ledger.sample(i, step.t, simulation.epoch, simulation.members.size, summarize(sizes).median)
    }
    if (i % PROGRESS_EVERY === 0) input.onProgress?.(i, steps.length)
  }
  input.onProgress?.(steps.length, steps.length)
  const last = yield* agreementOf(simulation, steps.at(-1)?.event ?? 0)
  if (input.stateSizes !== false) yield* stateSizes(simulation.members.values())
  const cell = cellOf(input, ledger, simulation, worse(agreement, last), input.stopwatch() - began)
  if (input.afterwards !== undefined) {
    world.act("afterwards")
    yield* input.afterwards
  }
  return film?.trees === undefined ? cell : { ...cell, trees: film.trees }
})

const show = Effect.fnUntraced(function* (watch: Watch, simulation: Simulation, ledger: Ledger, step: Step, index: number) {
  const everybody = yield* present(simulation.members.values(), watch.wantsPersisted(index))
  const { uploaded: sent } = ledger
  watch.settled({
    step: index,
    t: step.t,
    did: step.do,
    by: "by" in step ? step.by : undefined,
    epoch: Number(simulation.epoch),
    sent,
    present: everybody
  })
})

const agreementOf = Effect.fnUntraced(function* (simulation: Simulation, event: number) {
  yield* simulation.settle(event)
  return yield* agreementAmong(simulation.members.values(), simulation.forked)
})

/** A run agrees if each of its groups does. */
const worse = (a: Agreement | undefined, b: Agreement): Agreement => (a === undefined || (a.agreed && b.members > 0) ? b : a)

const cellOf = (input: CellInput, ledger: Ledger, simulation: Simulation, agreement: Agreement, cpu: number): Cell => {
  const { composed, policy, workload } = input
  const counted = countWorkload(workload)
  return {
    composition: { id: composed.id, name: composed.name, parts: partIds(composed), strict: composed.strict, suite: input.suite },
    workload: {
      name: workload.header.name,
      hash: fingerprint(formatWorkload(workload)),
      members: counted.ever,
      peak: counted.atOnce,
      events: counted.events,
      messages: counted.messages,
      spanMs: counted.span
    },
    policy: { name: formatPolicy(policy), values: policyValues(policy) },
    repeat: input.repeat,
    base: composed.parts.provider.base ?? "real",
    counts: ledger.counts,
    cost: ledger.costs.summaries(),
    perMember: perMember(ledger, simulation),
    times: { seconds: cpu / 1000, cpu: ledger.cpu.summaries().cpu ?? {} },
    timeline: ledger.timeline,
    commits: ledger.commits,
    health: {
      lostMembers: [...simulation.members.values()].filter((m) => m.lost !== undefined).length,
      failures: ledger.failures,
      rejectedCommits: ledger.rejectedCommits
    },
    agreement
  }
}

const perMember = (ledger: Ledger, simulation: Simulation): PerMember => {
  const present = [...simulation.members.values()]
  const everybody = [...simulation.former, ...present]
  return {
    sent: summarize([...ledger.sentBy.values()]),
    received: summarize([...ledger.receivedBy.values()]),
    state: summarize(present.map((d) => d.stateSize)),
    statePeak: summarize(everybody.map((d) => d.statePeak)),
    secrets: summarize(present.map((d) => (d.seat === undefined ? 0 : secretBytes(d.seat.state))))
  }
}
