import { type Cell, type CellInput, type CellOutcome, runCell, type Task } from "@copath/lab-core"
import type { Catalog, Composed } from "@copath/profile-lab"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { declaredSignatures } from "./declared.ts"
import type { ReadInClear } from "./metadata/inClear.ts"
import { probes } from "./probes/probes.ts"
import { runProbe } from "./probes/runProbe.ts"
import { stolenCopy } from "./probes/stolenCopy.ts"
import { traceRun } from "./record/traceRun.ts"
import { scriptOf } from "./script.ts"
import { defaultSummary, securityOf } from "./summary.ts"
import { treeKnowledge } from "./treeKnowledge.ts"
import { smallLife, warmUp } from "./warmUp.ts"

/** What an adversary's run computes with: what falls depends on how secrets come of one another, not on the algorithms. */
const watchedBase = "symbolic"

const warm = new Set<string>()

/** What a task does not say: times are read from this thread's clock. */
export interface Running {
  /** Milliseconds that this thread has computed. */
  readonly stopwatch: CellInput["stopwatch"]
  /** Called every few steps, and after the last, with steps done and steps in all. */
  readonly onProgress: (done: number, total: number) => void
  /** Reads what stands in clear in the formats of the compositions; without it nothing is told of what the server reads. */
  readonly readInClear?: ReadInClear
}

/** What a cell has that its timed run does not tell. */
export type Beside = Pick<Cell, "security" | "script" | "trees" | "probes" | "stolenCopy">

/** What was measured beside the timed run, or why the parts cannot work together. */
export type BesideOutcome = { readonly _tag: "beside"; readonly beside: Beside } | Extract<CellOutcome, { readonly _tag: "refused" }>

/**
 * The timed run of a task. A composition that this thread has not run before is first run on something small, until it gets no faster: what the runtime spends on code that it
 * sees for the first time must not be charged to whoever comes first.
 */
export const runTimed: (catalog: Catalog, task: Task, running: Running) => Effect.Effect<CellOutcome> = Effect.fnUntraced(function* (
  catalog,
  { adversary, name: _name, probes: _lies, seizing: _seizing, spec, trees = false, workload, ...rest },
  { onProgress, stopwatch }
) {
  const input = { ...rest, stopwatch }
  // Whoever made the task composed its spec before.
  const composed = Result.getOrThrow(catalog.compose(spec))
  if (!warm.has(composed.id)) {
    warm.add(composed.id)
    yield* warmUp(runCell({ ...input, composed, workload: smallLife }), stopwatch)
  }
  // What an adversary sees, it sees in a run of its own.
  return yield* runCell({ ...input, composed, workload, trees: trees && !adversary, onProgress })
})

/** All that is measured beside the timed run, in runs of their own: on another thread it is the same. */
export const runBeside: (catalog: Catalog, task: Task, running: Running) => Effect.Effect<BesideOutcome> = Effect.fnUntraced(function* (
  catalog,
  { adversary, name: _name, probes: lies = false, seizing, spec, trees = false, workload, ...rest },
  { onProgress, readInClear, stopwatch }
) {
  let found: Beside = {}
  if (!adversary && !lies) return { _tag: "beside", beside: found }
  const looked = Result.getOrThrow(catalog.compose({ ...spec, provider: watchedBase }))
  if (adversary) {
    // Sizes of states are among the timed run's figures.
    const traced = yield* traceRun({ ...rest, stopwatch, composed: looked, workload, trees, onProgress, stateSizes: false })
    if (traced._tag === "refused") return traced
    const { trace, uploads } = traced.recording
    const known = {
      signatures: yield* declaredSignatures({ composed: looked, suite: rest.suite }),
      ...(readInClear === undefined ? {} : { wire: { uploads, readInClear } })
    }
    const how = { ...defaultSummary, ...seizing }
    const script = scriptOf(trace, workload, how)
    found = { security: securityOf(trace, how, known), ...(script === undefined ? {} : { script }) }
    if (traced.cell.trees !== undefined) found = { ...found, trees: treeKnowledge(traced.recording, traced.cell.trees) }
  }
  if (lies) found = { ...found, ...(yield* probed({ ...looked, name: Result.getOrThrow(catalog.compose(spec)).name }, rest)) }
  return { _tag: "beside", beside: found }
})

/** A task's outcome, of both of its halves. */
export const together = (timed: CellOutcome, other: BesideOutcome): CellOutcome => {
  if (timed._tag === "refused") return timed
  return other._tag === "refused" ? other : { _tag: "cell", cell: { ...timed.cell, ...other.beside } }
}

/** Runs one task with the parts of a catalog: the timed run, and then what is measured beside it. */
export const runTask: (catalog: Catalog, task: Task, running: Running) => Effect.Effect<CellOutcome> = Effect.fnUntraced(
  function* (catalog, task, running) {
    // The timed run is one half of the work, and the one that is looked upon the other.
    const half = (from: number) => (done: number, total: number) =>
      task.adversary ? running.onProgress(from * total + done, 2 * total) : running.onProgress(done, total)
    const timed = yield* runTimed(catalog, task, { ...running, onProgress: half(0) })
    return timed._tag === "refused" ? timed : together(timed, yield* runBeside(catalog, task, { ...running, onProgress: half(1) }))
  }
)

type Probed = Required<Pick<Cell, "probes" | "stolenCopy">>

const told = new Map<string, Probed>()

/** What lies and copies come to hangs on composition, suite and seed: of several workloads and policies of a comparison, the first one tells it for all. */
const probed = Effect.fnUntraced(function* (composed: Composed, { seed, suite }: Pick<Task, "seed" | "suite">) {
  const key = JSON.stringify([composed.id, suite, seed])
  const known = told.get(key)
  if (known !== undefined) return known
  const input = { composed, suite, seed }
  const found: Probed = {
    probes: yield* Effect.forEach(probes, (probe) => runProbe(probe, input)),
    stolenCopy: yield* stolenCopy(input)
  }
  told.set(key, found)
  return found
})
