import { countWorkload, defaultPolicy, runCell, type WorkloadCount, workload as workloadFrom } from "@copath/lab-core"
import { type Catalog, type Composed, protocolAxes } from "@copath/profile-lab"
import { Effect, Result } from "effect"
import { type Plan, plan } from "./plan.ts"
import type { Complaint, Wish } from "./wish.ts"
import { workloadWished } from "./workloadWished.ts"

/** A composition that is to be compared, and why its parts cannot work together, if so. */
export interface Looked {
  /** Without who computes, which is asked once for all. */
  readonly name: string
  /** Whether a group would be RFC 9420 on the wire, if real algorithms computed. */
  readonly strict: boolean
  readonly refused: { readonly rule: string; readonly reason: string } | undefined
}

/** What a wish would come to, before anything of it is run. */
export interface Look {
  readonly complaints: ReadonlyArray<Complaint>
  /** How large the workload is, if it is one. */
  readonly size: WorkloadCount | undefined
  readonly compositions: ReadonlyArray<Looked>
  /** One for each composition under each policy, refused ones included. */
  readonly runs: number
  readonly argv: ReadonlyArray<string>
  readonly needsFile: boolean
  readonly fileName: string
}

/** Somebody makes a group and is alone in it: enough for the layer to be built, and parts that cannot work together to be refused. */
const alone = Result.getOrThrow(
  workloadFrom({ lab: "workload/1", name: "alone", members: ["a"] }, [{ t: 0, do: "create", by: "a", with: [] }])
)

/** Whether a group would be RFC 9420 on the wire, if real algorithms computed. */
const isStrict = ({ parts }: Composed): boolean => protocolAxes.every((axis) => parts[axis].strict)

/** Judges a wish, and each of its compositions by the one list of what cannot work together. */
export const look: (parts: Catalog, wish: Wish) => Effect.Effect<Look> = Effect.fnUntraced(function* (parts, wish) {
  const planned = plan(parts, wish)
  const workload = workloadWished(wish)
  return {
    complaints: Result.isFailure(planned) ? planned.failure : [],
    size: Result.isSuccess(workload) ? countWorkload(workload.success.workload) : undefined,
    compositions: Result.isSuccess(planned) ? yield* judged(planned.success, wish) : [],
    runs: Result.isSuccess(planned) ? planned.success.tasks.length : 0,
    argv: Result.isSuccess(planned) ? planned.success.argv : [],
    needsFile: Result.isSuccess(planned) && planned.success.needsFile,
    fileName: Result.isSuccess(planned) ? planned.success.fileName : ""
  }
})

const judged = ({ compared, seed }: Plan, { suite }: Wish) =>
  Effect.forEach(
    compared,
    Effect.fnUntraced(function* ({ composed }) {
      const input = { composed, suite, workload: alone, policy: defaultPolicy, seed, repeat: 0, stopwatch: () => 0 }
      const outcome = yield* runCell(input)
      const strict = isStrict(composed)
      const name = composed.name.replace(/,provider=[^,]+$/, "")
      return outcome._tag === "cell"
        ? { name, strict, refused: undefined }
        : { name, strict, refused: { rule: outcome.refused.rule, reason: outcome.refused.reason } }
    })
  )
