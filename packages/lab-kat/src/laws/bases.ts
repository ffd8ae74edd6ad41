import { neverPolicy, runCell, type Workload } from "@copath/lab-core"
import * as Effect from "effect/Effect"
import { composedOf, type Stage, suiteId } from "../playing.ts"

/** What must be the same whatever computes: agreement but for the secret itself, health, numbers of operations and of bytes; of parts that cannot be composed, the rule. */
export const countedOn = (provider: string, stage: Stage, workload: Workload): Effect.Effect<unknown> =>
  Effect.map(
    runCell({
      composed: composedOf({ ...stage, spec: { ...stage.spec, provider } }),
      suite: suiteId,
      workload,
      policy: stage.policy ?? neverPolicy,
      seed: stage.seed ?? "bases",
      repeat: 0,
      stopwatch: () => 0
    }),
    (run) => {
      if (run._tag === "refused") return { refused: run.refused.rule }
      const { agreement, commits, cost, counts, health, perMember, timeline } = run.cell
      const { agreed, epoch, members } = agreement
      return { agreed, epoch, members, health, counts, commits, cost, perMember, timeline }
    }
  )

/** The first place at which two values differ, and both of them. */
export const firstDifference = (
  a: unknown,
  b: unknown,
  path: ReadonlyArray<string> = []
): { readonly at: string; readonly a: string; readonly b: string } | undefined => {
  if (Object.is(a, b)) return undefined
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null)
    return { at: path.join(", ") || "the run", a: String(a), b: String(b) }
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const found = firstDifference(Reflect.get(a, key), Reflect.get(b, key), [...path, key])
    if (found !== undefined) return found
  }
  return undefined
}
