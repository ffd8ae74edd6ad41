import { type Recording, recorder } from "@copath/lab-adversary"
import { type Cell, neverPolicy, type Policy, runCell, type Watch, type Workload } from "@copath/lab-core"
import { catalog, type Composed, type Part, type Spec } from "@copath/profile-lab"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { MemberFailed, UnfitParts } from "./unplayable.ts"

/** What a history is played on. */
export interface Stage {
  /** For people; the spec's parts, if left out. */
  readonly name?: string
  /** Options by axis, as `lab list` names them. */
  readonly spec: Spec
  /** Parts beside the catalog's, that the spec may name. */
  readonly plugins?: ReadonlyArray<Part>
  /** For how many epochs late texts are opened, and their keys kept. 0 unless it is said: the tables are about what is delivered in order. */
  readonly pastEpochs?: number
  /** Nobody rekeys of its own accord, unless it is said. */
  readonly policy?: Policy
  /** How long what is sent is under way, in milliseconds; no time, unless it is said. */
  readonly delayMs?: number
  /** Mixed into all randomness. */
  readonly seed?: string
  /** Every so many steps, written states are held against what is found in memory; never, unless it is said. */
  readonly persistEvery?: number
  /** Whether members may fail: else that is a defect. */
  readonly ailing?: boolean
}

/** A history that was played, with what was seen of it. */
export interface Played extends Recording {
  /** What it cost, and how it went. */
  readonly cell: Cell
}

/** What a stage is called. */
export const nameOf = ({ name, spec }: Stage): string =>
  name ??
  (Object.entries(spec)
    .filter(([axis]) => axis !== "provider")
    .map(([axis, part]) => `${axis}=${part}`)
    .join(",") ||
    "rfc9420")

/** The registered suite that everything is played with: X25519, AES-128-GCM, SHA-256, Ed25519 (RFC 9420, 17.1). */
export const suiteId = 1

/** The stage's composition. Stand-ins for the algorithms compute, unless the spec names a provider: the graph of secrets is the same and costs a fraction. */
export const composedOf = (stage: Stage): Composed =>
  Result.getOrThrowWith(
    catalog(stage.plugins).compose({ provider: "symbolic", ...stage.spec }),
    ({ message }) => new UnfitParts({ name: nameOf(stage), reason: message })
  )

/**
 * Plays a history and records it. Parts that do not exist or cannot work together are defects (`UnfitParts`), and so are members who fail (`MemberFailed`): whoever writes a
 * known answer chooses them.
 *
 * @param beside looks on as well
 */
export const play = (stage: Stage, workload: Workload, beside: (watch: Watch) => Watch = (watch) => watch): Effect.Effect<Played> =>
  Effect.gen(function* () {
    const { recording, watch } = recorder({ persistEvery: stage.persistEvery ?? 0 })
    const run = yield* runCell({
      composed: composedOf(stage),
      suite: suiteId,
      workload,
      policy: stage.policy ?? neverPolicy,
      seed: stage.seed ?? "kat",
      repeat: 0,
      stopwatch: () => 0,
      pastEpochs: stage.pastEpochs ?? 0,
      delayMs: stage.delayMs ?? 0,
      watch: beside(watch)
    })
    if (run._tag === "refused") return yield* Effect.die(new UnfitParts({ name: nameOf(stage), reason: run.refused.reason }))
    const [failure] = run.cell.health.failures
    if (failure !== undefined && stage.ailing !== true) {
      const { member, reason, step } = failure
      return yield* Effect.die(new MemberFailed({ name: nameOf(stage), member, step, reason }))
    }
    return { ...recording(), cell: run.cell }
  })
