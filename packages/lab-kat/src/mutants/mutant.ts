import type { Workload } from "@copath/lab-core"
import type { Part, Spec } from "@copath/profile-lab"
import * as Effect from "effect/Effect"
import { play } from "../playing.ts"
import { type Metric, metrics } from "./metrics.ts"

/** What became of a broken part. */
export interface MutantOutcome {
  /** Whether the metric named showed the known value, and another one without the breakage. */
  readonly caught: boolean
  /** Both values, for people. */
  readonly detail: string
}

/** A part that was broken at one place on purpose: the adversary must find out. */
export interface Mutant {
  /** The part's id in the catalog that it is a plug-in of. */
  readonly id: string
  /** What is wrong with it. */
  readonly title: string
  /** The part that it breaks, by axis and id. */
  readonly breaks: string
  /** What must show it. */
  readonly metric: Metric
  /** What the metric shows with the part whole, and with it broken. */
  readonly values: { readonly whole: number; readonly broken: number }
  /** The plug-in. */
  readonly part: Part
  /** Parts beside it, on other axes: where the breakage shows. */
  readonly spec: Spec
  /** Plays one history with the part whole and with it broken. */
  readonly run: Effect.Effect<MutantOutcome>
}

/** What a mutant is made of. */
export interface Breakage extends Omit<Mutant, "id" | "title" | "breaks" | "spec" | "run"> {
  /** The id of the part that it breaks. */
  readonly of: string
  /** Parts beside it. */
  readonly spec?: Spec
  /** What happens. */
  readonly workload: Workload
  /** Every so many steps written states are looked at; never, unless it is said. */
  readonly persistEvery?: number
}

/** A mutant from its part. */
export const mutant = ({ metric, of, part, persistEvery = 0, spec = {}, values, workload }: Breakage): Mutant => {
  const measured = (id: string) =>
    Effect.map(play({ spec: { ...spec, [part.axis]: id }, plugins: [part], persistEvery }, workload), ({ trace }) => metrics[metric](trace))
  return {
    id: part.id,
    title: part.title,
    breaks: `${part.axis}=${of}`,
    metric,
    values,
    part,
    spec,
    run: Effect.gen(function* () {
      const whole = yield* measured(of)
      const broken = yield* measured(part.id)
      return {
        caught: whole === values.whole && broken === values.broken && whole !== broken,
        detail: `${metric} is ${broken} with ${part.id}, ${whole} with ${of}`
      }
    })
  }
}
